"""What a noun is, and the few ways in which an operation changes a board. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from retreat.log.fields import Kind

Board = dict[str, Any]
WireOperation = dict[str, Any]
# Returns the parts of the board that an operation changes.
Apply = Callable[[Board, WireOperation], Board]
# Whether readers are told whose it is, as attribution allows; the desk reads what it moderates or counts unsigned.
Signed = Literal["yes", "not_to_desk", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One thing of a session: what can happen to it, and how a board changes by that.

    Attributes:
        parts: The noun's parts of a board, with their initial state.
        apply: One function for each kind.
        texts: The fields that hold words, by part; erasing blanks all of them.
        signed: Whether readers of its operations are told whose they are.
    """

    name: str
    kinds: tuple[Kind, ...]
    parts: Mapping[str, Any] = field(default_factory=dict)
    apply: Mapping[str, Apply] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signed: Signed = "yes"


def changed(board: Board, part: str, key: str, **changes: Any) -> Board:
    """Change one thing that exists; one that does not (because its reader never saw it) is ignored."""
    if key not in board[part]:
        return {}
    return {part: {**board[part], key: {**board[part][key], **changes}}}


def put(board: Board, part: str, key: str, thing: dict[str, Any]) -> Board:
    """Add or replace one thing."""
    return {part: {**board[part], key: thing}}


def without(board: Board, part: str, key: str) -> Board:
    """Remove one thing."""
    return {part: {k: v for k, v in board[part].items() if k != key}}
