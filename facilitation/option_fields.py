"""Options of a step that have a field of their own in the form in which activities are written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionField:
    """An option of a step as a field of the form in which activities are written.

    Attributes:
        name: As in the step; no two interactions have one of the same name.
        kind: ``lines`` of text, a ``number``, or ``ticks`` among ``choices``.
        choices: Their names with what people read.
        needed: Whether a step of this interaction has to have it.
    """

    name: str
    label: str
    kind: Literal["lines", "number", "ticks"] = "lines"
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
