"""What transcribing again changes in one turn: its words or its voice, unless a person has changed it. None commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.transcripts.editing.diffing import aligned
from retreat.transcripts.editing.held import HeldTurn, transcript_of_session
from retreat.transcripts.editing.laying import Wanted
from retreat.transcripts.editing.machine_turns import hold_machine_turn
from retreat.transcripts.editing.operations import Who, change_words, restore_turn
from retreat.transcripts.editing.rehearing import Old, flags_of
from retreat.transcripts.editing.revisions import HEARD_AGAIN, last_change
from retreat.transcripts.limits import WORD_MAX_CHARS
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.naming import speakers_of
from retreat.transcripts.spoken import refused_voices
from retreat.transcripts.versions.models import SpeechRerun
from transcription.types import FLAG_OVERLAP, FLAG_SPEECH_WITHOUT_TEXT, Transcript, Word


def old_turns(db: Session, transcript_id: str, start_ms: int, end_ms: int) -> list[Old]:
    """The turns of a span, and those beside it, with the times of their words."""
    words: dict[int, list[tuple[int, str]]] = {}
    for turn, start, end, text in db.execute(
        select(RecordedWord.turn, RecordedWord.start_ms, RecordedWord.end_ms, RecordedWord.text)
        .where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.removed, RecordedWord.start_ms.is_not(None))
        .order_by(RecordedWord.place)
    ):
        if turn is not None and start is not None:
            words.setdefault(turn, []).append(((start + (end or start)) // 2, text))
    rows = db.scalars(
        select(RecordedTurn)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.start_ms < end_ms)
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    )
    return [
        Old(n=row.n, start_ms=row.start_ms, end_ms=row.end_ms, words=tuple(words.get(row.n, ())))
        for row in rows
        if row.end_ms is not None and row.end_ms > start_ms
    ]


def turns_rewritten(db: Session, transcript_id: str, rerun_id: str) -> set[int]:
    """The turns whose words a job has changed so far."""
    return set(
        db.scalars(
            select(TurnRevision.turn).where(
                TurnRevision.transcript_id == transcript_id,
                TurnRevision.act == rerun_id,
                TurnRevision.kind == HEARD_AGAIN,
            )
        )
    )


def rewrite_turn(
    db: Session, job: SpeechRerun, n: int, heard: Transcript, indexes: Sequence[int], who: Who
) -> bool | None:
    """Give a turn its new words.

    Words that are the same keep their numbers; others are removed, and the new words take their
    place with its own time and confidence.

    Returns:
        Whether it changed; None if it is a person's and stays.
    """
    held = hold_machine_turn(db, job, n, who)
    if held is None:
        return None
    old, live = _inside(held, job), held.live
    new = [heard.words[index] for index in indexes]
    if [row.text for row in old] == [word.text for word in new]:
        return False
    steps = aligned([row.text for row in old], [word.text for word in new])
    alike = {step.new: old[step.old].n for step in steps if step.kind == "kept" and step.old is not None}
    fresh = [Wanted(n=alike.get(at), text=word.text[:WORD_MAX_CHARS]) for at, word in enumerate(new)]
    replaced = {row.n for row in old}
    first = next((at for at, row in enumerate(live) if row.n in replaced), _after(live, job))
    rest = [Wanted(n=row.n, text=row.text) for row in live if row.n not in replaced]
    highest = db.scalar(select(func.max(RecordedWord.n)).where(RecordedWord.transcript_id == job.transcript_id)) or 0
    change_words(db, held, [*rest[:first], *fresh, *rest[first:]], who, kind=HEARD_AGAIN, act=job.id)
    _time(db, held, highest, [new[at] for at, one in enumerate(fresh) if one.n is None])
    overlap = [flag for flag in held.turn.flags if flag == FLAG_OVERLAP]
    told = flags_of(indexes, heard.turns) if indexes else [FLAG_SPEECH_WITHOUT_TEXT]
    held.turn.flags = sorted({*overlap, *told})
    db.flush()
    return True


def _inside(held: HeldTurn, job: SpeechRerun) -> list[RecordedWord]:
    """Its words within the span; a turn that crosses the edge keeps those outside."""
    if job.start_ms is None or job.end_ms is None:
        return held.live
    return [
        row
        for row in held.live
        if row.start_ms is not None and job.start_ms <= (row.start_ms + (row.end_ms or row.start_ms)) // 2 < job.end_ms
    ]


def _after(live: Sequence[RecordedWord], job: SpeechRerun) -> int:
    """Where words of the span belong in a turn that has none there: after the words before it."""
    return sum(row.start_ms is not None and row.start_ms < (job.start_ms or 0) for row in live)


def _time(db: Session, held: HeldTurn, highest: int, words: Sequence[Word]) -> None:
    """Give new words their times and confidences, here and in the turn's history."""
    rows = db.scalars(
        select(RecordedWord)
        .where(
            RecordedWord.transcript_id == held.transcript.id,
            RecordedWord.turn == held.turn.n,
            RecordedWord.n > highest,
        )
        .order_by(RecordedWord.place)
    ).all()
    for row, word in zip(rows, words, strict=True):
        row.start_ms, row.end_ms, row.confidence = word.start_ms, word.end_ms, word.confidence
    latest = last_change(db, held.turn)
    assert latest is not None, "the change of its words was kept just now"
    times = {row.n: [row.n, row.text, row.start_ms, row.end_ms] for row in rows}
    latest.words = [times.get(word[0], word) for word in latest.words]


def take_back_turn(db: Session, job: SpeechRerun, n: int, who: Who) -> bool | None:
    """Restore a turn to before the job; None if somebody has changed it since."""
    revisions = db.scalars(
        select(TurnRevision)
        .where(TurnRevision.transcript_id == job.transcript_id, TurnRevision.turn == n)
        .order_by(TurnRevision.number)
    ).all()
    latest = revisions[-1]
    if latest.act != job.id or latest.kind != HEARD_AGAIN:
        return None
    turn = db.get_one(RecordedTurn, (job.transcript_id, n))
    try:
        restore_turn(
            db, job.session_id, job.transcript_id, n, version=turn.version, number=revisions[-2].number, who=who
        )
    except NotFound:
        return None
    # These are the machine's words again, and nobody has checked them.
    last = last_change(db, turn)
    assert last is not None, "that it was put back was kept just now"
    last.kind = HEARD_AGAIN
    return True


def voices_before(db: Session, transcript_id: str) -> list[tuple[int, str | None, int, int]]:
    """Each turn's number, voice, start and end."""
    rows = db.execute(
        select(RecordedTurn.n, RecordedTurn.speaker, RecordedTurn.start_ms, RecordedTurn.end_ms)
        .where(RecordedTurn.transcript_id == transcript_id)
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    ).all()
    return [(n, label, start, end) for n, label, start, end in rows if start is not None and end is not None]


def give_turns(
    db: Session,
    job: SpeechRerun,
    voices: Mapping[int, str | None],
    who: Who,
    *,
    expected: Mapping[int, str | None] | None = None,
) -> tuple[int, int]:
    """Give turns to voices, except turns that a person assigned or whose words are withheld.

    Args:
        expected: Only turns that currently belong to this voice.
    Returns:
        How many changed, and how many stay because a person assigned them.
    """
    transcript = transcript_of_session(db, job.session_id, job.transcript_id, to_change=True)
    hidden = refused_voices(db, transcript.id)
    known = {row.label: row for row in db.scalars(speakers_of(transcript.id))}
    outcome = dict(job.outcome)
    before = dict(outcome.get("turns", {}))
    given = kept = 0
    for n, label in voices.items():
        turn = db.get_one(RecordedTurn, (transcript.id, n))
        if turn.speaker == label or (label is None and expected is None):
            continue
        is_theirs = turn.assigned_by is not None or turn.speaker in hidden or label in hidden
        if is_theirs or (expected is not None and turn.speaker != expected[n]):
            kept += 1
            continue
        if label is not None and label not in known:
            known[label] = RecordedSpeaker(
                id=who.ids(), transcript_id=transcript.id, label=label, position=len(known), name=None
            )
            db.add(known[label])
        before.setdefault(str(n), [turn.speaker, label])
        turn.speaker, turn.speaker_confidence = label, None
        turn.version += 1
        given += 1
    job.outcome = outcome | {"turns": before}
    db.flush()
    words_changed(db, transcript.id)
    return given, kept
