"""The HTTP door of a session in this process, by a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from retreat.clock import to_text
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, op_id
from tests.support.rooms import make_house

YES = {"attend": True, "notes_kept": True}


@dataclass
class Phone:
    """Somebody's phone, which speaks by HTTP."""

    door: Door
    token: str
    id: str
    address: str

    def ask(self, method: str, rest: str, body: Any = None) -> Any:
        """One request; its status and body."""
        answer = self.door.app.test_client().open(
            f"/api/sessions/{self.door.meeting.session_id}/{rest}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            environ_overrides={"REMOTE_ADDR": self.address},
        )
        return answer.status_code, answer.get_json()

    def send(self, kind: str, target_id: str | None = None, **body: Any) -> dict[str, Any]:
        """Send one operation; its answer, accepted or refused."""
        beside = {"client_at": to_text(body.pop("written"))} if "written" in body else {}
        op = {"op_id": op_id(), "kind": kind, "target_id": target_id or op_id("target"), "body": body} | beside
        status, answer = self.ask("POST", "ops", {"v": 1, "batch": [op]})
        assert status == 200, answer
        return [*answer["accepted"], *answer["refused"]][0]

    def note(self, text: str = "We were tired", **more: Any) -> dict[str, Any]:
        """Write a note to the first question."""
        return self.send("note.add", prompt_id=self.door.meeting.prompt_ids[0], text=text, **more)

    def look(self) -> None:
        """Show up, as a phone does every few seconds."""
        assert self.ask("GET", "ops?channel=all&after=0")[0] == 200


@dataclass
class Door:
    """A session that is open, and the application before it."""

    meeting: Meeting
    app: Flask
    clock: HandClock
    phones: list[Phone] = field(default_factory=list)

    @classmethod
    def open(cls, database: Database, clock: HandClock, folder: Path, activity: str = "brainstorm") -> Door:
        """Open a session behind it."""
        house = make_house(database, clock, folder)
        return cls(Meeting.open(database, clock, activity), create_app(house), clock)

    def join(self, *, address: str = "10.0.0.7", token: str | None = None, **said: Any) -> Phone:
        """Come in by the letters."""
        answer = self.app.test_client().post(
            "/api/join",
            json={"join_pass": self.meeting.join_pass, "consents": YES} | said,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            environ_overrides={"REMOTE_ADDR": address},
        )
        assert answer.status_code == 201, answer.text
        found = answer.get_json()
        phone = Phone(self, found["token"], found["participant_id"], address)
        self.phones.append(phone)
        return phone

    def close_round(self) -> None:
        """The desk closes the first round."""
        assert "seq" in self.meeting.leader.send("round.close", self.meeting.round_ids[0])

    def end(self) -> None:
        """The desk ends the session."""
        assert "seq" in self.meeting.leader.send("session.end", self.meeting.session_id)

    def pass_time(self, phone: Phone | None = None, *, minutes: float) -> datetime:
        """Let time pass, in which a phone shows up all along or nobody does; the moment a minute after it began."""
        began = self.clock()
        for _ in range(int(minutes * 6)):
            self.clock.forward(seconds=10)
            if phone is not None:
                phone.look()
        return began + timedelta(minutes=1)
