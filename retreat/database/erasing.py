"""What was erased and must still leave the files: a mark that is set in the transaction that blanks the words.

A blanked row is not enough: earlier copies stand in the write-ahead log, in gaps of the database file and in the index
of words until they are written over. ``purging`` takes them out; the mark says that it has to, also after a restart.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from retreat.database.base import Base

_ONLY = 1
_word_tables: dict[str, None] = {}
_word_indexes: dict[str, None] = {}


class Erasure(Base):
    """One row: how many erasures were asked for, and how many of those have left the files.

    Attributes:
        asked_at: When the latest was asked for; null where only a new version of the toolkit did.
        done_at: When the files were last cleared.
    """

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]


def holds_words(table: str) -> None:
    """Register a table in which what people wrote or said may be erased."""
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


def ask_to_purge(db: Session, *, now: datetime) -> None:
    """Words were erased in this transaction; their bytes are to leave the files once it is on disk."""
    asked = db.execute(update(Erasure).where(Erasure.id == _ONLY).values(asked=Erasure.asked + 1, asked_at=now))
    if asked.rowcount == 0:  # type: ignore[attr-defined]
        db.execute(insert(Erasure).values(id=_ONLY, asked=1, asked_at=now, done=0))


def waiting(db: Session) -> int | None:
    """The number of the latest erasure that is still in the files; None where all are out."""
    return db.scalar(select(Erasure.asked).where(Erasure.asked > Erasure.done))


def purged(db: Session, number: int, *, now: datetime) -> None:
    """All erasures up to this number have left the files."""
    db.execute(update(Erasure).where(Erasure.id == _ONLY, Erasure.done < number).values(done=number, done_at=now))


def last_purged(db: Session) -> datetime | None:
    """When the files were last cleared of erased words."""
    return db.scalar(select(func.max(Erasure.done_at)))
