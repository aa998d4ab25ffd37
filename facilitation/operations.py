"""Performing commands: one transaction in which operations are decided, appended to the log and projected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.commands import decide
from facilitation.facts import Actor, Decision, Refused, Situation
from facilitation.interactions import DECIDERS, LOADERS, OPENING
from facilitation.loading import locks_earlier
from facilitation.seats.clocks import Gap, believed, is_on_its_way
from retreat.clock import to_text
from retreat.consent.queries import answer
from retreat.errors import Conflict, NotFound
from retreat.ids import Ids
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.kinds import KINDS
from retreat.log.projections import Kept, project
from retreat.people.access import Seat, arrived_at
from retreat.people.queries import people_counts
from retreat.programme.events import event_row, is_over
from retreat.programme.models import DialogueSession, Prompt, Round
from retreat.programme.steps import step_of
from retreat.recordings.left_out.steps import follow_step

EVENT_IS_OVER = "This event is over. To open one of its sessions, open the event again on your home page."


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What the sender is told about each operation: on disk, or refused with a reason."""

    accepted: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def refusal(op_id: str, refused: Refused) -> dict[str, Any]:
    """One refusal as it goes on the wire."""
    told: dict[str, Any] = {"op_id": op_id, "code": refused.code, "message": refused.message}
    if refused.retry_after_ms is not None:
        told["retry_after_ms"] = refused.retry_after_ms
    if refused.why is not None:
        told["why"] = refused.why
    return told


def perform_batch(
    db: Session,
    seat: Seat,
    operations: Sequence[Operation],
    *,
    now: datetime,
    ids: Ids,
    gaps: Sequence[Gap] | None = None,
) -> BatchResult:
    """Perform operations one after another, within the caller's transaction.

    Args:
        now: Aware UTC by the server's clock.
        gaps: When nothing was heard of the sender; None where nobody has listened and only the log knows.

    Raises:
        NotFound: The session has no live room.
    """
    state = store.lock(db, seat.session_id)
    unheard = (Gap(since=None, until=now),) if gaps is None else tuple(gaps)
    performer = Performer(db=db, seat=seat, now=now, ids=ids, state=state, gaps=unheard)
    result = BatchResult()
    for op in operations:
        try:
            result.accepted.append(performer.perform(op))
        except Refused as refused:
            result.refused.append(refusal(op.op_id, refused))
    return result


@dataclass(slots=True, kw_only=True)
class Performer:
    """One seat's operations within one transaction."""

    db: Session
    seat: Seat
    now: datetime
    ids: Ids
    state: str = "open"
    gaps: tuple[Gap, ...] = ()

    def perform(self, op: Operation) -> dict[str, Any]:
        """Perform one operation, or answer it as it was answered before.

        Raises:
            Refused: It may not happen; nothing of it was kept.
        """
        before = store.answer_given(self.db, self.seat.session_id, op.op_id)
        if before is not None:
            if before.participant_id != self.seat.id:
                raise Refused("not_permitted")
            return {"op_id": op.op_id, "seq": before.seq, "version": before.version}
        actor = self._actor(op)
        situation = self._situation(op, actor)
        written_at = self._written_at(op)
        decision = decide(DECIDERS[op.kind], op, actor, situation, written_at=written_at, stamp=to_text)
        for first in self._before(op):
            self.perform(first)
        seq = self._keep(op, decision, written_at, situation.round.id if situation.round else None)
        self.state = {"session.end": "ended", "session.reopen": "open"}.get(op.kind, self.state)
        for then in self._after(op):
            self.perform(then)
        return {"op_id": op.op_id, "seq": seq, "version": decision.version}

    def _actor(self, op: Operation) -> Actor:
        asked = self.seat.role == "participant" and KINDS[op.kind].needs_notes_consent
        keeps = not asked or answer(self.db, self.seat.id, "notes_kept") == "yes"
        return Actor(id=self.seat.id, role=self.seat.role, table_id=self.seat.table_id, keeps_notes=keeps)

    def _situation(self, op: Operation, actor: Actor) -> Situation:
        load = LOADERS.get(op.kind)
        if load is None:
            return Situation(session_state=self.state)
        return load(self.db, self.seat.session_id, self.state, op, actor)

    def _written_at(self, op: Operation) -> datetime:
        if op.client_at is None or is_on_its_way(op.client_at, self.now):
            return op.client_at or self.now
        meeting = self.db.get_one(DialogueSession, self.seat.session_id)
        return believed(
            op.client_at,
            now=self.now,
            gaps=self.gaps,
            last_known=last_known(self.db, self.seat),
            ended_at=meeting.ended_at,
        )

    def _keep(self, op: Operation, decision: Decision, written_at: datetime, round_id: str | None) -> int:
        body, keep = dict(decision.body), dict(decision.keep)
        if op.kind == "round.open":
            ends_at = self._ends_at(op)
            body["ends_at"] = to_text(ends_at) if ends_at else None
            keep["ends_at"] = ends_at
        fact = store.Fact(
            op_id=op.op_id,
            kind=op.kind,
            target_id=op.target_id,
            participant_id=self.seat.id,
            body=body,
            channels=decision.channels,
            answer_channel=self._answer_channel(decision.channels),
            version=decision.version,
            client_at=op.client_at,
            texts=decision.texts,
            shows_words_id=decision.shows_words_id,
            entered_by=self.seat.entered_by,
        )
        appended = store.append(self.db, self.seat.session_id, fact, now=self.now, words_id=self.ids())
        project(
            self.db,
            Kept(
                session_id=self.seat.session_id,
                kind=op.kind,
                target_id=op.target_id,
                participant_id=self.seat.id,
                body=body,
                keep=keep,
                channels=decision.channels,
                version=decision.version,
                texts=decision.texts or {},
                words_id=appended.words_id,
                at=appended.at,
                written_at=written_at,
                round_id=round_id,
            ),
        )
        if op.kind in ("round.open", "round.close"):
            follow_step(self.db, op.target_id, now=self.now, ids=self.ids)
        return appended.answer_seq

    def _answer_channel(self, channels: tuple[str, ...]) -> str:
        mine = self.seat.channels
        return next((channel for channel in channels if channel in mine), "")

    def _ends_at(self, op: Operation) -> datetime | None:
        minutes = op.body.get("minutes")
        return self.now + timedelta(minutes=minutes) if minutes else None

    def _before(self, op: Operation) -> Iterator[Operation]:
        """Ending a session first closes the rounds that are open; so does a step that locks the ones before it."""
        still_open = select(Round.id).where(Round.session_id == self.seat.session_id, Round.state == "open")
        opened = self.db.get(Round, op.target_id) if op.kind == "round.open" else None
        if opened is not None and locks_earlier(opened.step):
            still_open = still_open.where(Round.position < opened.position)
        elif op.kind != "session.end":
            return
        for round_id in self.db.scalars(still_open).all():
            yield self._own("round.close", round_id, {})

    def _after(self, op: Operation) -> Iterator[Operation]:
        """Opening a round lays out what its interaction has for it, and asks the prompts that were planned.

        A round for a question asked now opens at once.
        """
        if op.kind == "round.add":
            yield self._own("round.open", op.target_id, {})
        if op.kind != "round.open":
            return
        interaction = step_of(self.db.get_one(Round, op.target_id).step).interaction
        if interaction in OPENING:
            for kind, target_id, body in OPENING[interaction](self.db, self.seat.session_id, op.target_id):
                yield self._own(kind, target_id, dict(body))
        planned = select(Prompt).where(Prompt.round_id == op.target_id, Prompt.asked_at.is_(None))
        for prompt in self.db.scalars(planned.order_by(Prompt.position)).all():
            body = {"round_id": op.target_id, "text": prompt.planned_text}
            yield self._own("prompt.ask", prompt.id, body)

    def _own(self, kind: str, target_id: str, body: dict[str, Any]) -> Operation:
        return Operation(op_id=self.ids(), kind=kind, target_id=target_id, body=body)


def last_known(db: Session, seat: Seat) -> datetime | None:
    """When somebody came into a session, or did there what was kept last; None where they never came."""
    found = (store.last_kept(db, seat.session_id, seat.id), arrived_at(db, seat))
    return max((at for at in found if at is not None), default=None)


def open_session(db: Session, seat: Seat, *, now: datetime, ids: Ids, open_first_round: bool = True) -> list[str]:
    """Open a planned session's live room. Everybody in another session of the event is told, so that phones follow.

    Returns:
        The ids of the prompts that are asked now.

    Raises:
        NotFound: There is no such session, or it has been opened before.
        Conflict: Its event is over.
    """
    meeting = db.get(DialogueSession, seat.session_id)
    if meeting is None:
        raise NotFound
    event = event_row(db, meeting.event_id, locked=True)
    db.refresh(meeting)  # somebody else may have opened it while they held the event's lock
    if meeting.state != "planned":
        raise NotFound
    if is_over(event, now=now):
        raise Conflict(EVENT_IS_OVER, code="event_over")
    meeting.state, meeting.opened_at = "open", now
    store.open_log(db, seat.session_id)
    fact = store.Fact(
        op_id=ids(),
        kind="session.open",
        target_id=seat.session_id,
        participant_id=seat.id,
        body={"title": meeting.title, "activity": meeting.activity},
        channels=("all",),
        answer_channel="all",
    )
    store.append(db, seat.session_id, fact, now=now, words_id=ids())
    _tell_others(db, meeting, now=now, ids=ids)
    first = db.scalars(
        select(Round.id).where(Round.session_id == seat.session_id).order_by(Round.position).limit(1)
    ).first()
    if not open_first_round or first is None:
        return []
    performer = Performer(db=db, seat=seat, now=now, ids=ids)
    performer.perform(Operation(op_id=ids(), kind="round.open", target_id=first, body={}))
    asked = select(Prompt.id).where(Prompt.round_id == first, Prompt.asked_at.is_not(None))
    return list(db.scalars(asked.order_by(Prompt.position)))


def _tell_others(db: Session, meeting: DialogueSession, *, now: datetime, ids: Ids) -> None:
    """Includes people who wait in a planned session that was skipped: nothing else reaches them."""
    others = db.execute(
        select(DialogueSession.id, DialogueSession.opened_at)
        .where(DialogueSession.event_id == meeting.event_id, DialogueSession.id != meeting.id)
        .order_by(DialogueSession.id)
    ).all()
    people = people_counts(db, [row.id for row in others])
    body = {"session_id": meeting.id, "title": meeting.title}
    for session_id in [row.id for row in others if row.opened_at is not None or row.id in people]:
        store.open_log(db, session_id)
        store.lock(db, session_id)
        store.append_own(db, session_id, "session.next", meeting.id, "all", now=now, ids=ids, body=body)
