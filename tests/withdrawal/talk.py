"""A small event: Ana and Ben wrote, were heard in one sound, and the team worked on what Ana said."""

from __future__ import annotations

import wave
from pathlib import Path

from sqlalchemy import select

from app import create_app
from facilitation.seat_cookie import COOKIE as SEAT
from facilitation.withdrawing.giving_up import row_of, withdraw
from retreat.consent.withdrawal.models import Withdrawal
from retreat.consent.withdrawal.operations import Wish
from retreat.consent.withdrawal.queries import receipt
from retreat.consent.withdrawal.working import carry_out
from retreat.house import House
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.ports import is_held_back
from retreat.transcripts.models import MACHINE, RecordedTurn, RecordedWord
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import RATE_HZ
from tests.support.canary import canary
from tests.support.meeting import Meeting
from tests.support.rooms import hear, let_in, match

KINGFISHER = "the kingfisher came down to the water"


class Talk:
    """The event, with Ana's canaries, and a machine that hears them."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.meeting = Meeting.open(house.database, house.clock)  # type: ignore[arg-type]
        self.wrote, self.said = canary(), canary()
        self.ana, self.ben = (self.meeting.join(name, consents=SOUND_YES) for name in ("Ana Lightfoot", "Ben"))
        self.hers = self.ana.note(f"Here {self.wrote} and {KINGFISHER}", share="everyone")
        self.his = self.ben.note(f"Somebody wrote that {KINGFISHER}", share="everyone")
        self.bens = self.ben.note("The guillemot came late", share="everyone")
        self.speech = ScriptedSpeech(self.script)
        heard = hear(house, self.meeting, folder, self.speech)
        self.recording_id, self.transcript_id = heard.recording_id, heard.transcript_id
        for label, person in (("S1", self.ana), ("S2", self.ben)):
            match(house, self.meeting, self.transcript_id, label, person)

    @property
    def script(self) -> str:
        """Half a second a word: Ana speaks from 0 to 5 s and from 10 to 15 s."""
        filler = " ".join(f"word{n}" for n in range(9))
        return f"S1: {self.said} {filler}\nS2: pelican {filler}\nS1: again {filler}\n"

    def withdraw(self, scope: str, *, how: str = "page") -> str:
        """Ana takes back, and the worker carries it out. The withdrawal's id."""
        withdrawal_id = withdraw(self.house, Wish(participant_id=self.ana.seat.id, scope=scope, how=how))
        self.carry_out(withdrawal_id)
        return withdrawal_id

    def carry_out(self, withdrawal_id: str) -> None:
        """The worker's part; while somebody reads all the time, it waits a moment."""
        for _ in range(10):
            carry_out(self.house, lambda: self.speech, withdrawal_id, owner="worker")
            if self.row(withdrawal_id).state not in ("asked", "working"):
                return
            self.meeting.clock.forward(seconds=3)

    def receipt(self, withdrawal_id: str) -> dict:  # type: ignore[type-arg]
        """What is told of it."""
        with self.house.database.read() as db:
            return receipt(db, row_of(db, withdrawal_id))

    def row(self, withdrawal_id: str) -> Withdrawal:
        """Its row."""
        with self.house.database.read() as db:
            return row_of(db, withdrawal_id)

    def words(self) -> str:
        """All that is kept of what was said."""
        with self.house.database.read() as db:
            return " ".join(db.scalars(select(RecordedWord.text)))

    def is_held(self) -> bool:
        """Whether nobody can play the sound."""
        with self.house.database.read() as db:
            return is_held_back(db, self.recording_id)

    def check_every_turn(self) -> None:
        """Somebody has listened to all of it, and said so turn by turn."""

        def check(db) -> None:  # type: ignore[no-untyped-def]
            for turn in db.scalars(select(RecordedTurn).where(RecordedTurn.review == MACHINE)):
                turn.review = "checked"

        self.house.database.write(check)

    def silent_seconds(self) -> list[int]:
        """Whole seconds of the sound that are silent."""
        with wave.open(str(self.house.storage / file_name(self.recording_id)), "rb") as file:
            frames, width = file.readframes(file.getnframes()), file.getsampwidth()
        step = RATE_HZ * width
        return [n for n in range(len(frames) // step) if not any(frames[n * step : (n + 1) * step])]

    def phone(self) -> Browser:
        """Ana's."""
        browser = Browser(create_app(self.house))
        browser.client.set_cookie(SEAT, f"{self.meeting.event_id}.{self.ana.token}")
        return browser

    def desk(self) -> Browser:
        """Of somebody who leads."""
        browser = Browser(create_app(self.house))
        let_in(browser, self.house)
        return browser
