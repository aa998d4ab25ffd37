"""The words of a record as this process holds them, brought up to date by the log of changed passages."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.orm import Session

from retreat.search.models import CURRENT, SPOKEN, Passage, PassageChange
from retreat.search.texts.segment import Ints, Said, Segment, Turns, merged, segment_of
from retreat.search.texts.snapshot import Kept, Snapshot, laid_out
from retreat.search.texts.vocabulary import Vocabulary

# With more passages than these beside the large segment, all are merged into one.
TAIL_MAX = 4_000
_AT_ONCE = 5_000
_IN_ONE_QUERY = 500


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
        self._base_numbers: dict[int, None] = {}
        self._tail: dict[int, Said] = {}
        self._facts: dict[int, tuple[str, int, str, bool]] = {}
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
        some: list[Said] = []
        for row in db.execute(_kept_passages().execution_options(yield_per=_AT_ONCE)):
            some.append(self._said(row))
            if len(some) == _AT_ONCE:
                parts.append(segment_of(some, self._vocabulary, self._labels))
                some = []
        parts.append(segment_of(some, self._vocabulary, self._labels))
        everything = [np.ones(len(one), np.bool_) for one in parts]
        self._base = parts[0] if len(parts) == 1 else merged(parts, everything, len(self._vocabulary))
        self._base_numbers = dict.fromkeys(self._base.numbers.tolist())

    def _replace(self, db: Session, numbers: Sequence[int]) -> None:
        self._snapshot = None
        for number in numbers:
            self._base_numbers.pop(number, None)
            self._tail.pop(number, None)
            self._facts.pop(number, None)
        for start in range(0, len(numbers), _IN_ONE_QUERY):
            some = numbers[start : start + _IN_ONE_QUERY]
            for row in db.execute(_kept_passages().where(Passage.number.in_(some))):
                self._tail[row.number] = self._said(row)
        if len(self._tail) > TAIL_MAX:
            self._merge()

    def _merge(self) -> None:
        assert self._base is not None
        tail = segment_of(list(self._tail.values()), self._vocabulary, self._labels)
        kept = np.isin(self._base.numbers, np.fromiter(self._base_numbers, np.int64, len(self._base_numbers)))
        both = (self._base, tail)
        self._base = merged(both, [kept, np.ones(len(tail), np.bool_)], len(self._vocabulary))
        self._tail = {}
        self._base_numbers = dict.fromkeys(self._base.numbers.tolist())

    def _said(self, row: Any) -> Said:
        self._facts[row.number] = (row.transcript_id or "", row.position, row.session_id, row.kind == SPOKEN)
        turns = [Turns(*one) for one in row.turns or ()]
        return Said(number=row.number, text=row.text, speakers=row.speakers, turns=turns)

    def _taken(self) -> Snapshot:
        assert self._base is not None
        segments = [self._base]
        if self._tail:
            segments.append(segment_of(list(self._tail.values()), self._vocabulary, self._labels))
        live = [
            np.isin(self._base.numbers, np.fromiter(self._base_numbers, np.int64, len(self._base_numbers))),
            *(np.ones(len(one), np.bool_) for one in segments[1:]),
        ]
        numbers = np.concatenate([one.numbers[mask] for one, mask in zip(segments, live, strict=True)])
        lengths = np.concatenate([np.diff(one.starts)[mask] for one, mask in zip(segments, live, strict=True)]).astype(
            np.int64
        )
        named = np.concatenate(
            [np.bincount(one.name_rows, minlength=len(one))[mask] for one, mask in zip(segments, live, strict=True)]
        )
        kept, order = self._facts_of(numbers)
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

    def _facts_of(self, numbers: Ints) -> tuple[Kept, Ints]:
        facts = [self._facts[number] for number in numbers.tolist()]
        transcripts = np.asarray([self._code("transcript", one[0]) for one in facts], np.int64)
        sessions = np.asarray([self._code("session", one[2]) for one in facts], np.int64)
        positions = np.asarray([one[1] for one in facts], np.int64)
        is_spoken = np.asarray([one[3] for one in facts], np.bool_)
        ranked = {text: n for n, text in enumerate(sorted(self._codes["transcript"]))}
        places = {code: ranked[text] for text, code in self._codes["transcript"].items()}
        reading = np.asarray([places.get(code, -1) for code in transcripts.tolist()], np.int64)
        order = np.lexsort((numbers, positions, reading))
        ordered, where = transcripts[order], positions[order]
        follows = (ordered[1:] == ordered[:-1]) & (ordered[1:] >= 0) & (where[1:] == where[:-1] + 1)
        kept = Kept(
            numbers=numbers[order],
            follows=follows,
            transcripts=ordered,
            sessions=sessions[order],
            is_spoken=is_spoken[order],
        )
        return kept, order

    def _code(self, kind: str, text: str) -> int:
        codes = self._codes[kind]
        return -1 if not text else codes.setdefault(text, len(codes))


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
