"""What this room needs of rooms above: a file's text, what may identify somebody, erasing what was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.ids import Ids

ReadFile = Callable[[str, bytes], str]
"""The name and the bytes of a file: its text, paragraphs as lines. Raises ``InvalidInput``."""

Erased = Callable[[Session, Sequence[str], datetime, Ids], Sequence[str]]
"""These wordings are being erased: erase what was made from them; the sessions whose logs have grown."""

Approved = Sequence[tuple[int, int]]
"""Places in a wording that stay: from, to."""

FindIdentifiers = Callable[[str], Iterable[tuple[int, int, str]]]
"""What in a text could identify somebody: from, to (code points, half-open), and its kind."""

Returned = Callable[[Session, Mapping[str, Approved], datetime, Ids], Sequence[str]]
"""These wordings go back to the partner, but for the places that were approved; the sessions whose logs have grown."""

_read: list[ReadFile] = []
_erased: list[Erased] = []
_returned: list[Returned] = []
_finders: list[FindIdentifiers] = []


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


def register_identifiers(find: FindIdentifiers) -> None:
    """Whoever knows what identifies people says so."""
    _finders[:] = [find]


def identifiers_in(text: str) -> list[tuple[int, int, str]]:
    """Suggestions, in the order of the text; people decide about each."""
    if not _finders:
        raise RuntimeError("nobody has registered what finds identifiers")
    return sorted(_finders[0](text))


def when_erased(follow: Erased) -> None:
    """Register once, whatever keeps something that was made from narratives."""
    if follow not in _erased:
        _erased.append(follow)


def erase_what_was_made(db: Session, text_ids: Sequence[str], *, now: datetime, ids: Ids) -> list[str]:
    """Erase it everywhere; the sessions whose logs have grown."""
    return list(dict.fromkeys(one for follow in _erased for one in follow(db, text_ids, now, ids)))


def when_returned(follow: Returned) -> None:
    """Register once, whatever keeps words of narratives."""
    if follow not in _returned:
        _returned.append(follow)


def take_out_of_sessions(db: Session, approved: Mapping[str, Approved], *, now: datetime, ids: Ids) -> list[str]:
    """Erase copies of these wordings, but for what was approved; the sessions whose logs have grown."""
    return list(dict.fromkeys(one for follow in _returned for one in follow(db, approved, now, ids)))
