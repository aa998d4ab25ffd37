"""Whose words are in spoken passages, as rows that the gate and the filters query. None commits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from retreat.search.models import PassageVoice

_ROWS_AT_ONCE = 500


class Voice(NamedTuple):
    """A voice with words in a passage; see `PassageVoice`."""

    label: str | None
    participant_id: str | None


def voices_kept(db: Session, numbers: Collection[int]) -> dict[int, tuple[Voice, ...]]:
    """The voices of these passages by their keys, in order; passages without voices are left out."""
    found: dict[int, tuple[Voice, ...]] = {}
    for some in _parts(numbers):
        rows = db.execute(
            select(PassageVoice.number, PassageVoice.label, PassageVoice.participant_id)
            .where(PassageVoice.number.in_(some))
            .order_by(PassageVoice.number, PassageVoice.place)
        )
        for number, its in groupby(rows, key=lambda row: row[0]):
            found[number] = tuple(Voice(label, person) for _, label, person in its)
    return found


def keep_voices(db: Session, voices: Mapping[int, Sequence[Voice]]) -> None:
    """Replace the voices of these passages."""
    for some in _parts(voices):
        db.execute(delete(PassageVoice).where(PassageVoice.number.in_(some)))
        rows = [
            {"number": number, "place": place, "label": voice.label, "participant_id": voice.participant_id}
            for number in some
            for place, voice in enumerate(voices[number])
        ]
        if rows:
            db.execute(insert(PassageVoice), rows)


def _parts(numbers: Collection[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        yield ordered[start : start + _ROWS_AT_ONCE]
