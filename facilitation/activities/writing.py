"""An activity written out as the text of a file, from which it can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli_w


def toml_of(data: Mapping[str, Any]) -> str:
    """The text of a file with this data. TOML knows no absence: what is None is left out."""
    text: str = tomli_w.dumps(_without_none(data), multiline_strings=False, indent=2)
    return text


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value if each is not None]
    return value
