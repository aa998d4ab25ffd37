"""Second opinions: which turns are doubtful, what another model heard there, and what people decide.

Another model's words are shown beside a turn and change nothing; a person accepts or dismisses them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import is_id
from retreat.transcripts.anchors.anchors import Anchored, anchor_words, places_of
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.basis import basis_of
from retreat.transcripts.editing.held import HeldTurn, hold_turn, refuse_stale, transcript_of_session
from retreat.transcripts.editing.machine_turns import hold_machine_turn, touched_turns
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.editing.revisions import OPINION_TAKEN
from retreat.transcripts.limits import WORD_MAX_CHARS
from retreat.transcripts.models import MACHINE, RecordedTurn, RecordedWord, TurnOpinion
from retreat.transcripts.opinions.differing import Doubtful, Part, is_alike, parts_of, taken
from retreat.transcripts.opinions.strength import Hearers, hearers_of, may_be_taken, strength
from retreat.transcripts.quality.queries import DOUBTS, words_by_turn
from retreat.transcripts.sight import Sight, turns_in_sight
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from transcription.types import FLAG_SPEECH_WITHOUT_TEXT, Transcript

TAKEN, LET_GO = "taken", "let_go"
WEAKER = (
    "These words come from a weaker model than the one that wrote the turn, so you cannot use them. Please listen to "
    "the turn and correct it yourself, or ask a stronger model."
)
# A turn is doubtful if this share of its words was unclear, even if its average is fair.
_UNSURE_SHARE = 0.2
_TURN = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another model heard in a turn, as it is shown beside it.

    Attributes:
        version: Of the turn, for accepting the words.
        parts: If it heard something else: the current words as removed, its own as added.
        is_silent: Whether it heard no words at all.
        is_weaker: Whether it is, as far as known, weaker than a model that transcribed the turn, and so no authority.
        origin: The transcript and turn that it was made for, as a form names them, if they are not these.
        is_earlier: Whether the words have changed since it was compared with them.
    """

    turn: int
    version: int
    model: str
    agrees: bool
    parts: tuple[Part, ...]
    is_silent: bool
    is_weaker: bool
    origin: str = ""
    is_earlier: bool = False


def doubtful_turns(db: Session, transcript_id: str, *, unheard_by: str | None = None) -> list[Doubtful]:
    """Turns with flags or unclear words that no person wrote, checked or approved.

    Args:
        unheard_by: Only turns whose current text this model has no opinion on.
    """
    touched = touched_turns(db, transcript_id)
    unclear = _unclear(db, transcript_id)
    heard = _heard_by(db, transcript_id, unheard_by) if unheard_by else {}
    rows = db.scalars(
        select(RecordedTurn)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.review == MACHINE)
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    )
    return [
        Doubtful(n=row.n, start_ms=row.start_ms, end_ms=row.end_ms)
        for row in rows
        if row.start_ms is not None and row.end_ms is not None and row.n not in touched
        if _is_doubtful(row, unclear) and heard.get(row.n) != basis_of(row.text)
    ]


def _is_doubtful(row: RecordedTurn, unclear: set[int]) -> bool:
    if not row.text:
        return FLAG_SPEECH_WITHOUT_TEXT in row.flags
    return row.n in unclear or bool(DOUBTS.intersection(row.flags))


def _unclear(db: Session, transcript_id: str) -> set[int]:
    counts = words_by_turn(db, transcript_id)
    return {n for n, (words, unsure) in counts.items() if n is not None and unsure >= words * _UNSURE_SHARE}


def _heard_by(db: Session, transcript_id: str, model: str) -> dict[int, int]:
    rows = db.execute(
        select(TurnOpinion.turn, TurnOpinion.basis).where(
            TurnOpinion.transcript_id == transcript_id, TurnOpinion.model == model
        )
    )
    return {row.turn: row.basis for row in rows}


def keep_opinion(
    db: Session, job: SpeechRerun, n: int, heard: Transcript, words: Sequence[str], who: Who
) -> bool | None:
    """Store what another model heard in a turn.

    Args:
        words: The words of ``heard`` that belong to the turn.
    Returns:
        Whether it heard something else; None if the turn is now a person's.
    """
    held = hold_machine_turn(db, job, n, who)
    if held is None:
        return None
    model = str(job.options["model"])
    old = db.get(TurnOpinion, (job.transcript_id, n, model))
    if old is not None:
        db.delete(old)
        db.flush()
    agrees = is_alike([row.text for row in held.live], words)
    db.add(
        TurnOpinion(
            transcript_id=job.transcript_id,
            turn=n,
            model=model,
            model_digest=heard.model_digest,
            versions=dict(heard.versions),
            rerun_id=job.id,
            at=who.now,
            basis=basis_of(held.turn.text),
            agrees=agrees,
            words=[] if agrees else [word[:WORD_MAX_CHARS] for word in words],
            anchor_id=_anchor(db, held, who),
        )
    )
    db.flush()
    return not agrees


def _anchor(db: Session, held: HeldTurn, who: Who) -> str:
    """An anchor on the words of the turn; without words it is empty, and is lost with its transcript."""
    first, last = (held.live[0].n, held.live[-1].n) if held.live else (0, -1)
    span = Span(transcript_id=held.transcript.id, first=first, last=last)
    return anchor_words(db, span, by=who.by, now=who.now, ids=who.ids).id


def counted(db: Session, rerun_id: str) -> dict[str, int]:
    """In how many turns a job's model agreed, and in how many it differed."""
    found = db.scalars(select(TurnOpinion.agrees).where(TurnOpinion.rerun_id == rerun_id)).all()
    return {"agreed": sum(found), "differed": len(found) - sum(found)}


def opinions_of(db: Session, sight: Sight, turn: int | None = None) -> dict[int, tuple[Opinion, ...]]:
    """What other models heard, by turn, if the turn is unchanged and nobody has decided or checked it."""
    asked = (
        select(TurnOpinion, RecordedTurn)
        .join(
            RecordedTurn,
            and_(RecordedTurn.transcript_id == TurnOpinion.transcript_id, RecordedTurn.n == TurnOpinion.turn),
        )
        .where(
            TurnOpinion.transcript_id == sight.transcript_id,
            TurnOpinion.decision.is_(None),
            RecordedTurn.review == MACHINE,
            turns_in_sight(sight),
        )
        .order_by(TurnOpinion.turn, TurnOpinion.at, TurnOpinion.model)
    )
    if turn is not None:
        asked = asked.where(TurnOpinion.turn == turn)
    rows = [(row, held) for row, held in db.execute(asked) if row.basis == basis_of(held.text)]
    if not rows:
        return {}
    hearers = hearers_of(db, db.get_one(TranscriptVersion, sight.transcript_id))
    found: dict[int, tuple[Opinion, ...]] = {}
    for row, held in rows:
        found[row.turn] = (*found.get(row.turn, ()), told_of(row, held, hearers))
    return found


def told_of(row: TurnOpinion, held: RecordedTurn, hearers: Hearers) -> Opinion:
    """An opinion beside a turn, perhaps a turn of a later version than its own."""
    is_own = row.transcript_id == held.transcript_id
    return Opinion(
        turn=held.n,
        version=held.version,
        origin="" if is_own else f"{row.transcript_id}:{row.turn}",
        is_earlier=row.basis != basis_of(held.text),
        model=row.model,
        agrees=row.agrees,
        parts=() if row.agrees else parts_of(held.text.split(), row.words),
        is_silent=not (row.words or (row.agrees and held.text)),
        is_weaker=_is_weaker(row, held, hearers),
    )


def _is_weaker(row: TurnOpinion, turn: RecordedTurn, hearers: Hearers) -> bool:
    return not may_be_taken(strength(row.model, row.versions), hearers.of(turn.start_ms, turn.end_ms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A person's decision on an opinion. ``version``: of the turn that they saw.

    Attributes:
        origin: As in the opinion.
    """

    session_id: str
    transcript_id: str
    turn: int
    version: int
    model: str
    decision: str
    origin: str = ""


def decide(db: Session, decided: Decided, who: Who) -> HeldTurn:
    """Accept the other model's words as an ordinary change to the turn, or dismiss them.

    Raises:
        TurnChanged: The turn was changed since it was read.
        Conflict: Somebody has already decided, the turn has changed since the opinion, or the words are
            a weaker model's.
        InvalidInput: There is no such decision.
    """
    if decided.decision not in (TAKEN, LET_GO):
        raise InvalidInput("You can use or dismiss these words.", fields={"decision": "is unknown"})
    transcript = transcript_of_session(db, decided.session_id, decided.transcript_id, to_change=True)
    held = hold_turn(db, who.reader, transcript, decided.turn)
    row = _opinion(db, decided)
    if row is None:
        raise NotFound("No other model has heard this turn.")
    if row.decision == decided.decision:
        return held
    refuse_stale(db, held, decided.version)
    is_of_these = row.basis == basis_of(held.turn.text)
    may_be = is_of_these or (decided.origin and decided.decision == LET_GO)
    if row.decision is not None or row.agrees or not may_be:
        raise Conflict("Somebody has already decided this, or the turn has changed since. Nothing was changed.")
    if decided.decision == TAKEN and _is_weaker(row, held.turn, hearers_of(db, transcript)):
        raise Conflict(WEAKER, code="weaker_model")
    row.decision, row.decided_by, row.decided_at = decided.decision, who.by, who.now
    db.flush()
    if decided.decision == LET_GO:
        return held
    typed = Typed(
        session_id=decided.session_id,
        transcript_id=transcript.id,
        turn=decided.turn,
        version=decided.version,
        text=" ".join(taken(held.text.split(), row.words)),
        may_be_empty=True,
        kind=OPINION_TAKEN,
        act=row.rerun_id,
    )
    return type_turn(db, typed, who)


def _opinion(db: Session, decided: Decided) -> TurnOpinion | None:
    """The opinion on this turn, or one of another version whose words are now in this turn."""
    if not decided.origin:
        return db.get(TurnOpinion, (decided.transcript_id, decided.turn, decided.model))
    transcript_id, _, turn = decided.origin.rpartition(":")
    is_named = is_id(transcript_id) and _TURN.fullmatch(turn) is not None
    row = db.get(TurnOpinion, (transcript_id, int(turn), decided.model)) if is_named else None
    anchor = db.get(Anchor, row.anchor_id) if row is not None and row.anchor_id is not None else None
    if row is None or anchor is None:
        return None
    return row if turn_at(db, places_of(db, [anchor])[0], decided.transcript_id) == decided.turn else None


def turn_at(db: Session, anchored: Anchored, transcript_id: str) -> int | None:
    """The turn that now has an anchor's words: that of the first word."""
    stands = anchored.stands
    if not isinstance(stands, Span) or stands.transcript_id != transcript_id:
        return None
    return db.scalar(
        select(RecordedWord.turn).where(RecordedWord.transcript_id == transcript_id, RecordedWord.n == stands.first)
    )
