"""What people made of the record: codes, codings, memos. The room above that keeps them registers how to read them.

Where nothing is registered, an export simply has none. Frozen values; positions are words of a transcript, by number,
or code points of a text, half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Somebody who coded or wrote a memo."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of the codebook; ``color`` as ``#RRGGBB``, or empty."""

    id: str
    name: str
    description: str = ""
    color: str = ""
    parent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A code on some words.

    Attributes:
        words: First and last word of a transcript, by number, both inclusive.
        text: Start and end in the text of something written, in code points, half-open.
        on_id: The transcript, what was written, or the wording of a narrative.
    """

    id: str
    code_id: str
    on_id: str
    by: str | None
    at: datetime | None
    words: tuple[int, int] | None = None
    text: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A dated memo, on a code or a coding, or on nothing in particular."""

    id: str
    title: str
    text: str
    by: str | None
    at: datetime | None
    on_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The codebook of a programme, with what lies on the words of some sessions and on narratives.

    Attributes:
        unplaced: How many codings there are whose words have no place in the texts of today.
    """

    coders: tuple[Coder, ...] = ()
    codes: tuple[Code, ...] = ()
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    unplaced: int = 0


NO_ANALYSIS = Analysis()
Gather = Callable[[Session, Reader, Sequence[str]], Analysis]
_gather: list[Gather] = []


def register_analysis(gather: Gather) -> None:
    """Say how codes, codings and memos on the words of some sessions are read, through the gate."""
    _gather[:] = [gather]


def analysis_of(db: Session, reader: Reader, session_ids: Sequence[str]) -> Analysis:
    """What people made of these sessions; nothing where no room keeps any."""
    return _gather[0](db, reader, session_ids) if _gather else NO_ANALYSIS
