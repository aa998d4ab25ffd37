"""What one decision about a read-back needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A line as a table reads it back.

    Attributes:
        table_id: Whose line it is.
        ends_at: When the table's time for it is over.
        version: Of the note, heading or gist, as it is now.
        words_id: Its wording, as it is now.
    """

    id: str
    readback_id: str
    table_id: str
    ends_at: datetime
    version: int
    words_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """A gist or a correction as it is now. ``audience`` are the channels on which it was written."""

    author_id: str
    audience: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """An objection that has not been taken back."""

    author_id: str
    line_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackSituation(Situation):
    """How things stand for a read-back.

    Attributes:
        table_id: The table that is to read back; None where there is no such table.
        host_id: The host of that table; None where it has none, and anybody there may open.
        latest: The table's latest read-back, with the end of its time; None where it never had one.
        lines: What the table would read back now.
        line: The line that is answered, objected to or corrected.
        is_objected_by_sender: Whether the sender objects to it already.
        is_objected_by_others: Whether anybody else does.
    """

    table_id: str | None = None
    host_id: str | None = None
    latest: tuple[str, datetime] | None = None
    lines: tuple[str, ...] = ()
    line: LineFacts | None = None
    text: TextFacts | None = None
    objection: ObjectionFacts | None = None
    is_objected_by_sender: bool = False
    is_objected_by_others: bool = False
