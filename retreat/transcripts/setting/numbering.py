"""Numbers of turns, by which people cite a transcript, with sound or without: 1 for the first turn with words.

They count what a reader may read, so that no gap tells how much is withheld. What a quotation holds on to is its
address: numbers follow when turns are split, merged or taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedWord
from retreat.transcripts.sight import Sight, in_sight
from retreat.transcripts.views import ReadTurn

# Said while somebody else speaks on; the common ones, so that what else is short stays a turn of its own.
_BACK_CHANNELS = frozenset(
    (
        *("ah", "aha", "hm", "hmm", "mhm", "mhmm", "mm", "mmm", "mm-hm", "mm-hmm", "uh-huh", "uhuh"),
        *("oh", "ok", "okay", "right", "sure", "true", "yeah", "yep", "yes", "exactly"),
    )
)
_RUN_IN_WORDS = 3


def numbers_of(db: Session, sight: Sight) -> dict[int, int]:
    """What number each turn has, by its number in the table."""
    rows = db.execute(
        select(RecordedWord.turn)
        .where(in_sight(sight), ~RecordedWord.removed, RecordedWord.turn.is_not(None))
        .group_by(RecordedWord.turn)
        .order_by(func.min(RecordedWord.place))
    )
    return {turn: number for number, turn in enumerate(rows.scalars(), start=1) if turn is not None}


def run_in(turns: Sequence[ReadTurn]) -> frozenset[int]:
    """Places on a page of back-channels: a few words of assent while one other voice speaks on before and after."""
    found = set()
    for at in range(1, len(turns) - 1):
        before, turn, after = turns[at - 1], turns[at], turns[at + 1]
        is_within = before.speaker == after.speaker != turn.speaker and before.speaker is not None
        if is_within and turn.is_whole and _is_assent(turn.text):
            found.add(at)
    return frozenset(found)


def _is_assent(text: str) -> bool:
    words = [word.strip(".,!?…–-").lower() for word in text.split()]
    return 0 < len(words) <= _RUN_IN_WORDS and all(word in _BACK_CHANNELS for word in words)


def number_said(numbers: Mapping[int, int], turns: Sequence[int]) -> str:
    """For a citation: “turn 12” or “turns 12 to 14”; empty if none of them has a number."""
    known = sorted(numbers[turn] for turn in turns if turn in numbers)
    if not known:
        return ""
    return f"turn {known[0]}" if known[0] == known[-1] else f"turns {known[0]} to {known[-1]}"
