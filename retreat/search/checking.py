"""Whether passages and their indexes are as what they are made from says, and making them again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, text
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.keeping.checks import Check, Samples, Trouble, register, register_samples
from retreat.keeping.gone import settle
from retreat.log.makings import makings, tell_kept
from retreat.log.models import Words
from retreat.search.following.refresh import refresh_passages
from retreat.search.lexical import entry_of, lexical_of
from retreat.search.models import CURRENT, SPOKEN, WRITING, WRITTEN, Passage, PassageVector
from retreat.search.vectors import DIMENSIONS
from retreat.search.words import words_of

_INDEXED = (WRITING, CURRENT)
_AT_ONCE = 500
_FIRST_WORDS = 4
_VECTOR_BYTES = DIMENSIONS * 2


class _Undone(Exception):
    """Ends a transaction in which something was only tried."""


def _spoken(house: House) -> Sequence[Trouble]:
    """Makes every passage of what was said again, and looks whether any would change; nothing is kept."""
    found: list[Trouble] = []
    for transcript_id in _transcripts(house):
        changed: list[str] = []

        def attempt(db: Session, transcript_id: str = transcript_id, changed: list[str] = changed) -> None:
            changed += refresh_passages(db, transcript_id)
            raise _Undone

        with contextlib.suppress(_Undone):
            house.database.write(attempt)
        if changed:
            found.append(_stale(f"transcript {transcript_id}", f"{_passages(len(changed))} differ from their words."))
    return found


def _remake_spoken(house: House, _open_speech: Callable[[], Any]) -> None:
    for transcript_id in _transcripts(house):

        def again(db: Session, transcript_id: str = transcript_id) -> None:
            refresh_passages(db, transcript_id)

        house.database.write(again)


def _transcripts(house: House) -> list[str]:
    asked = select(Passage.transcript_id).where(Passage.kind == SPOKEN, Passage.state == CURRENT).distinct()
    with house.database.read() as db:
        return sorted(one for one in db.scalars(asked) if one is not None)


def _written_wrong(db: Session) -> list[tuple[Any, str]]:
    """Things whose passage has another text than they have."""
    found = []
    for making in makings():
        asked = (
            select(making.row.id, Words.texts, Passage.text)
            .join(Words, Words.id == making.row.words_id)
            .join(Passage, Passage.note_id == making.row.id)
            .where(Passage.kind == WRITTEN, Passage.state == CURRENT, Words.erased_at.is_(None))
        )
        found += [(making, one) for one, texts, said in db.execute(asked) if making.text_of(texts) != said]
    return found


def _written(house: House) -> Sequence[Trouble]:
    with house.database.read() as db:
        count = len(_written_wrong(db))
    return [_stale("passages of what people wrote", f"{_passages(count)} differ from their texts.")] if count else []


def _remake_written(house: House, _open_speech: Callable[[], Any]) -> None:
    def again(db: Session) -> None:
        for making, thing_id in _written_wrong(db):
            tell_kept(db, making, thing_id)

    house.database.write(again)


def _index(house: House) -> Sequence[Trouble]:
    """Each passage that is in the record must be in the index, and no other."""
    is_server = house.database.dialect == "postgresql"
    numbers = "SELECT number FROM passage_fts" if is_server else "SELECT id FROM passage_fts_docsize"
    with house.database.read() as db:
        indexed = set(db.scalars(text(numbers)))
        wanted = set(db.scalars(select(Passage.number).where(Passage.state.in_(_INDEXED))))
    missing, extra = len(wanted - indexed), len(indexed - wanted)
    if not missing and not extra:
        return []
    says = f"{missing} passages are missing from it, and {extra} that are gone are still in it."
    return [_stale("index of words", says)]


def rebuild_index(house: House, _open_speech: Callable[[], Any]) -> None:
    """Empty the index of words, and fill it from the passages, in one transaction."""

    def again(db: Session) -> None:
        is_server = house.database.dialect == "postgresql"
        empty = "DELETE FROM passage_fts" if is_server else "INSERT INTO passage_fts(passage_fts) VALUES('delete-all')"
        db.execute(text(empty))
        last = -1
        while rows := db.scalars(
            select(Passage)
            .where(Passage.state.in_(_INDEXED), Passage.number > last)
            .order_by(Passage.number)
            .limit(_AT_ONCE)
        ).all():
            lexical_of(db).add(db, [entry_of(row) for row in rows])
            last = rows[-1].number
            db.expunge_all()

    house.database.write(again)


def _meanings(house: House) -> Sequence[Trouble]:
    with house.database.read() as db:
        wrong = db.scalar(select(func.count()).where(func.length(PassageVector.vector) != _VECTOR_BYTES)) or 0
    return [_stale("meanings", f"{wrong} cannot be read; a worker computes them again.")] if wrong else []


def _remake_meanings(house: House, _open_speech: Callable[[], Any]) -> None:
    """The worker computes those that are missing; the files are made again by whoever searches first."""
    for path in (house.settings.data / "index").glob("*"):
        path.unlink(missing_ok=True)
    wrong = func.length(PassageVector.vector) != _VECTOR_BYTES
    house.database.write(lambda db: db.execute(delete(PassageVector).where(wrong)))


def _stale(what: str, says: str) -> Trouble:
    return Trouble(code="stale", what=what, says=says, can_be_rebuilt=True)


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count} passages"


def _choose(db: Session, count: int) -> Sequence[str]:
    return db.scalars(select(Passage.id).where(_readable()).order_by(func.random()).limit(count)).all()


def _digests(db: Session, ids: Sequence[str]) -> dict[str, str]:
    found = db.execute(select(Passage.id, Passage.text).where(Passage.id.in_(ids), _readable()))
    return {one: hashlib.sha256(said.encode()).hexdigest() for one, said in found}


def _findable(db: Session, ids: Sequence[str]) -> int:
    """By their first words, in a row."""
    rows = db.execute(select(Passage.number, Passage.text).where(Passage.id.in_(ids), _readable())).all()
    lexical = lexical_of(db)
    return sum(number in lexical.having(db, words_of(said)[:_FIRST_WORDS]) for number, said in rows if words_of(said))


def _readable() -> ColumnElement[bool]:
    return and_(Passage.state == CURRENT, Passage.text != "")


register_samples(Samples(choose=_choose, digests=_digests, findable=_findable))
register(Check(name="passages of what was said", find=_spoken, rebuild=_remake_spoken))
register(Check(name="passages of what people wrote", find=_written, rebuild=_remake_written))
register(Check(name="index of words", find=_index, rebuild=rebuild_index))
register(Check(name="meanings", find=_meanings, rebuild=_remake_meanings))
settle(rebuild_index, "index")
