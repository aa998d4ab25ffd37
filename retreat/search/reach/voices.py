"""Whose voices are in which passages, as arrays: a search for voices reads no rows of passages."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from retreat.database import is_for_reading
from retreat.search.models import Passage, PassageVoice
from retreat.search.reach.bits import Mark, among, changes_since, engine_of, parts
from retreat.search.texts.segment import Bools, Ints


class Voices:
    """The voices of all passages of one database, by transcript and label. Thread-safe."""

    def __init__(self) -> None:
        """Empty; the first search for a voice fills it."""
        self._lock = threading.Lock()
        self._mark: Mark | None = None
        self._codes: dict[tuple[str, str], int] = {}
        self._numbers: Ints = np.zeros(0, np.int64)
        self._voices: Ints = np.zeros(0, np.int64)

    def saying(self, db: Session, wanted: Iterable[tuple[str, str]], numbers: Ints) -> Bools:
        """Which of these passages have words of one of these voices, each a transcript and a label."""
        with self._lock:
            if is_for_reading(db):
                self._bring_up_to_date(db)
                here, voices = self._numbers, self._voices
            else:
                here, voices = self._read(db.execute(_voices()))
            asked = np.zeros(len(self._codes), np.bool_)
            asked[[self._codes[one] for one in wanted if one in self._codes]] = True
        return among(numbers, here[asked[voices]])

    def _bring_up_to_date(self, db: Session) -> None:
        changes = changes_since(db, self._mark)
        if self._mark is None or changes.numbers is None:
            self._numbers, self._voices = self._read(db.execute(_voices()))
        elif len(changes.numbers):
            kept = ~np.isin(self._numbers, changes.numbers)
            some = parts(changes.numbers.tolist())
            fresh = [row for part in some for row in db.execute(_voices().where(PassageVoice.number.in_(part)))]
            numbers, voices = self._read(fresh)
            self._numbers = np.concatenate([self._numbers[kept], numbers])
            self._voices = np.concatenate([self._voices[kept], voices])
        self._mark = changes.mark

    def _read(self, rows: Iterable[Any]) -> tuple[Ints, Ints]:
        numbers, voices = [], []
        for number, transcript_id, label in rows:
            numbers.append(number)
            voices.append(self._codes.setdefault((transcript_id, label), len(self._codes)))
        return np.asarray(numbers, np.int64), np.asarray(voices, np.int64)


def _voices() -> Select[int, str | None, str | None]:
    return (
        select(PassageVoice.number, Passage.transcript_id, PassageVoice.label)
        .join(Passage, Passage.number == PassageVoice.number)
        .where(PassageVoice.label.is_not(None), Passage.transcript_id.is_not(None))
    )


_voices_of: WeakKeyDictionary[Engine, Voices] = WeakKeyDictionary()


def voices_in(db: Session) -> Voices:
    """The voices of the database behind this session."""
    return _voices_of.setdefault(engine_of(db), Voices())
