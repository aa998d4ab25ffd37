"""A programme with all that can be in one, its staff in every role, and somebody who belongs elsewhere."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import create_app
from retreat.house import House
from retreat.ids import system_ids
from retreat.people.guard import COOKIE
from retreat.people.members import make_member, roles_of
from retreat.people.models import Deed, Member
from retreat.programme.models import DialogueSession
from retreat.programme.operations import create_event, create_programme
from retreat.programme.queries import session_view
from retreat.recordings.admission import hear_ticket
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import cleared_narrative, sign_in
from tests.support.rooms import HeardTalk, hear

# Sound that not everybody agreed to is held back.
ALL_YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}
WRITTEN, SPOKEN, TITLE = "Ask the carers too", "garden", "Tuesday"


def roles_in(world: World, staff_id: str) -> dict[str, str]:
    """The programmes that somebody belongs to, with their roles."""
    with world.database.read() as db:
        return roles_of(db, staff_id)


def move_session(db: Session, session_id: str, programme_id: str) -> None:
    """Lay a session's event into another programme, by an event of its own."""
    now = HandClock()()
    event_id = create_event(
        db,
        programme_id=programme_id,
        title="Theirs",
        kind="workshop",
        starts_on=now.date(),
        place="",
        now=now,
        ids=system_ids,
    )
    db.get_one(DialogueSession, session_id).event_id = event_id


class World:
    """Ada's programme with all that can be in one, and a colleague who belongs elsewhere."""

    def __init__(self, house: House, clock: HandClock, folder: Path) -> None:
        self.house, self.database, self.app = house, house.database, create_app(house)
        self.ada_id, self.ada = self.staff("ada")
        self.meeting = Meeting.open(self.database, clock, tables=2)
        self.heard: HeardTalk = hear(house, self.meeting, folder, ScriptedSpeech(TALK))
        self.meeting.join("Ana", consents=ALL_YES).note(WRITTEN, share="everyone")
        with self.database.read() as db:
            self.view = session_view(db, self.meeting.session_id)
        self.narrative_id, _text_id = self.database.write(
            lambda db: cleared_narrative(db, self.view.programme_id, clock())
        )
        self.lea_id, self.lea = self.staff("lea", programme_id=self.elsewhere(clock))
        self.database.write(lambda db: db.execute(delete(Deed)))  # so that tests look back at their own day

    def elsewhere(self, clock: HandClock) -> str:
        """A programme of its own for whoever comes next."""
        return self.database.write(
            lambda db: create_programme(db, title="Another work", by=self.ada_id, now=clock(), ids=system_ids)
        )

    def staff(self, email: str, *, programme_id: str | None = None, role: str = "lead") -> tuple[str, Browser]:
        """Somebody who is signed in: a member of one programme, or, without one, of all that there are."""
        now = self.house.clock()

        def enter(db: Session) -> tuple[str, str]:
            staff_id, token = sign_in(db, now, email=email)
            if programme_id is not None:
                for row in db.scalars(select(Member).where(Member.staff_id == staff_id)):
                    row.ended_at = now
                make_member(db, programme_id, staff_id, role, now=now)
            return staff_id, token

        staff_id, token = self.database.write(enter)
        browser = Browser(self.app)
        browser.client.set_cookie(COOKIE, token)
        return staff_id, browser

    def colleague(self, role: str) -> tuple[str, Browser]:
        """Somebody with this role in Ada's programme."""
        return self.staff(role, programme_id=self.view.programme_id, role=role)

    def names(self) -> dict[str, object]:
        """All that an address may name."""
        return {
            "session_id": self.meeting.session_id,
            "event_id": self.view.event_id,
            "programme_id": self.view.programme_id,
            "withdrawal_id": "-",
            "destruction_id": "-",
            "asking_id": "-",
            "asked_id": "-",
            "paper": "consent-register",
            "narrative_id": self.narrative_id,
            "recording_id": self.heard.recording_id,
            "transcript_id": self.heard.transcript_id,
            "ending": "txt",
            "ticket": hear_ticket(self.house, self.heard.recording_id),
        }

    @property
    def record(self) -> str:
        """The address of the record."""
        return f"/sessions/{self.meeting.session_id}"

    @property
    def people(self) -> str:
        """The address of the programme's members."""
        return f"/desk/programmes/{self.view.programme_id}/members"
