"""Gives turns to another voice, cuts them where that voice begins, and restores them.

Words keep their numbers, whatever turn they end up in; each turn's own history is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from retreat.transcripts.editing.operations import Who
from retreat.transcripts.editing.revisions import SPOKEN_BY, keep_first_revision, keep_revision
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord, SpeakerChange, TurnRevision
from retreat.transcripts.speakers.moved import tell_moved, whose_turns
from retreat.transcripts.speakers.state import REASSIGNED, SPLIT, clean_name, keep_change, refuse_withheld, voice_of
from retreat.transcripts.speakers.turn_parts import touched_cells, words_of_turn
from retreat.transcripts.voices import new_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who gets turns: a voice by its label, a ``new`` voice, perhaps with a name, or nobody known."""

    label: str | None = None
    new: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A turn that was cut, the new turns made from it, and its original start and end."""

    turn: int
    made: tuple[int, ...]
    ends: tuple[int | None, int | None]


def _remembered(cut: Cut | None) -> dict[str, Any] | None:
    return None if cut is None else {"turn": cut.turn, "made": list(cut.made), "ends": list(cut.ends)}


def give_rows(
    db: Session,
    transcript_id: str,
    rows: Sequence[RecordedTurn],
    target: Target,
    who: Who,
    *,
    cut: Cut | None = None,
    with_revisions: bool = True,
) -> str | None:
    """Give whole turns to a voice, and record what was cut for that. Returns their new label.

    Args:
        with_revisions: Whether to record it in each turn's own history too.
    """
    refuse_withheld(db, transcript_id, {row.speaker for row in rows})
    was, numbers = whose_turns(db, transcript_id), {row.n for row in rows}
    label = make_voice(db, transcript_id, target, who) if target.new else target.label
    if label is not None and not target.new:
        voice_of(db, transcript_id, label)
    change = keep_change(
        db,
        transcript_id,
        SPLIT if target.new else REASSIGNED,
        who,
        before={"turns": {str(row.n): [row.speaker, row.assigned_by] for row in rows}, "cut": _remembered(cut)},
        after={"to": label, "made": label if target.new else None, "name": target.name or None},
    )
    for row in rows:
        if with_revisions:
            keep_first_revision(db, row, [word for word in words_of_turn(db, transcript_id, row.n) if not word.removed])
        row.speaker, row.assigned_by = label, who.by
        note_change(db, row, who, change.id, with_revision=with_revisions)
    for number in (cut.turn, *cut.made) if cut else ():
        if number not in {row.n for row in rows}:
            note_change(db, db.get_one(RecordedTurn, (transcript_id, number)), who, change.id)
    db.flush()
    cells = touched_cells(db, transcript_id, [row.n for row in rows])
    if cells:
        words_changed(db, transcript_id, cells)
    now = whose_turns(db, transcript_id)
    tell_moved(db, transcript_id, [(person, now.get(turn)) for turn, person in was.items() if turn in numbers])
    return label


def note_change(db: Session, row: RecordedTurn, who: Who, act: str, *, with_revision: bool = True) -> None:
    """Note that a turn was changed: raise its version, and record its text in its history."""
    row.version += 1
    if with_revision:
        words = [word for word in words_of_turn(db, row.transcript_id, row.n) if not word.removed]
        keep_revision(db, row, words, kind=SPOKEN_BY, by=who.by, at=who.now, act=act)


def make_voice(db: Session, transcript_id: str, target: Target, who: Who) -> str:
    """A new voice with a label of its own."""
    known = db.scalars(select(RecordedSpeaker).where(RecordedSpeaker.transcript_id == transcript_id)).all()
    label = new_label([voice.label for voice in known])
    db.add(
        RecordedSpeaker(
            id=who.ids(),
            transcript_id=transcript_id,
            label=label,
            position=max((voice.position for voice in known), default=-1) + 1,
            name=clean_name(target.name) or None,
        )
    )
    db.flush()
    return label


def forget_voice(db: Session, transcript_id: str, label: str | None) -> None:
    """Remove the voice that an act made, unless it has other turns by now."""
    if label is None:
        return
    of = RecordedTurn.transcript_id == transcript_id, RecordedTurn.speaker == label
    if db.scalar(select(func.count()).select_from(RecordedTurn).where(*of)) == 0:
        db.execute(
            delete(RecordedSpeaker).where(
                RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.label == label
            )
        )


def cut_off(db: Session, turn: RecordedTurn, words: Sequence[RecordedWord]) -> RecordedTurn:
    """A new turn of the same voice from some words of this one."""
    numbers = (RecordedTurn.n, RecordedTurn.transcript_id), (TurnRevision.turn, TurnRevision.transcript_id)
    highest = max(db.scalar(select(func.max(n)).where(of == turn.transcript_id)) or 0 for n, of in numbers)
    new = RecordedTurn(
        transcript_id=turn.transcript_id,
        n=highest + 1,
        speaker=turn.speaker,
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        text="",
        flags=list(turn.flags),
        review=turn.review,
        reviewed_by=turn.reviewed_by,
        reviewed_at=turn.reviewed_at,
        version=0,
        assigned_by=turn.assigned_by,
        speaker_confidence=turn.speaker_confidence,
    )
    db.add(new)
    db.flush()
    db.execute(
        update(RecordedWord)
        .where(RecordedWord.transcript_id == turn.transcript_id, RecordedWord.n.in_([word.n for word in words]))
        .values(turn=new.n)
    )
    set_ends(new, words_of_turn(db, turn.transcript_id, new.n))
    return new


def set_ends(turn: RecordedTurn, words: Sequence[RecordedWord]) -> None:
    """From its first word to its last, with their text."""
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    if starts and ends:
        turn.start_ms, turn.end_ms = min(starts), max(ends)
    turn.text = " ".join(word.text for word in words if not word.removed)


def refuse_to_put_back(db: Session, change: SpeakerChange) -> None:
    """Refuse if a turn that the change moved or cut is, or was given to, a withheld voice's.

    Raises:
        NotPermitted: Undoing the change might reveal withheld words.
    """
    cut = change.before.get("cut")
    moved = {*map(int, change.before.get("turns", {})), *([cut["turn"], *cut["made"]] if cut else ())}
    speakers = db.scalars(
        select(RecordedTurn.speaker).where(
            RecordedTurn.transcript_id == change.transcript_id, RecordedTurn.n.in_(moved)
        )
    )
    refuse_withheld(db, change.transcript_id, {change.after.get("to"), *speakers})


def put_turns_back(db: Session, change: SpeakerChange, who: Who) -> None:
    """Give turns back their earlier voice, and join what was cut."""
    transcript_id, cut = change.transcript_id, change.before.get("cut")
    gone = set(cut["made"]) if cut else set()
    for number, (speaker, assigned_by) in change.before.get("turns", {}).items():
        row = db.get(RecordedTurn, (transcript_id, int(number)))
        # Later results of another run of the machine are left alone.
        if row is not None and row.n not in gone and row.speaker == change.after.get("to"):
            row.speaker, row.assigned_by = speaker, assigned_by
            note_change(db, row, who, change.id, with_revision=_has_history(db, row))
    whole = db.get(RecordedTurn, (transcript_id, cut["turn"])) if cut else None
    if cut and whole is not None:
        _join(db, whole, cut["made"])
        whole.start_ms, whole.end_ms = cut["ends"]
        note_change(db, whole, who, change.id)


def _has_history(db: Session, row: RecordedTurn) -> bool:
    of = TurnRevision.transcript_id == row.transcript_id, TurnRevision.turn == row.n
    return db.scalars(select(TurnRevision.number).where(*of).limit(1)).first() is not None


def _join(db: Session, row: RecordedTurn, made: Sequence[int]) -> None:
    """Join turns that were cut off back into their own, with all later changes."""
    db.execute(
        update(RecordedWord)
        .where(RecordedWord.transcript_id == row.transcript_id, RecordedWord.turn.in_(made))
        .values(turn=row.n)
    )
    for number in made:
        new = db.get(RecordedTurn, (row.transcript_id, number))
        if new is not None:
            db.delete(new)
    db.flush()
    set_ends(row, words_of_turn(db, row.transcript_id, row.n))
