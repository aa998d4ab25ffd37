"""Ana and Ben wrote, agreed to be quoted by name, and are asked before a release."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.export.told.quotes import quotes_of
from retreat.house import House
from retreat.programme.models import DialogueSession
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.meeting import Meeting, Person
from tests.support.rooms import browser_of, signed_in_as

AGREED = {"attend": True, "notes_kept": True, "share_partners": True, "quotes": "named"}
ANAS, BENS = "Ask the carers first", "Nobody waits for the bus"


class World:
    """An event, its people and its staff."""

    def __init__(self, house: House, meeting: Meeting, clock: HandClock) -> None:
        self.house, self.meeting, self.clock, self.app = house, meeting, clock, create_app(house)
        house.database.write(lambda db: db.execute(update(DialogueSession).values(attribution_ceiling="named")))
        self.ana, self.ben = (meeting.join(name, consents=AGREED) for name in ("Ana", "Ben"))
        self.anas = self.ana.note(ANAS, share="everyone")
        self.bens = self.ben.note(BENS, share="everyone")
        self.event = f"/events/{meeting.event_id}"
        self._staff: dict[str, Browser] = {}

    def staff(self, role: str = "lead") -> Browser:
        """Somebody of the team who is signed in."""
        if role not in self._staff:
            self._staff[role] = browser_of(self.app, signed_in_as(self.house, self.meeting, role))
        return self._staff[role]

    def phone(self, person: Person) -> Browser:
        """A phone on which somebody is known."""
        phone = Browser(self.app)
        phone.client.set_cookie(COOKIE, f"{self.meeting.event_id}.{person.token}")
        return phone

    def ask(self, role: str = "lead", **fields: str) -> str:
        """Ask everybody; the address of the round."""
        form = {"audience": "partners", "holder": "Northtown council", "contact": "Ada, 0131 496 0000"} | {
            "what": "written",
            "until": (self.clock() + timedelta(days=7)).date().isoformat(),
        }
        answer = self.staff(role).send(f"{self.event}/quotes", **(form | fields))
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def say(self, person: Person, answer: str, key: str = "", **fields: str) -> int:
        """On their own phone."""
        path = f"/e/{self.meeting.event_id}/quotes"
        return self.phone(person).send(path, quote=key, answer=answer, **fields).status_code

    def release(self, **fields: str) -> str:
        """Make one for partners; its address."""
        lead, base = self.staff(), f"/sessions/{self.meeting.session_id}"
        form = {"audience": "partners", "format": "report-html", "holder": "Northtown council", "until": "2040-01-01"}
        before = self._releases()
        made = lead.send(f"{base}/releases", page=f"{base}/export", **(form | fields))
        assert made.status_code == 303, made.text
        (new,) = self._releases() - before
        return new

    def _releases(self) -> set[str]:
        page = self.staff().open(f"{self.event}/export").text
        return set(re.findall(r"(/events/[^\"]+/releases/[^\"/]+)/(?:file|recall)", page))

    def file(self, address: str) -> str:
        """What is in a release."""
        answer = self.staff().open(f"{address}/file")
        return answer.text if answer.status_code == 200 else ""

    def approve(self, address: str) -> None:
        """Somebody who leads approves it."""
        lead = self.staff()
        lead.post(f"{address}/approve", data={"csrf_token": token_of(lead.open(f"{self.event}/export").text)})

    def state(self) -> list[str]:
        """Of every release."""
        page = self.staff().open(f"{self.event}/export").text
        return re.findall(r'data-state="(made|approved|recalled|ended)"', page)

    def keys(self, person: Person) -> list[str]:
        """Of somebody's own quotes."""
        with self.house.database.read() as db:
            return [one.key for one in quotes_of(db, person.seat.id)]
