"""The worked examples of ``tests/cases/wire``, replayed against a real server by both doors.

Seen failing with a field left out of a wire operation, a wrong refusal code, and a kind without an example.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.facts import REFUSALS
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.ids import system_ids
from retreat.log import store
from retreat.log.board import empty_board
from retreat.log.closing import close_event
from retreat.log.fields import SERVER
from retreat.log.kinds import KINDS
from retreat.log.models import ChannelOperation, LogOperation
from retreat.pictures.models import Picture, PictureAgreement
from retreat.programme.narratives.invented import add_invented
from retreat.programme.narratives.operations import Written
from retreat.programme.queries import programme_of_session
from tests.support.server import Server
from tests.wire.client import Seat, Socket, call, new_id, open_live, signed_in_desk

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "wire"
CASES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
UNSENT = KINDS["words.erased"]
STATUSES = {401, 403, 404, 410, 413, 422, 429}

ACTS = ("send", "hear", "request", "emit", "presence", "server", "picture", "next_session", "close_event")

FORMS = {
    "~time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "~id": r"[0-9A-Za-z-]{8,64}",
    "~token": r"[0-9A-Za-z_-]{43,}",
    "~text": r"(?s).+",
}


class Replay:
    """One file, told to one server by one way."""

    def __init__(self, server: Server, case: dict[str, Any], way: str) -> None:
        self.case, self.way = case, way
        self.live = live = open_live(server, case.get("activity", "brainstorm"), case.get("tables", 0))
        self.names = {"session": live.session_id, "pass": live.join_pass, "prompt": live.prompt_ids[0]}
        self.names |= {"round": live.round_ids[0], "event": live.event_id}
        self.names |= {f"round-{n}": each for n, each in enumerate(live.round_ids, 1)}
        self.names |= {f"table-{n}": each for n, each in enumerate(live.table_ids, 1)}
        desk = signed_in_desk(live) if case.get("desk") == "signed in" else live.leader
        self.seats: dict[str, Seat] = {"desk": desk, "screen": live.screen}
        self.names |= {f"prompt-{n}": each for n, each in enumerate(live.prompt_ids, 1)}
        if "narrative" in case:
            self.names["text"] = self._narrative(case["narrative"])
        for person in case["people"]:
            how = {"name": person} if isinstance(person, str) else dict(person)
            name = how.pop("name")
            self.seats[name] = live.join(name.capitalize(), **how)
            self.names[name] = self.seats[name].id
        self.opened = live.leader.read("all")[-1]["seq"]
        self.sockets: dict[str, Socket] = {}
        if way == "socket":
            self.sockets = {name: seat.socket(hello=False) for name, seat in self.seats.items()}

    def _narrative(self, brought: dict[str, str]) -> str:
        """The programme has it, cleared; the id of its wording."""
        database = open_database(sqlite_file=self.live.server.file)

        def bring(db: Any) -> str:
            programme_id = programme_of_session(db, self.live.session_id) or ""
            return add_invented(db, programme_id, Written(**brought), now=system_clock(), ids=system_ids)[1]

        text_id = database.write(bring)
        database.close()
        return text_id

    def close(self) -> None:
        for socket in self.sockets.values():
            socket.close()

    def filled(self, value: Any) -> Any:
        """The example with its ``@names`` filled in."""
        if isinstance(value, str):
            return re.sub(r"@([a-z0-9-]+)", lambda found: self.names.setdefault(found[1], new_id()), value)
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if isinstance(value, dict):
            return {self.filled(key): self.filled(one) for key, one in value.items()}
        return value

    def step(self, step: dict[str, Any]) -> None:
        """Tell one step and compare what comes back."""
        act = next(name for name in ACTS if name in step)
        getattr(self, act)(step)

    def send(self, step: dict[str, Any]) -> None:
        if "flood" in step:
            return self._flood(step)
        answer = self._tell(step["by"], self.filled(step["send"]), step.get("status", 200))
        same(answer, self.filled(step["answer"]))
        return None

    def _tell(self, by: str, payload: Any, status: int = 200) -> Any:
        if self.way == "socket":
            return self.sockets[by].ask("ops", payload)
        answer = call(self.live.server, "POST", self.live.path("ops"), payload, token=self.seats[by].token)
        assert answer.status == status, answer
        return answer.json

    def _flood(self, step: dict[str, Any]) -> None:
        refused = []
        for _ in range(step["flood"]):
            batch = [{**step["send"]["batch"][0], "op_id": new_id(), "target_id": new_id()} for _ in range(20)]
            refused += self._tell(step["by"], self.filled({"v": 1, "batch": batch}))["refused"]
        assert refused
        same(refused[-1], self.filled(step["refused"]))

    def hear(self, step: dict[str, Any]) -> None:
        wanted = self.filled(step["hear"])
        channel, first, last = wanted["channel"], wanted["from"], wanted["to"]
        read = self.seats[step["by"]].read(channel, after=first - 1)
        same(read[: last - first + 1], wanted["ops"])
        if self.way == "socket" and last > self._before(channel):
            socket = self.sockets[step["by"]]
            socket.listen_until(lambda: any(op["seq"] >= last for op in socket.ops(channel)))
            live = [op for op in socket.ops(channel) if first <= op["seq"] <= last]
            same(live, [op for op in wanted["ops"] if op["seq"] in {one["seq"] for one in live}])
            for frame in socket.frames:
                assert set(frame) == set(wanted) and frame["to"] == frame["ops"][-1]["seq"], frame
            assert read[: last - first + 1][-1] == live[-1]

    def _before(self, channel: str) -> int:
        """What stood on the channel before anybody listened."""
        return self.opened if channel == "all" else 0

    def request(self, step: dict[str, Any]) -> None:
        asked = self.filled(step["request"])
        token = self.seats[step["by"]].token if "by" in step else None
        body = b"x" * asked["bytes"] if "bytes" in asked else asked.get("body")
        for _ in range(asked.get("times", 1)):
            answer = call(
                self.live.server,
                asked["method"],
                asked["path"],
                body,
                token=token,
                headers=asked.get("headers"),
                source=asked.get("source"),
            )
        assert answer.status == step["status"], answer
        wanted = self.filled(step["answer"])
        if "board" in wanted:  # parts that an example does not name are empty
            wanted["board"] = empty_board() | wanted["board"]
        same(answer.json, wanted)

    def emit(self, step: dict[str, Any]) -> None:
        if self.way == "socket":
            event, payload = self.filled(step["emit"])
            same(self.sockets[step["by"]].ask(event, payload), self.filled(step["answer"]))

    def presence(self, step: dict[str, Any]) -> None:
        if self.way == "socket":
            socket = self.sockets[step["by"]]
            socket.listen_until(lambda: any(fits(one, step["presence"]) for one in socket.presence))

    def server(self, step: dict[str, Any]) -> None:
        said = self.filled(step["server"])
        database = open_database(sqlite_file=self.live.server.file)
        fact = store.Fact(
            op_id=said["op_id"],
            kind=said["kind"],
            target_id=said["target_id"],
            participant_id=None,
            body=said["body"],
            channels=tuple(said["channels"]),
            answer_channel="",
        )
        database.write(
            lambda db: store.append(db, self.live.session_id, fact, now=system_clock(), words_id=system_ids())
        )
        database.close()

    def picture(self, step: dict[str, Any]) -> None:
        """The desk took a picture of everybody's paper; nobody has been told yet."""
        picture_id, desk, now = self.filled(step["picture"]), self.seats["desk"].id, system_clock()
        here = {"session_id": self.live.session_id, "participant_id": desk}
        shape = {"share": "everyone", "name": "paper", "width": 3, "height": 4, "size_bytes": 5}
        database = open_database(sqlite_file=self.live.server.file)

        def take(db: Any) -> None:
            db.add(PictureAgreement(id=f"{picture_id}-a", wording=1, at=now, **here))
            db.flush()
            prompt = {"prompt_id": self.names["prompt"], "agreement_id": f"{picture_id}-a"}
            db.add(Picture(id=picture_id, taken_at=now, at=now, **here, **shape, **prompt))

        database.write(take)
        database.close()

    def next_session(self, step: dict[str, Any]) -> None:
        opened = open_live(self.live.server, event_id=self.live.event_id, title=step["next_session"])
        self.names["next-session"] = opened.session_id

    def close_event(self, _step: dict[str, Any]) -> None:
        database = open_database(sqlite_file=self.live.server.file)
        close_event(database, self.live.event_id, now=system_clock(), ids=system_ids)
        database.close()


def fits(found: Any, wanted: Any) -> bool:
    """Whether what came is what the example says, forms standing for any value of theirs."""
    if isinstance(wanted, str) and wanted.startswith("~"):
        if wanted == "~any":
            return True
        if wanted == "~number":
            return isinstance(found, int)
        return isinstance(found, str) and re.fullmatch(FORMS[wanted], found) is not None
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and found.keys() == wanted.keys()
            and all(fits(found[key], wanted[key]) for key in wanted)
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(fits, found, wanted))
    return bool(found == wanted)


def same(found: Any, wanted: Any) -> None:
    """Compare, showing both where they differ."""
    assert fits(found, wanted), (
        f"\ncame:   {json.dumps(found, sort_keys=True)}\nwanted: {json.dumps(wanted, sort_keys=True)}"
    )


@pytest.mark.parametrize("way", ["http", "socket"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_example_when_replayed_then_the_server_answers_as_written(server: Server, name: str, way: str) -> None:
    replay = Replay(server, CASES[name], way)
    try:
        for step in CASES[name]["steps"]:
            replay.step(step)
    finally:
        replay.close()


@pytest.mark.parametrize(
    "name", sorted(name for name, case in CASES.items() if KINDS.get(case.get("kind"), UNSENT).senders != SERVER)
)
def test_example_when_replayed_then_only_the_channels_it_names_hold_its_kind(server: Server, name: str) -> None:
    case = CASES[name]
    replay = Replay(server, case, "http")
    try:
        for step in case["steps"]:
            replay.step(step)
    finally:
        replay.close()
    heard = [step["hear"] for step in case["steps"] if "hear" in step]
    named = {(replay.filled(each["channel"]), replay.filled(op["op_id"])) for each in heard for op in each["ops"]}
    shown = {op_id for _channel, op_id in named if not op_id.startswith("~")}

    database = open_database(sqlite_file=server.file)
    with database.read() as db:
        joined = (ChannelOperation.session_id == LogOperation.session_id) & (ChannelOperation.seq == LogOperation.seq)
        kept = db.execute(
            select(ChannelOperation.channel, LogOperation.op_id)
            .join(LogOperation, joined)
            .where(LogOperation.session_id == replay.live.session_id, LogOperation.kind == case["kind"])
        ).all()
    database.close()

    assert shown & {op_id for _channel, op_id in kept}
    assert {(channel, op_id) for channel, op_id in kept if op_id in shown} <= named


def test_every_kind_when_looked_up_then_documented_and_shown_by_an_example() -> None:
    shown = {case.get("kind") for case in CASES.values()}

    assert set(KINDS) <= shown
    assert all(len(kind.says) > 30 for kind in KINDS.values())
    assert all(len(case["says"]) > 20 for case in CASES.values())


def test_every_refusal_and_error_when_looked_up_then_shown_by_an_example() -> None:
    assert set(REFUSALS) == {case["refusal"] for case in CASES.values() if "refusal" in case}
    assert {case["status"] for case in CASES.values() if "status" in case} == STATUSES


def test_example_that_says_something_else_when_compared_then_it_fails() -> None:
    assert not fits({"seq": 4, "extra": 1}, {"seq": 4})
    assert not fits({"at": "yesterday"}, {"at": "~time"})
    assert not fits([1, 2], [1])
