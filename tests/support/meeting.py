"""A live session for tests: people come in, say things, and read what they were sent."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from facilitation.activities.reading import ActivityTemplate
from facilitation.live.views import missed, page, snapshot
from facilitation.operations import open_session, perform_batch
from facilitation.seat_news import tell_changed
from retreat.consent.operations import record_answers
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.shapes import parse_batch
from retreat.people.access import Seat, desk_of_token, seat_in
from retreat.people.operations import Arrival, facilitator_token, join
from retreat.programme.queries import session_view
from tests.support.clock import HandClock
from tests.support.planning import plan

YES = {"attend": True, "notes_kept": True}
_count = itertools.count()


def op_id(name: str = "op") -> str:
    """A fresh id that a client might have made."""
    return f"{name}-{next(_count)}"


@dataclass
class Person:
    """Somebody in the session, with what a phone would know."""

    seat: Seat
    token: str
    meeting: Meeting

    def into(self, meeting: Meeting) -> Person:
        """The same person, with the same token, in another session of the event."""
        with meeting.database.read() as db:
            return Person(seat_in(db, self.token, meeting.session_id), self.token, meeting)

    def send(self, kind: str, target_id: str | None = None, **body: Any) -> dict[str, Any]:
        """Send one operation; its answer, accepted or refused."""
        return self.send_all([self.op(kind, target_id, **body)])[0]

    def op(self, kind: str, target_id: str | None = None, **body: Any) -> dict[str, Any]:
        """One operation as a client writes it. ``base_version``, ``client_at`` and ``op_id`` go beside the body."""
        beside = {name: body.pop(name) for name in ("base_version", "client_at", "op_id") if name in body}
        return {"op_id": op_id(), "kind": kind, "target_id": target_id or op_id("target"), "body": body} | beside

    def send_all(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send a batch; the answers in the order of the batch."""
        operations = parse_batch({"v": 1, "batch": batch})
        meeting = self.meeting
        result = meeting.database.write(
            lambda db: perform_batch(db, self.seat, operations, now=meeting.clock(), ids=system_ids)
        )
        answers = {answer["op_id"]: answer for answer in [*result.accepted, *result.refused]}
        return [answers[op["op_id"]] for op in batch]

    def note(self, text: str, **body: Any) -> str:
        """Write a note to the first prompt; its id."""
        note_id = op_id("note")
        answer = self.send("note.add", note_id, prompt_id=self.meeting.prompt_ids[0], text=text, **body)
        assert "seq" in answer, answer
        return note_id

    def answer(self, **answers: bool) -> None:
        """Change one's mind, as the form on the phone does."""
        meeting, who = self.meeting, self.seat.id

        def keep(db: Any) -> None:
            now = meeting.clock()
            record_answers(db, participant_id=who, answers=answers, how="form", now=now, ids=system_ids)
            tell_changed(db, who, now=now, ids=system_ids)

        meeting.database.write(keep)

    def missed(self, **cursors: int) -> dict[str, Any]:
        """What a phone that says ``hello`` with these cursors is answered."""
        with self.meeting.database.read() as db:
            return missed(db, self.seat, cursors, now=self.meeting.clock())

    def board(self) -> dict[str, Any]:
        """The board as this person may see it."""
        return self.snapshot()["board"]

    def snapshot(self) -> dict[str, Any]:
        """The snapshot as this person may see it."""
        with self.meeting.database.read() as db:
            return snapshot(db, self.seat, now=self.meeting.clock())

    def heard(self) -> list[dict[str, Any]]:
        """Every operation on every channel of this person."""
        with self.meeting.database.read() as db:
            return [op for channel in self.seat.channels for op in page(db, self.seat, channel, after=0)["ops"]]


@dataclass
class Meeting:
    """A session whose first round is open."""

    database: Database
    clock: HandClock
    session_id: str = ""
    event_id: str = ""
    join_pass: str = ""
    prompt_ids: list[str] = field(default_factory=list)
    round_ids: list[str] = field(default_factory=list)
    table_ids: list[str] = field(default_factory=list)
    leader: Person = None  # type: ignore[assignment]

    @classmethod
    def open(
        cls,
        database: Database,
        clock: HandClock,
        activity: str | ActivityTemplate = "brainstorm",
        tables: int = 0,
        *,
        event_id: str = "",
        title: str = "Tuesday",
    ) -> Meeting:
        """Plan a session from an activity and open it, untimed; without an event, in a new one."""
        meeting = cls(database, clock)

        def begin(db: Any) -> tuple[Any, str, list[str]]:
            view = plan(db, clock, activity, title=title, tables=tables, event_id=event_id)
            token = facilitator_token(db, view.id, now=clock(), ids=system_ids)
            prompts = open_session(db, desk_of_token(db, token), now=clock(), ids=system_ids)
            return session_view(db, view.id), token, prompts

        view, token, meeting.prompt_ids = database.write(begin)
        meeting.session_id, meeting.event_id, meeting.join_pass = view.id, view.event_id, view.join_pass
        meeting.round_ids = [round_.id for round_ in view.rounds]
        meeting.table_ids = [table.id for table in view.tables]
        meeting.leader = meeting._person(token)
        return meeting

    def _person(self, token: str) -> Person:
        with self.database.read() as db:
            return Person(seat_in(db, token, self.session_id), token, self)

    def join(self, name: str | None = None, consents: dict[str, Any] | None = None, **how: Any) -> Person:
        """Somebody comes in by the letters on the screen."""
        answers = YES if consents is None else consents
        how.setdefault("session", self.session_id)
        joined = self.database.write(
            lambda db: join(
                db,
                self.join_pass,
                Arrival(display_name=name, answers=answers, **how),
                now=self.clock(),
                ids=system_ids,
            )
        )
        return self._person(joined.token)
