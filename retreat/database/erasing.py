"""Erased words that must still leave the files: a mark, set in the transaction that blanks the words.

A blanked row is not enough: earlier copies stay in the write-ahead log, in gaps of the database file and in the index
of words until they are overwritten. ``purging`` removes them; the mark makes sure of it, even after a restart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from retreat.database.base import Base

_ONLY = 1
_word_tables: dict[str, None] = {}
_word_indexes: dict[str, None] = {}


class Erasure(Base):
    """One row: how many erasures were asked for, and how many of those have left the files.

    Attributes:
        asked_at: When the latest was requested; null if only an upgrade of the toolkit requested it.
        done_at: When the files were last cleared.
        tables: The tables that still hold erased words; null for all in which people's texts may be erased at any
            time. Tables of spoken words are large, and are rewritten only if they are named here.
    """

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    tables: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


def holds_words(table: str) -> None:
    """Register a small table in which what people wrote may be erased at any time."""
    _word_tables[table] = None


def indexes_words(table: str) -> None:
    """Register an index of such words: an FTS5 table on SQLite, an ordinary one on PostgreSQL."""
    _word_indexes[table] = None


def word_tables() -> list[str]:
    """Every registered table."""
    return list(_word_tables)


def word_indexes() -> list[str]:
    """Every registered index."""
    return list(_word_indexes)


def ask_to_purge(db: Session, *, now: datetime, tables: Collection[str] | None = None) -> None:
    """Note that words were erased in this transaction, so that their bytes leave the files once it is on disk.

    Args:
        tables: Those from which they were erased; None for every registered one.
    Raises:
        ValueError: One of them is not a table of ours, or is an index, which is purged every time.
    """
    touched = set(word_tables() if tables is None else tables) - set(word_indexes())
    if not touched <= Base.metadata.tables.keys():
        raise ValueError(f"no such tables: {sorted(touched - Base.metadata.tables.keys())}")
    row = db.get(Erasure, _ONLY, with_for_update=True, populate_existing=True)
    if row is None:
        db.execute(insert(Erasure).values(id=_ONLY, asked=1, asked_at=now, done=0, tables=sorted(touched)))
        return
    if row.asked > row.done:
        touched |= set(word_tables() if row.tables is None else row.tables)
    row.asked, row.asked_at, row.tables = row.asked + 1, now, sorted(touched)
    db.flush()


def waiting(db: Session) -> int | None:
    """The number of the latest erasure that is still in the files; None where all are out."""
    return db.scalar(select(Erasure.asked).where(Erasure.asked > Erasure.done))


def tables_waiting(db: Session) -> Sequence[str]:
    """The tables that still hold erased words; tables that no longer exist took theirs with them."""
    named = db.scalar(select(Erasure.tables).where(Erasure.id == _ONLY))
    return [table for table in (word_tables() if named is None else named) if table in Base.metadata.tables]


def purged(db: Session, number: int, *, now: datetime) -> None:
    """All erasures up to this number have left the files."""
    row = db.get(Erasure, _ONLY, with_for_update=True, populate_existing=True)
    if row is not None and row.done < number:
        row.done, row.done_at = number, now
        db.flush()


def last_purged(db: Session) -> datetime | None:
    """When the files were last cleared of erased words."""
    return db.scalar(select(func.max(Erasure.done_at)))
