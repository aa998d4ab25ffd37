"""What this room needs of rooms above: reading a file's text, and erasing what was made from a narrative."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.ids import Ids

ReadFile = Callable[[str, bytes], str]
"""The name and the bytes of a file: its text, paragraphs as lines. Raises ``InvalidInput``."""

Erased = Callable[[Session, Sequence[str], datetime, Ids], Sequence[str]]
"""These wordings are being erased: erase what was made from them; the sessions whose logs have grown."""

_read: list[ReadFile] = []
_erased: list[Erased] = []


def register_file_reader(read: ReadFile) -> None:
    """Whoever can read documents says so."""
    _read[:] = [read]


def text_of_file(name: str, content: bytes) -> str:
    """The text of a file that somebody brought.

    Raises:
        InvalidInput: It is not text, or cannot be read.
    """
    if not _read:
        raise RuntimeError("retreat.imports.narratives was never imported")
    return _read[0](name, content)


def when_erased(follow: Erased) -> None:
    """Register once, whatever keeps something that was made from narratives."""
    if follow not in _erased:
        _erased.append(follow)


def erase_what_was_made(db: Session, text_ids: Sequence[str], *, now: datetime, ids: Ids) -> list[str]:
    """Erase it everywhere; the sessions whose logs have grown."""
    return list(dict.fromkeys(one for follow in _erased for one in follow(db, text_ids, now, ids)))
