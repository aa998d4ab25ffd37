"""The words of a record as this process holds them, brought up to date by the log of changed passages."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.orm import Session

from retreat.search.filters import in_ms
from retreat.search.models import CURRENT, SPOKEN, Passage, PassageChange
from retreat.search.texts.segment import Bools, Ints, Said, Segment, Turns, merged, segment_of
from retreat.search.texts.snapshot import NEVER, Kept, Snapshot, laid_out
from retreat.search.texts.vocabulary import Vocabulary

# With more passages than these beside the large segment, all are merged into one.
TAIL_MAX = 4_000
_AT_ONCE = 5_000
_IN_ONE_QUERY = 500
# Of each passage: code of the transcript, position in it, code of the session, whether it is spoken, when; (5, n).
Facts = Ints
_FACTS = 5


class Texts:
    """All passages of one database that are in the record. Thread-safe."""

    def __init__(self) -> None:
        """Empty; the first reader fills it."""
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._begin()

    def now(self, db: Session) -> Snapshot:
        """The passages as this transaction sees them."""
        with self._lock:
            self._refresh(db)
            if self._snapshot is None:
                self._snapshot = self._taken()
            return self._snapshot

    def _begin(self) -> None:
        self._last_seq = 0
        self._sum = 0
        self._seqs: dict[int, int] = {}
        self._vocabulary = Vocabulary()
        self._labels: dict[str, int] = {}
        self._codes: dict[str, dict[str, int]] = {"transcript": {}, "session": {}}
        self._base: Segment | None = None
        self._base_facts = _no_facts()
        self._base_order: Ints = np.zeros(0, np.int64)
        self._base_live: Bools = np.zeros(0, np.bool_)
        self._tail: dict[int, Said] = {}
        self._tail_facts: dict[int, tuple[int, ...]] = {}
        self._snapshot = None

    def _refresh(self, db: Session) -> None:
        if self._base is None:
            self._read_all(db)
            return
        found = db.execute(
            select(PassageChange.seq, PassageChange.number).where(PassageChange.seq > self._last_seq)
        ).all()
        self._note(found)
        if not self._is_level(db) or len(found) > TAIL_MAX:
            self._read_all(db)
        elif found:
            self._replace(db, [number for _seq, number in found])

    def _note(self, found: Iterable[Any]) -> None:
        for seq, number in found:
            self._sum += seq - self._seqs.get(number, 0)
            self._seqs[number] = seq
            self._last_seq = max(self._last_seq, seq)

    def _is_level(self, db: Session) -> bool:
        """On PostgreSQL a lower number may be committed after a higher one, and would be missed."""
        if db.get_bind().dialect.name == "sqlite":
            return True
        return int(db.scalar(select(func.coalesce(func.sum(PassageChange.seq), 0))) or 0) == self._sum

    def _read_all(self, db: Session) -> None:
        self._begin()
        self._note(db.execute(select(PassageChange.seq, PassageChange.number)).all())
        parts: list[Segment] = []
        facts: list[Facts] = []
        rows = db.execute(_kept_passages().execution_options(yield_per=_AT_ONCE))
        while some := list(islice(rows, _AT_ONCE)):
            parts.append(segment_of([_said(row) for row in some], self._vocabulary, self._labels))
            facts.append(_as_facts([self._facts_in(row) for row in some]))
        everything = [np.ones(len(one), np.bool_) for one in parts]
        self._have(
            merged(parts, everything, len(self._vocabulary))
            if parts
            else segment_of((), self._vocabulary, self._labels),
            np.concatenate([_no_facts(), *facts], axis=1),
        )

    def _have(self, base: Segment, facts: Facts) -> None:
        """Everything is in one segment."""
        self._base, self._base_facts = base, facts
        self._base_order = np.argsort(base.numbers, kind="stable")
        self._base_live = np.ones(len(base), np.bool_)
        self._tail, self._tail_facts = {}, {}

    def _leave_out(self, numbers: Sequence[int]) -> None:
        """Passages that have changed: what the large segment has of them no longer counts."""
        assert self._base is not None
        for number in numbers:
            self._tail.pop(number, None)
            self._tail_facts.pop(number, None)
        wanted = np.asarray(numbers, np.int64)
        places = np.searchsorted(self._base.numbers, wanted, sorter=self._base_order)
        rows = self._base_order[places[places < len(self._base)]]
        self._base_live[rows[np.isin(self._base.numbers[rows], wanted)]] = False

    def _replace(self, db: Session, numbers: Sequence[int]) -> None:
        self._snapshot = None
        self._leave_out(numbers)
        for start in range(0, len(numbers), _IN_ONE_QUERY):
            some = numbers[start : start + _IN_ONE_QUERY]
            for row in db.execute(_kept_passages().where(Passage.number.in_(some))):
                self._tail[row.number] = _said(row)
                self._tail_facts[row.number] = self._facts_in(row)
        if len(self._tail) > TAIL_MAX:
            self._merge()

    def _merge(self) -> None:
        assert self._base is not None
        tail, kept = self._tail_segment(), self._base_live
        facts = np.concatenate([self._base_facts[:, kept], self._facts_of_tail()], axis=1)
        self._have(
            merged((self._base, tail), [kept, np.ones(len(tail), np.bool_)], len(self._vocabulary)),
            facts,
        )

    def _tail_segment(self) -> Segment:
        return segment_of(list(self._tail.values()), self._vocabulary, self._labels)

    def _facts_of_tail(self) -> Facts:
        return _as_facts([self._tail_facts[number] for number in self._tail])

    def _facts_in(self, row: Any) -> tuple[int, ...]:
        return (
            self._code("transcript", row.transcript_id or ""),
            row.position,
            self._code("session", row.session_id),
            int(row.kind == SPOKEN),
            NEVER if row.at is None else in_ms(row.at),
        )

    def _taken(self) -> Snapshot:
        assert self._base is not None
        segments, facts = [self._base], self._base_facts[:, self._base_live]
        live = [self._base_live.copy()]
        if self._tail:
            segments.append(self._tail_segment())
            facts = np.concatenate([facts, self._facts_of_tail()], axis=1)
            live.append(np.ones(len(self._tail), np.bool_))
        both = list(zip(segments, live, strict=True))
        numbers = np.concatenate([one.numbers[mask] for one, mask in both])
        lengths = np.concatenate([np.diff(one.starts)[mask] for one, mask in both]).astype(np.int64)
        named = np.concatenate([np.bincount(one.name_rows, minlength=len(one))[mask] for one, mask in both])
        kept, order = self._in_reading_order(numbers, facts)
        row_of = np.empty(len(order), np.int64)
        row_of[order] = np.arange(len(order))
        rows, at = [], 0
        for mask in live:
            its = np.full(len(mask), -1, np.int64)
            its[mask] = row_of[at : at + int(mask.sum())]
            at += int(mask.sum())
            rows.append(its)
        return Snapshot(
            segments=segments,
            rows=rows,
            kept=kept,
            begins=laid_out(lengths[order], kept.follows) if len(order) else np.zeros(0, np.int64),
            length=(lengths + named)[order].astype(np.float32),
            vocabulary=self._vocabulary,
            labels=self._labels,
            transcript_codes=self._codes["transcript"],
            session_codes=self._codes["session"],
        )

    def _in_reading_order(self, numbers: Ints, facts: Facts) -> tuple[Kept, Ints]:
        transcripts, positions, sessions, is_spoken, at = facts
        codes = self._codes["transcript"]
        places = np.full(len(codes) + 1, -1, np.int64)  # the last place is that of no transcript, code -1
        for place, text in enumerate(sorted(codes)):
            places[codes[text]] = place
        order = np.lexsort((numbers, positions, places[transcripts]))
        ordered, where = transcripts[order], positions[order]
        follows = (ordered[1:] == ordered[:-1]) & (ordered[1:] >= 0) & (where[1:] == where[:-1] + 1)
        kept = Kept(
            numbers=numbers[order],
            follows=follows,
            transcripts=ordered,
            sessions=sessions[order],
            is_spoken=is_spoken[order] > 0,
            at=at[order],
        )
        return kept, order

    def _code(self, kind: str, text: str) -> int:
        codes = self._codes[kind]
        return -1 if not text else codes.setdefault(text, len(codes))


def _said(row: Any) -> Said:
    turns = [Turns(*one) for one in row.turns or ()]
    return Said(number=row.number, text=row.text, speakers=row.speakers, turns=turns)


def _as_facts(found: Sequence[tuple[int, ...]]) -> Facts:
    return np.asarray(found, np.int64).reshape(len(found), _FACTS).T


def _no_facts() -> Facts:
    return np.zeros((_FACTS, 0), np.int64)


def _kept_passages() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Passage.number,
            Passage.text,
            Passage.speakers,
            Passage.turns,
            Passage.transcript_id,
            Passage.position,
            Passage.session_id,
            Passage.kind,
            Passage.at,
        )
        .where(Passage.state == CURRENT, Passage.text != "")
        .order_by(Passage.transcript_id, Passage.position, Passage.number)
    )


_held: WeakKeyDictionary[Engine, Texts] = WeakKeyDictionary()


def texts_of(db: Session) -> Snapshot:
    """The words of the record behind this session."""
    bind = db.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    return _held.setdefault(engine, Texts()).now(db)
