"""What a project would change here, item by item, before anything is changed: values for a page and for the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from retreat.analysis.bringing import BroughtCode
from retreat.analysis.excerpts.choosing import Chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """A code of the file.

    Attributes:
        code_id: The code here that it is; None for a new one, which is in ``new``.
        note: What is different here, in a sentence.
    """

    guid: str
    name: str
    code_id: str | None = None
    new: BroughtCode | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """By which codings name it."""
        return self.code_id or self.guid


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A coding that finds its words; ``by`` is the GUID of its coder."""

    guid: str
    code: str
    by: str
    at: datetime | None
    session_id: str | None
    chosen: Chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A coding or memo that has no place here, by its name, with the reason."""

    what: str
    source: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A text of the file; ``is_here`` where this machine has it already, ``guid`` names it in the file."""

    guid: str
    name: str
    codings: int
    is_here: bool
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoLine:
    """A memo that is not here yet; ``on`` are GUIDs of codes, codings and sources."""

    guid: str
    text: str
    by: str
    at: datetime | None
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would come of a project.

    Attributes:
        coders: Whose codings and memos come, by GUID.
        about: What things of the file are here, for memos: a code (perhaps by its key), an excerpt, a session.
        known: How many codings and memos are here already.
        gone: How many codings were taken off here since the project left.
        losses: What was not read, in sentences.
    """

    name: str
    origin: str
    coders: dict[str, str]
    codes: tuple[CodeLine, ...]
    sources: tuple[SourceLine, ...]
    placed: tuple[Placed, ...]
    refused: tuple[Refused, ...]
    memos: tuple[MemoLine, ...]
    about: Mapping[str, tuple[str, str]]
    known: int
    gone: int
    losses: tuple[str, ...]

    @property
    def new_codes(self) -> list[BroughtCode]:
        """Codes that are not here."""
        return [one.new for one in self.codes if one.new is not None]

    @property
    def foreign(self) -> list[SourceLine]:
        """Texts that are not here."""
        return [one for one in self.sources if not one.is_here and one.text.strip()]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.new_codes or self.placed or self.memos)
