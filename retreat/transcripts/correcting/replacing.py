"""Replaces matches that somebody has seen, each turn by its version; all of it is undone as one act."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound
from retreat.transcripts.correcting.finding import Find, beside, is_in_scope
from retreat.transcripts.editing.held import HeldTurn, hold_turn, transcript_of_session
from retreat.transcripts.editing.laying import Wanted
from retreat.transcripts.editing.operations import Typed, Who, change_words, type_turn, words_typed
from retreat.transcripts.editing.revisions import REPLACED, RESTORED
from retreat.transcripts.models import TurnRevision
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from retreat.web.asked import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The matches to replace in one turn, with the version that was seen."""

    transcript_id: str
    turn: int
    version: int
    ordinals: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a replacement did: how many matches in how many turns, and how many turns were left alone."""

    places: int = 0
    turns: int = 0
    left: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(places=self.places + other.places, turns=self.turns + other.turns, left=self.left + other.left)


def chosen_of(keys: Sequence[str]) -> list[Chosen]:
    """The matches that a form names, by turn.

    Raises:
        InvalidInput: One is not a match.
    """
    by_turn: dict[tuple[str, int, int], set[int]] = {}
    for key in keys:
        parts = key.split(":")
        turn, version, ordinal = [number(part) for part in parts[1:]] if len(parts) == 4 else [None] * 3
        if turn is None or version is None or ordinal is None:
            raise InvalidInput("Please search again, and choose from the results.")
        by_turn.setdefault((parts[0], turn, version), set()).add(ordinal)
    return [
        Chosen(transcript_id=transcript, turn=turn, version=version, ordinals=frozenset(ordinals))
        for (transcript, turn, version), ordinals in sorted(by_turn.items())
    ]


def replace_in_turns(
    db: Session, find: Find, replacement: str, chosen: Sequence[Chosen], *, act: str, who: Who
) -> Outcome:
    """Replace the chosen matches; a turn that somebody has changed since is left alone.

    Args:
        act: The id of the whole replacement, so that it can be undone together.
    """
    words_typed(replacement)
    return sum((_replace(db, find, replacement, one, act=act, who=who) for one in chosen), Outcome())


def _replace(db: Session, find: Find, replacement: str, one: Chosen, *, act: str, who: Who) -> Outcome:
    transcript = _current(db, one.transcript_id)
    # The right to change words was checked for the page's session, not for every match that its form names.
    if transcript is None or not is_in_scope(db, find, transcript.id):
        return Outcome(left=1)
    try:
        held = hold_turn(db, who.reader, transcript, one.turn)
    except NotFound:
        return Outcome(left=1)
    if held.turn.version != one.version:
        return Outcome(left=1)
    text, places = _replaced(held.text, find.pattern, replacement, one.ordinals)
    typed = Typed(
        session_id=transcript.session_id,
        transcript_id=transcript.id,
        turn=one.turn,
        version=one.version,
        text=text,
        may_be_empty=True,
        kind=REPLACED,
        act=act,
    )
    changed = type_turn(db, typed, who).turn.version != one.version
    return Outcome(places=places, turns=1) if changed else Outcome()


def _current(db: Session, transcript_id: str) -> TranscriptVersion | None:
    """A transcript, locked for changes; None if it is not here or has been replaced by a newer one."""
    found = db.get(TranscriptVersion, transcript_id)
    if found is None or found.state != CURRENT:
        return None
    return transcript_of_session(db, found.session_id, found.id, to_change=True)


def _replaced(text: str, pattern: re.Pattern[str], replacement: str, ordinals: frozenset[int]) -> tuple[str, int]:
    parts: list[str] = []
    at = places = 0
    for ordinal, match in enumerate(pattern.finditer(text)):
        if ordinal in ordinals:
            parts += [text[at : match.start()], replacement]
            at = match.end()
            places += 1
    return "".join([*parts, text[at:]]), places


def turns_of_act(db: Session, act: str, session_id: str) -> list[tuple[str, int]]:
    """The turns that an act changed and that have not been restored since.

    Raises:
        NotFound: There is no such act in the programme of this session.
    """
    rows = db.execute(
        select(TurnRevision.transcript_id, TurnRevision.turn, TurnRevision.kind)
        .join(TranscriptVersion, TranscriptVersion.id == TurnRevision.transcript_id)
        .where(TurnRevision.act == act, TranscriptVersion.session_id.in_(beside(session_id)))
        .order_by(TurnRevision.transcript_id, TurnRevision.turn)
    ).all()
    if not rows:
        raise NotFound("There is no such change.")
    undone = {(transcript, turn) for transcript, turn, kind in rows if kind == RESTORED}
    return [
        (transcript, turn) for transcript, turn, kind in rows if kind == REPLACED and (transcript, turn) not in undone
    ]


def is_undone(db: Session, act: str, session_id: str) -> bool:
    """Whether nothing of an act is left to undo."""
    return not turns_of_act(db, act, session_id)


def undo_in_turns(db: Session, act: str, turns: Sequence[tuple[str, int]], who: Who) -> int:
    """Undo what an act changed in these turns, word by word; later changes stay.

    Returns:
        How many turns were restored.
    """
    put_back = 0
    for transcript_id, turn in turns:
        transcript = _current(db, transcript_id)
        if transcript is None:
            continue
        held = hold_turn(db, who.reader, transcript, turn)
        before, after = _around(db, act, transcript_id, turn)
        wanted = _put_back(held, before, after)
        if [(one.n, one.text) for one in wanted] != [(row.n, row.text) for row in held.live]:
            change_words(db, held, wanted, who, kind=RESTORED, act=act)
            put_back += 1
    return put_back


def _around(db: Session, act: str, transcript_id: str, turn: int) -> tuple[dict[int, str], dict[int, str]]:
    rows = {
        row.number: row
        for row in db.scalars(
            select(TurnRevision).where(TurnRevision.transcript_id == transcript_id, TurnRevision.turn == turn)
        )
    }
    number = next(row.number for row in rows.values() if row.act == act and row.kind == REPLACED)
    before, after = rows[number - 1].words, rows[number].words
    return {word[0]: word[1] for word in before}, {word[0]: word[1] for word in after}


def _put_back(held: HeldTurn, before: Mapping[int, str], after: Mapping[int, str]) -> list[Wanted]:
    wanted: list[Wanted] = []
    for row in held.rows:
        untouched = not row.removed and row.text == after.get(row.n)
        was_taken_out = row.removed and row.n not in after
        if row.n in before and (untouched or was_taken_out):
            wanted.append(Wanted(n=row.n, text=before[row.n]))
        elif not row.removed and not untouched:
            wanted.append(Wanted(n=row.n, text=row.text))
    return wanted
