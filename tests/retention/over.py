"""An event with sound, words, notes and answers, which is closed; and time that passes after it."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from retreat.consent.retention.queries import Ending, endings
from retreat.house import House
from retreat.log.closing import close_event
from retreat.people.accounts import start_sign_in
from retreat.programme.queries import event_view
from tests.people.pages import Browser
from tests.support.planning import sign_in
from tests.support.rooms import browser_of
from tests.withdrawal.talk import Talk

YEAR_DAYS = 365.25


class Over:
    """The event, and what is said of it afterwards."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.talk = Talk(house, folder)
        self.event_id = self.talk.meeting.event_id
        with house.database.read() as db:
            self.programme_id = event_view(db, self.event_id).programme_id
        self.clock = self.talk.meeting.clock
        self._ada: tuple[str, str] | None = None
        self.clock.forward(days=1)
        close_event(house.database, self.event_id, now=self.clock(), ids=house.ids)

    @property
    def page(self) -> str:
        """The address of the page about how long things are kept."""
        return f"/desk/programmes/{self.programme_id}/keeping"

    def years(self, count: float) -> None:
        """Let so many years pass."""
        self.clock.forward(days=count * YEAR_DAYS)

    def endings(self) -> dict[str, Ending]:
        """What ends when, by kind."""
        with self.house.database.read() as db:
            return {one.kind: one for one in endings(db, self.clock().date(), [self.programme_id])}

    def states(self) -> dict[str, str]:
        """The same, only what is to be done."""
        return {kind: one.state for kind, one in self.endings().items()}

    def desk(self) -> Browser:
        """Of Ada, who leads the programme; after some years she signs in again."""
        staff_id, token = self._ada or self.house.database.write(lambda db: sign_in(db, self.clock()))
        if self._ada is not None:
            now, ids = self.clock(), self.house.ids
            token = self.house.database.write(lambda db: start_sign_in(db, staff_id=staff_id, now=now, ids=ids))
        self._ada = staff_id, token
        return browser_of(create_app(self.house), token)
