"""For each reader, which passages the gate lets them search: asked once, then only for what has changed.

The gate itself stays the only judge: what has changed is asked again by the same query that asks for everything.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import OutsideReader, Owner, Reader, StaffReader
from retreat.database import is_for_reading
from retreat.search.models import Passage, PassageVoice
from retreat.search.reach.models import EVERYTHING, PASSAGE, PERSON, THING, ReachChange
from retreat.search.readable import readable
from retreat.search.texts.segment import Bools, Ints

T = TypeVar("T")

READERS_KEPT = 24
# With more changes than these, everything is asked again.
CHANGES_MAX = 4_000
_IN_ONE_QUERY = 400


@dataclass(slots=True)
class Mark:
    """How far the changes have been followed."""

    seq: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What has changed since a mark; ``numbers`` is None if it may be anything."""

    mark: Mark
    numbers: Ints | None


@dataclass(slots=True)
class _Held:
    """What one reader may search: ``bits[number]`` for each passage."""

    mark: Mark
    bits: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))


class Reach:
    """What readers of one database may search. Thread-safe."""

    def __init__(self) -> None:
        """Nobody's is known yet."""
        self._lock = threading.Lock()
        self._held: OrderedDict[Reader, _Held] = OrderedDict()

    def of(self, db: Session, reader: Reader, numbers: Ints) -> Bools:
        """Which of these passages this reader may search."""
        if not (isinstance(reader, Owner | StaffReader | OutsideReader) and is_for_reading(db)):
            return among(numbers, db.scalars(_readable(reader)))
        with self._lock:
            held = self._brought_up_to_date(db, reader)
            return marked_in(held.bits, numbers)

    def _brought_up_to_date(self, db: Session, reader: Reader) -> _Held:
        held = self._held.get(reader)
        changes = changes_since(db, held.mark if held else None)
        if held is None or changes.numbers is None:
            held = self._held[reader] = _Held(changes.mark, _bits(db.scalars(_readable(reader))))
        elif len(changes.numbers):
            held.bits = _enlarged(held.bits, int(changes.numbers.max()))
            held.bits[changes.numbers] = False
            for some in parts(changes.numbers.tolist()):
                allowed = db.scalars(_readable(reader).where(Passage.number.in_(some)))
                held.bits[np.fromiter(allowed, np.int64)] = True
        held.mark = changes.mark
        self._held.move_to_end(reader)
        while len(self._held) > READERS_KEPT:
            self._held.popitem(last=False)
        return held


def changes_since(db: Session, mark: Mark | None) -> Changes:
    """The passages whose readers may have changed, by number."""
    now = _mark(db)
    if mark is None:
        return Changes(mark=now, numbers=None)
    on_sqlite = db.get_bind().dialect.name == "sqlite"
    later = ReachChange.seq > mark.seq if on_sqlite else ReachChange.by >= mark.before
    found = db.execute(select(ReachChange.what, ReachChange.key).where(later).limit(CHANGES_MAX + 1)).all()
    if len(found) > CHANGES_MAX or _is_forgotten(db, mark) or any(what == EVERYTHING for what, _key in found):
        return Changes(mark=now, numbers=None)
    numbers = {int(key) for what, key in found if what == PASSAGE}
    for some in parts(sorted({key for what, key in found if what == PERSON})):
        numbers.update(db.scalars(select(Passage.number).where(Passage.participant_id.in_(some))))
        numbers.update(db.scalars(select(PassageVoice.number).where(PassageVoice.participant_id.in_(some))))
    for some in parts(sorted({key for what, key in found if what == THING})):
        numbers.update(db.scalars(select(Passage.number).where(Passage.note_id.in_(some))))
    return Changes(mark=now, numbers=np.fromiter(sorted(numbers), np.int64, len(numbers)))


def among(numbers: Ints, some: Iterable[int]) -> Bools:
    """Which of these numbers, none below zero, are among some others: by a table, as sorting takes longer."""
    return marked_in(_bits(some), numbers)


def marked_in(bits: Bools, numbers: Ints) -> Bools:
    """Which of these numbers, none below zero, are marked in a table; what is beyond its end is not."""
    found = np.zeros(len(numbers), np.bool_)
    known = numbers < len(bits)
    found[known] = bits[numbers[known]]
    return found


def parts(some: Sequence[T]) -> Iterator[Sequence[T]]:
    """Short enough for one query each."""
    for start in range(0, len(some), _IN_ONE_QUERY):
        yield some[start : start + _IN_ONE_QUERY]


def _readable(reader: Reader) -> Select[int]:
    return select(Passage.number).where(readable(reader))


def _mark(db: Session) -> Mark:
    seq = db.scalar(select(func.max(ReachChange.seq))) or 0
    if db.get_bind().dialect.name == "sqlite":
        return Mark(seq=seq)
    return Mark(seq=seq, before=int(db.scalar(select(func.txid_snapshot_xmin(func.txid_current_snapshot()))) or 0))


def _is_forgotten(db: Session, mark: Mark) -> bool:
    """Whether changes after the mark may have been forgotten."""
    first = db.scalar(select(func.min(ReachChange.seq)))
    return first is not None and first > mark.seq + 1


def _bits(numbers: Iterable[int]) -> Bools:
    found = numbers if isinstance(numbers, np.ndarray) else np.fromiter(numbers, np.int64)
    bits = np.zeros(int(found.max()) + 1 if len(found) else 0, np.bool_)
    bits[found] = True
    return bits


def _enlarged(bits: Bools, most: int) -> Bools:
    if most < len(bits):
        return bits
    return np.concatenate([bits, np.zeros(most + 1 - len(bits), np.bool_)])


_reaches: WeakKeyDictionary[Engine, Reach] = WeakKeyDictionary()


def reach_of(db: Session) -> Reach:
    """The readers of the database behind this session."""
    return _reaches.setdefault(engine_of(db), Reach())


def engine_of(db: Session) -> Engine:
    """The engine behind a session."""
    bind = db.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind
