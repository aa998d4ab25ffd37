"""Invented people on phones: they come in by the code, follow from session to session, answer and write by themselves.

A process of its own that knows only the rehearsal's address. It ends when whoever started it does.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from facilitation.live.load.anything import NOUN_OF, kinds_of, of_kind
from facilitation.rehearsal.script import NAMES, SENTENCES
from retreat.programme.steps import Step, step_of

WITHIN_S = 30.0
YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}
# Together they write about this often, so that a desk can follow.
PAUSE_S = 2.5
TRIES = 6
# What takes things away, or is only for special moments, would spoil a rehearsal.
_NEVER = ("remove", "retract", "leave", "unsign", "unmark", "object", "unobject", "bring")


def sentence(dice: random.Random) -> str:
    """Something invented, that reads like something said."""
    return dice.choice(SENTENCES)


@dataclass
class Door:
    """The rehearsal's address."""

    url: str

    def ask(self, path: str, token: str = "", body: Any = None) -> Any:
        """One request; None where it was refused."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = Request(f"{self.url}{path}", data=data, headers=headers)  # noqa: S310 - our own address
        try:
            with urlopen(request, timeout=WITHIN_S) as answer:  # noqa: S310 - our own address
                return json.load(answer)
        except (HTTPError, OSError, ValueError):
            return None


@dataclass
class Guest:
    """One invented person."""

    door: Door
    dice: random.Random
    token: str
    been: set[str] = field(default_factory=set)

    def sit(self, join_pass: str, session: dict[str, Any]) -> None:
        """Come into a session, at a table where people choose one."""
        if session["id"] in self.been:
            return
        self.been.add(session["id"])
        asked: dict[str, Any] = {"join_pass": join_pass, "session_id": session["id"], "consents": {}}
        table = {"table": self.dice.choice(session["tables"])} if session["tables"] else {}
        if self.door.ask("/api/join", self.token, asked | table) is None:
            self.door.ask("/api/join", self.token, asked)

    def act(self, session_id: str, rounds: list[list[Any]]) -> str | None:
        """Do something of a step that is open; its kind, or None if nothing could be done."""
        told = self.door.ask(f"/api/sessions/{session_id}/snapshot", self.token)
        if told is None:
            return None
        board = told["board"]
        steps = [(key, step_of(step)) for key, step in rounds if board["rounds"].get(key, {}).get("state") == "open"]
        for _ in range(TRIES if steps else 0):
            round_id, step = self.dice.choice(steps)
            op = self._made(board, round_id, step)
            if op is None:
                continue
            batch = [op | {"op_id": str(uuid.UUID(int=self.dice.getrandbits(128)))}]
            answer = self.door.ask(f"/api/sessions/{session_id}/ops", self.token, {"v": 1, "batch": batch})
            if answer and answer["accepted"]:
                return str(op["kind"])
        return None

    def _made(self, board: dict[str, Any], round_id: str, step: Step) -> dict[str, Any] | None:
        mine = "note" if step.interaction == "notes" else step.interaction
        kinds = [
            name
            for name in kinds_of("participant")
            if NOUN_OF[name].name in (mine, f"{mine}_hold", f"{mine}_text") and name.split(".")[1] not in _NEVER
        ]
        kinds = ["note.add"] if mine == "note" and self.dice.random() < 0.8 else kinds
        if not kinds or (self.dice.random() < 0.05 and mine != "lightbulb"):
            kinds = ["lightbulb.mark"]
        prompts = {key: one for key, one in board["prompts"].items() if one["round_id"] == round_id}
        here = {**board, "prompts": prompts, "rounds": {round_id: board["rounds"][round_id]}}
        name = self.dice.choice(kinds)
        new = 1.0 if name.split(".")[1] in ("add", "name", "mark", "write", "side") else 0.3
        op = of_kind(name, self.dice, here, step, new=new, stray=0.0, words=sentence)
        if "share" in op["body"] or name == "note.add":
            op["body"]["share"] = self.dice.choice(list(step.shares or ("everyone",)))
        if "prompt_id" in op["body"]:
            if not prompts:
                return None
            op["body"]["prompt_id"] = self.dice.choice(sorted(prompts))
        if op["body"].get("note_kind") and step.note_kinds:
            op["body"]["note_kind"] = self.dice.choice(list(step.note_kinds))
        return op


class Company:
    """All invented people of a rehearsal."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.door, self.job = Door(job["url"]), job
        self.dice = random.Random(job.get("seed", 7))  # noqa: S311 - chance for a rehearsal, not a secret
        self.guests: list[Guest] = []
        self.done: Counter[str] = Counter()

    def come_in(self) -> None:
        """Everybody comes to the first session that is open, or planned."""
        for number in range(self.job["people"]):
            body = {
                "join_pass": self.job["join_pass"],
                "consents": YES,
                "display_name": NAMES[number % len(NAMES)],
                **({"sector": self.job["sectors"][number % len(self.job["sectors"])]} if self.job["sectors"] else {}),
            }
            joined = self.door.ask("/api/join", body=body)
            if joined is not None:
                self.guests.append(Guest(self.door, random.Random(number), joined["token"]))  # noqa: S311 - as above

    def act(self, session: dict[str, Any]) -> None:
        """Somebody does something in a session."""
        guest = self.dice.choice(self.guests)
        guest.sit(self.job["join_pass"], session)
        if (kind := guest.act(session["id"], session["rounds"])) is not None:
            self.done[kind] += 1

    def follow(self) -> None:
        """Go wherever the desk opens something, for as long as the rehearsal runs."""
        while True:
            told = self.door.ask("/api/me", self.guests[0].token) if self.guests else None
            open_now = {one["id"] for one in (told or {"sessions": []})["sessions"] if one["state"] == "open"}
            for session in self.job["sessions"]:
                if session["id"] in open_now:
                    self.act(session)
            time.sleep(PAUSE_S)

    def run_through(self, each: int, open_session: Callable[[str], None]) -> dict[str, Any]:
        """Run every session and step in turn without anybody at the desk; ``each`` acts in a step.

        Args:
            open_session: Opens the session of a desk's token.
        """
        sessions = []
        for session in self.job["sessions"]:
            desk, steps = session["desk"], []
            open_session(desk)
            for round_id, step in session["rounds"]:
                before = sum(self.done.values())
                opened = self._lead(session, desk, "round.open", round_id)
                for _ in range(each):
                    self.act(session)
                steps.append({"step": step["title"], "opened": opened, "done": sum(self.done.values()) - before})
            ended = self._lead(session, desk, "session.end", session["id"])
            sessions.append({"session": session["title"], "ended": ended, "steps": steps})
        return {"people": len(self.guests), "sessions": sessions, "kinds": dict(self.done)}

    def _lead(self, session: dict[str, Any], desk: str, kind: str, target: str) -> bool:
        op = {"op_id": str(uuid.uuid4()), "kind": kind, "target_id": target, "body": {}}
        answer = self.door.ask(f"/api/sessions/{session['id']}/ops", desk, {"v": 1, "batch": [op]})
        return bool(answer and answer["accepted"])


def _end_with_whoever_started_this() -> None:
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os._exit(0)


def main() -> None:
    """The job is one line of JSON. Nothing beyond it is read ahead: the end of the input is the end of this process."""
    line = b""
    while not line.endswith(b"\n") and (letter := os.read(0, 1)):
        line += letter
    company = Company(json.loads(line))
    threading.Thread(target=_end_with_whoever_started_this, daemon=True).start()
    company.come_in()
    company.follow()


if __name__ == "__main__":
    main()
