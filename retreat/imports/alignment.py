"""A kept transcript laid on an audio recording of its session: the same words get times and play from any of them.

In place: words, turns and passages keep their ids, so what is coded or linked stays. What the machine had heard in that
sound is kept as an earlier version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.house import House
from retreat.jobs import leases
from retreat.recordings.models import READY, AudioRecording
from retreat.transcripts.carrying.carrying import Plan, carried_out, carry, plan_for, refuse_stale
from retreat.transcripts.listeners import listeners, words_changed
from retreat.transcripts.models import CURRENT, RecordedTurn, RecordedWord, TranscriptVersion
from retreat.transcripts.ports import Laid, Speech
from retreat.transcripts.superseding import CAME_AS, supersede
from transcription.types import Transcript, Turn, Word

OWN_TIMES = "own_times"
NOTHING_HEARD = (
    "No words were heard in that audio recording, so this transcript could not be joined to it. It is kept as text."
)
_OF_ANOTHER = "This transcript belongs to another audio recording already."
# Other processes keep their write transactions short, so that notes never wait for a transcript.
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is laid on what, as it stood when it was read; ``numbers`` are those of the words, in order."""

    text: Transcript
    numbers: tuple[int, ...]
    turns: tuple[int, ...]
    own_times: str
    heard: tuple[Word, ...]
    duration_ms: int


def lay(house: House, speech: Speech, *, transcript_id: str, recording_id: str, owner: str) -> dict[str, Any] | None:
    """Join a transcript to an audio recording that is ready.

    Returns:
        ``words_found``, ``words_to_find`` and ``own_times``; None where somebody else works on the sound just now.
    Raises:
        InvalidInput: No words were heard in it, or others than these.
        Conflict: The transcript is another sound's.
    """
    now = house.clock()
    attempt = house.database.write(
        lambda db: leases.claim(
            db, AudioRecording, recording_id, owner=owner, now=now, wanted=AudioRecording.state == READY
        )
    )
    if attempt is None:
        return None
    try:
        with house.database.read() as db:
            read = _read(db, transcript_id, recording_id)
        laid = speech.lay(read.text, read.heard, duration_ms=read.duration_ms, own_times=read.own_times)
        if not laid.fits:
            raise InvalidInput(_misfit(laid), code="other_words")
        _write(house, transcript_id, recording_id, attempt, read, laid)
    finally:
        house.database.write(lambda db: _let_go(db, recording_id, attempt))
    return {"words_found": laid.words_found, "words_to_find": laid.words_to_find, "own_times": laid.own_times}


def _misfit(laid: Laid) -> str:
    return (
        f"Only {laid.words_found} of {laid.words_to_find} words were found in that audio recording, so these seem to "
        "be the words of another talk. They are kept as text; please choose their own sound."
    )


def _let_go(db: Session, recording_id: str, attempt: int) -> None:
    row = db.get(AudioRecording, recording_id, populate_existing=True)
    if row is not None and row.attempt == attempt and row.lease_owner is not None:
        leases.let_go(db, AudioRecording, recording_id, attempt=attempt)


def _read(db: Session, transcript_id: str, recording_id: str) -> _Read:
    version = db.get(TranscriptVersion, transcript_id)
    sound = db.get(AudioRecording, recording_id)
    if version is None or sound is None or version.state != CURRENT or version.session_id != sound.session_id:
        raise NotFound()
    if version.recording_id not in (None, recording_id):
        raise Conflict(_OF_ANOTHER)
    heard = _heard(db, recording_id)
    if not heard:
        raise InvalidInput(NOTHING_HEARD, code="nothing_heard")
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.turn, RecordedWord.text, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    ).all()
    turns = db.execute(
        select(RecordedTurn.n, RecordedTurn.speaker, RecordedTurn.start_ms, RecordedTurn.end_ms, RecordedTurn.text)
        .where(RecordedTurn.transcript_id == transcript_id)
        .order_by(RecordedTurn.n)
    ).all()
    words = tuple(
        Word(text=row.text, start_ms=row.start_ms or 0, end_ms=row.end_ms or 0, confidence=1.0) for row in rows
    )
    held: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        held.setdefault(-1 if row.turn is None else row.turn, []).append(at)
    text = Transcript(
        duration_s=0,
        language=None,
        model=version.model,
        words=words,
        turns=tuple(
            Turn(
                speaker=turn.speaker,
                start_ms=turn.start_ms or 0,
                end_ms=turn.end_ms or 0,
                text=turn.text,
                word_indexes=tuple(held.get(turn.n, ())),
            )
            for turn in turns
        ),
    )
    duration_s = sound.duration_s or heard[-1].end_ms / 1000
    return _Read(
        text=text,
        numbers=tuple(row.n for row in rows),
        turns=tuple(turn.n for turn in turns),
        own_times=str(version.options.get(OWN_TIMES, "none")),
        heard=heard,
        duration_ms=round(duration_s * 1000),
    )


def _heard(db: Session, recording_id: str) -> tuple[Word, ...]:
    """What the machine heard in a sound last, before anybody corrected it."""
    versions = db.scalars(
        select(TranscriptVersion)
        .where(TranscriptVersion.recording_id == recording_id)
        .order_by(TranscriptVersion.attempt.desc())
    )
    machine = next((row.id for row in versions if CAME_AS not in row.options), None)
    rows = db.execute(
        select(RecordedWord.text, RecordedWord.heard, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == machine, ~RecordedWord.added, RecordedWord.start_ms.is_not(None))
        .order_by(RecordedWord.start_ms, RecordedWord.n)
    )
    return tuple(
        Word(text=heard or text, start_ms=start_ms or 0, end_ms=max(start_ms or 0, end_ms or 0), confidence=1.0)
        for text, heard, start_ms, end_ms in rows
    )


def _write(house: House, transcript_id: str, recording_id: str, attempt: int, read: _Read, laid: Laid) -> None:
    words = [
        {"transcript_id": transcript_id, "n": n, "start_ms": word.start_ms, "end_ms": word.end_ms}
        for n, word in zip(read.numbers, laid.transcript.words, strict=True)
    ]
    turns = [
        {"transcript_id": transcript_id, "n": n, "start_ms": turn.start_ms, "end_ms": turn.end_ms}
        for n, turn in zip(read.turns, laid.transcript.turns, strict=True)
    ]
    for kind, rows in ((RecordedWord, words), (RecordedTurn, turns)):
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]

            def put(db: Session, kind: Any = kind, some: list[dict[str, Any]] = some) -> None:
                leases.renew(db, AudioRecording, recording_id, attempt=attempt, now=house.clock())
                db.execute(update(kind), some)

            house.database.write(put)

    def bind(db: Session, plan: Plan) -> None:
        _bind(db, plan, recording_id, attempt, read.duration_ms)
        if carry(db, plan, now=house.clock(), ids=house.ids):
            words_changed(db, transcript_id)

    carried_out(house.database, lambda db: plan_for(db, transcript_id, sound=recording_id), bind)


def _bind(
    db: Session,
    plan: Plan,
    recording_id: str,
    attempt: int,
    duration_ms: int,
) -> None:
    """From here on it is the transcript of this sound; the one before is kept and no longer read."""
    leases.write_as(db, AudioRecording, recording_id, attempt=attempt, values={"stage": None})
    refuse_stale(db, plan)
    transcript_id = plan.transcript_id
    sound = db.get_one(AudioRecording, recording_id)
    supersede(db, recording_id, but=transcript_id)
    version = db.get_one(TranscriptVersion, transcript_id)
    version.recording_id, version.attempt = recording_id, attempt
    version.started_at, version.duration_s = sound.started_at, duration_ms / 1000
    version.table_id = version.table_id or sound.table_id
    db.flush()
    for listener in listeners():
        listener.laid_on_sound(db, transcript_id)
