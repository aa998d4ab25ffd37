"""Every store that holds words, or anything made from them: how it withholds them, and how it erases them.

A promise about somebody's words is kept by a list that cannot be incomplete: a test walks the schema and the data
folder, and fails for a column or a file that is in no store. Rooms register theirs when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from retreat.database.erasing import ask_to_purge
from retreat.house import House
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession

T = TypeVar("T")
# What somebody wrote, what they said, and how they describe themselves.
Part = Literal["written", "spoken", "described"]
ALL_PARTS: frozenset[Part] = frozenset(("written", "spoken", "described"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody has answered: whose answers they are, and those just kept, by purpose."""

    participant_id: str
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose words are to be erased, which of them, and the moment.

    Attributes:
        participant_id: Empty for those of everybody at an event, also of those whom nobody knows.
        until: Spoken words count only in sound that began up to then; None for all.
        event_id: That event.
    """

    participant_id: str
    at: datetime
    parts: frozenset[Part] = ALL_PARTS
    until: datetime | None = None
    event_id: str | None = None

    def __post_init__(self) -> None:
        if bool(self.participant_id) == bool(self.event_id):
            raise ValueError("either somebody, or everybody at an event")

    def are(self, participant: ColumnElement[str] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether a column names them."""
        if self.event_id is None:
            return participant == self.participant_id
        return participant.in_(select(Participant.id).where(Participant.event_id == self.event_id))

    @property
    def sessions(self) -> Select[str]:
        """The sessions of which everything goes; none where only somebody's words go."""
        return select(DialogueSession.id).where(DialogueSession.event_id == self.event_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """Whose words go, and what every room found out about them before the first was erased.

    Attributes:
        found: By kind; each is found by the one room that knows, and asked for by any room above.
    """

    whose: Whose
    found: Mapping[type[Any], object]

    def of(self, kind: type[T]) -> T:
        """What was found of this kind.

        Raises:
            LookupError: The room that finds it was never imported.
        """
        found = self.found.get(kind)
        if not isinstance(found, kind):
            raise LookupError(f"nothing finds {kind.__name__}")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One place where words, or something made from them, are kept.

    Attributes:
        name: What it holds, as a receipt would say it.
        door: The only module that shows it to readers, after asking the gate; ``-`` if nobody is ever shown it.
        columns: ``table.column``, each that may hold a word.
        files: Patterns below the data folder.
        follow: Updates it when somebody answers, in the same transaction.
        made_from: Names of the stores that this one is made from: they are erased before it.
        erase: Takes out what somebody said or wrote, in one transaction; whether there was any, so that a second call
            says no.
        erase_files: The same for files, after that transaction; harmless if repeated.
        files_left: How many of those files are still there.
        is_remade: Whether it is filled again from what stays, so that a second look says nothing.
        stays: If it is not erased itself, what happens to it instead.
    """

    name: str
    door: str
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    follow: Callable[[Session, Answered], None] | None = None
    made_from: tuple[str, ...] = ()
    erase: Callable[[Session, Theirs], bool] | None = None
    erase_files: Callable[[House, Theirs], None] | None = None
    files_left: Callable[[House, Theirs], int] | None = None
    is_remade: bool = False
    stays: str = ""

    def __post_init__(self) -> None:
        if self.erase is None and self.erase_files is None and not self.stays:
            raise ValueError(f"{self.name}: say how it is erased, or what becomes of it")

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it is in."""
        return frozenset(column.partition(".")[0] for column in self.columns)


_stores: dict[str, Store] = {}
_finders: dict[type[Any], Callable[[Session, Whose], object]] = {}
_none: dict[str, str] = {}


def register(store: Store) -> Store:
    """Add a store; adding the same one twice changes nothing."""
    _stores[store.name] = store
    return store


def holds_none(*columns: str, why: str) -> None:
    """Columns that look as if they could hold words, but do not."""
    _none.update(dict.fromkeys(columns, why))


def foresee(kind: type[T], find: Callable[[Session, Whose], T]) -> None:
    """Add something that has to be known before anything is erased, such as which words were somebody's."""
    _finders[kind] = find


def stores() -> Sequence[Store]:
    """Every store, in the order in which the rooms registered."""
    return tuple(_stores.values())


def wordless() -> Mapping[str, str]:
    """Columns that hold no words, and why."""
    return dict(_none)


def store_of_file(name: str) -> Store | None:
    """The store of a file by its path below the data folder; None where nobody has registered such."""
    found = (store for store in stores() if any(fnmatchcase(name, pattern) for pattern in store.files))
    return next(found, None)


def in_order() -> Sequence[Store]:
    """Every store after those that it is made from, whichever room was imported first.

    Raises:
        CycleError: Some are made from each other.
        KeyError: One is made from a store that nobody has registered.
    """
    before = {store.name: store.made_from for store in stores()}
    return tuple(_stores[name] for name in TopologicalSorter(before).static_order())


def follow(db: Session, answered: Answered) -> None:
    """Update every store to what somebody has just answered."""
    for store in stores():
        if store.follow is not None:
            store.follow(db, answered)


def look_ahead(db: Session, whose: Whose) -> Theirs:
    """What has to be known before anything is erased. It can be found again afterwards: marks of whose words
    they were stay where words are blanked, so that a job that was killed can continue with the files."""
    return Theirs(whose=whose, found={kind: find(db, whose) for kind, find in _finders.items()})


def erase(db: Session, whose: Whose) -> Theirs:
    """Take somebody's words out of every store of the database, in one transaction, and mark the tables to be purged.

    Returns:
        What `erase_files` needs once this is on disk.
    """
    theirs = look_ahead(db, whose)
    touched: set[str] = set()
    for store in in_order():
        if store.erase is not None and store.erase(db, theirs):
            touched |= store.tables
    if touched:
        ask_to_purge(db, now=whose.at, tables=touched)
    return theirs


def erase_files(house: House, theirs: Theirs) -> None:
    """Remove from every file what was made from somebody's words, after they have left the database."""
    for store in in_order():
        if store.erase_files is not None:
            store.erase_files(house, theirs)


def still_holding(db: Session, theirs: Theirs) -> list[str]:
    """Names of the stores in which an erasure would still find something. Changes nothing."""
    found: list[str] = []
    for store in in_order():
        if store.erase is None or store.is_remade:
            continue
        tried = db.begin_nested()
        try:
            if store.erase(db, theirs):
                found.append(store.name)
        finally:
            tried.rollback()
            db.expire_all()
    return found


def files_left(house: House, theirs: Theirs) -> dict[str, int]:
    """How many files each store still has of somebody's, for those that can say so."""
    return {store.name: store.files_left(house, theirs) for store in in_order() if store.files_left is not None}
