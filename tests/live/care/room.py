"""A session at two tables, with whoever leads it and a phone, as both meet its pages."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.database import Database
from retreat.log.models import LogOperation
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


class Room:
    """A session at two tables, whoever leads it, and Ana's phone."""

    def __init__(self, database: Database, clock: HandClock, folder: Path) -> None:
        self.database, self.clock = database, clock
        self.house = make_house(database, clock, folder)
        self.app = create_app(self.house)
        self.desk = Browser(self.app)
        first_facilitator(self.desk)
        self.meeting = Meeting.open(database, clock, tables=2)
        self.ana = self.meeting.join("Ana", table=1)
        self.phone = self.phone_of(self.ana.token)
        self.path = f"/s/{self.meeting.session_id}"
        self.lead = f"/desk/sessions/{self.meeting.session_id}"

    def phone_of(self, token: str) -> Browser:
        phone = Browser(self.app)
        phone.client.set_cookie(COOKIE, f"{self.meeting.event_id}.{token}")
        return phone

    def logged(self) -> str:
        """Everything in the log, as text."""
        with self.database.read() as db:
            rows = db.execute(select(LogOperation.kind, LogOperation.participant_id, LogOperation.body)).all()
        return json.dumps([list(row) for row in rows if row.kind == "desk.look"])

    def care(self) -> str:
        return self.desk.open(f"{self.lead}/beside/care").text

    def count(self, model: type) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.count()).select_from(model)) or 0
