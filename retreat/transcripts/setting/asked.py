"""Which question the words of a transcript without sound answer: found by its wording, or said by hand.

With sound, the clock tells. A transcript that was brought without it keeps, with its version, the words from which on
each question is the current one; words keep their numbers, so what is corrected around them changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput
from retreat.log.moments import NOWHERE, Place
from retreat.log.written import prompt_texts
from retreat.programme.models import Prompt
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.places import cell_of
from retreat.transcripts.versions.models import TranscriptVersion

_ASKED = "asked"
_WORD = re.compile(r"[^\W_]+")
# So much of a question's wording, in its order, makes a turn the one that asks it.
_ENOUGH = 0.8
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From this heard word on, a question is the current one."""

    cell: int
    place: Place


def asked_in(db: Session, row: TranscriptVersion) -> Sequence[Asked]:
    """The questions of a transcript without sound, in the order of its words; none if nobody has said any."""
    kept: Iterable[tuple[int, str]] = row.options.get(_ASKED) or ()
    if row.recording_id is not None or not kept:
        return ()
    steps = dict(
        db.execute(select(Prompt.id, Prompt.round_id).where(Prompt.session_id == row.session_id)).tuples().all()
    )
    return [
        Asked(cell=cell, place=Place(step_id=steps[prompt_id], prompt_id=prompt_id))
        for cell, prompt_id in sorted(kept)
        if prompt_id in steps
    ]


def place_at(asked: Sequence[Asked], cell: int) -> Place:
    """Which step and question a word belongs to."""
    return next((one.place for one in reversed(asked) if one.cell <= cell), NOWHERE)


def say_asked(db: Session, session_id: str, transcript_id: str, turn: int, prompt_id: str | None) -> None:
    """Say that a question is asked in a turn; None takes back what was said of this turn.

    Raises:
        Conflict: The transcript has sound, so that the clock tells.
        InvalidInput: The question is not of this session, or the turn has no words.
    """
    row = transcript_of_session(db, session_id, transcript_id, to_change=True)
    if row.recording_id is not None:
        raise Conflict("This transcript has sound, so the clock tells when each question was asked.", code="has_sound")
    if prompt_id is not None and db.get(Prompt, prompt_id) is None:
        raise InvalidInput(
            "Please choose a question of this session.", code="no_prompt", fields={"prompt": "is unknown"}
        )
    cells = _cells(db, transcript_id)
    if turn not in cells:
        raise InvalidInput("This turn has no words.", code="no_words", fields={"turn": "has no words"})
    kept: list[tuple[int, str]] = [(cell, one) for cell, one in row.options.get(_ASKED) or () if cell != cells[turn]]
    row.options = {**row.options, _ASKED: sorted([*kept, (cells[turn], prompt_id)] if prompt_id else kept)}


def find_asked(db: Session, transcript_id: str) -> int:
    """Look for each question's wording in a transcript without sound. Returns how many were found."""
    row = db.get_one(TranscriptVersion, transcript_id)
    if row.recording_id is not None or row.options.get(_ASKED):
        return 0
    turns = db.execute(select(RecordedTurn.n, RecordedTurn.text).where(RecordedTurn.transcript_id == transcript_id))
    said = {n: _words(text) for n, text in turns}
    cells = _cells(db, transcript_id)
    found = []
    for prompt_id, text in prompt_texts(db, row.session_id).items():
        turn = _first_with(_words(text), said, cells)
        if turn is not None:
            found.append((cells[turn], prompt_id))
    if found:
        row.options = {**row.options, _ASKED: sorted(found)}
    return len(found)


def _first_with(wanted: list[str], said: Mapping[int, list[str]], cells: Mapping[int, int]) -> int | None:
    if len(wanted) < _LEAST_WORDS:
        return None
    alike = ((cells[n], n) for n, words in said.items() if n in cells and _common(wanted, words) >= _ENOUGH)
    return min(alike, default=(0, None))[1]


def _common(wanted: list[str], words: list[str]) -> float:
    """How much of the wanted words comes in this order, as a share."""
    at = found = 0
    for word in wanted:
        if word in words[at:]:
            at = words.index(word, at) + 1
            found += 1
    return found / len(wanted)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _cells(db: Session, transcript_id: str) -> dict[int, int]:
    """The heard word at which each turn begins."""
    first: dict[int, int] = {}
    rows = db.execute(
        select(RecordedWord.turn, RecordedWord.place)
        .where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.removed, RecordedWord.turn.is_not(None))
        .order_by(RecordedWord.place)
    )
    for turn, place in rows:
        if turn is not None:
            first.setdefault(turn, cell_of(place))
    return first
