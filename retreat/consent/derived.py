"""Every store that holds words, or anything made of them: how it withholds them, and how it erases them.

A promise about somebody's words is kept by a list that cannot be incomplete: a test walks the schema and the data
folder, and fails for a column or a file that is in no store. Rooms register theirs when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody has answered: whose answers they are, and those just kept, by purpose."""

    participant_id: str
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose words are to be erased, all of them, and the moment."""

    participant_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One place where words are kept, or something made of them.

    Attributes:
        name: What it holds, as a receipt would say it.
        door: The module that alone hands it to readers, and asks the gate; ``-`` where nobody is ever shown it.
        columns: ``table.column``, each that may hold a word.
        files: Patterns below the data folder.
        follow: Brings it in step when somebody answers, in the answer's own transaction.
        erase: Takes out what somebody said or wrote, in one transaction.
        erase_files: The same of files, after that transaction.
        stays: Where it is not erased by itself: what becomes of it instead.
    """

    name: str
    door: str
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    follow: Callable[[Session, Answered], None] | None = None
    erase: Callable[[Session, Whose], None] | None = None
    erase_files: Callable[[House, str], None] | None = None
    stays: str = ""

    def __post_init__(self) -> None:
        if (self.erase or self.erase_files) is None and not self.stays:
            raise ValueError(f"{self.name}: say how it is erased, or what becomes of it")


_stores: dict[str, Store] = {}
_none: dict[str, str] = {}


def register(store: Store) -> Store:
    """Add a store; the same one twice is there once."""
    _stores[store.name] = store
    return store


def holds_none(*columns: str, why: str) -> None:
    """Columns that look as if they could hold words, and hold none."""
    _none.update(dict.fromkeys(columns, why))


def stores() -> Sequence[Store]:
    """Every store, in the order in which the rooms registered."""
    return tuple(_stores.values())


def wordless() -> Mapping[str, str]:
    """Columns that hold no words, and why."""
    return dict(_none)


def follow(db: Session, answered: Answered) -> None:
    """Bring every store in step with what somebody has just answered."""
    for store in stores():
        if store.follow is not None:
            store.follow(db, answered)


def erase(db: Session, whose: Whose) -> None:
    """Take somebody's words out of every store of the database, in one transaction."""
    for store in stores():
        if store.erase is not None:
            store.erase(db, whose)
