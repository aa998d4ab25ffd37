"""An activity written out as the text of a file, and the data of such a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w

# A name of a thousand parts takes the parser a million steps, and one of a hundred thousand the whole day.
_NAME_PARTS_MAX = 32
_PART = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_LONG_NAME = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_NAME_PARTS_MAX}}}")


class BadToml(ValueError):
    """A text that is no TOML; it says where."""


def data_of_toml(text: str) -> dict[str, Any]:
    """The data of a text.

    Raises:
        BadToml: It is no TOML, nested too deeply, or holds a number that is too long.
    """
    if _LONG_NAME.search(text):
        raise BadToml(f"a name has more than {_NAME_PARTS_MAX} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadToml("this is nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise BadToml(str(error)) from error
    except ValueError as error:  # of a number of thousands of digits
        raise BadToml("a number is too long") from error


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
