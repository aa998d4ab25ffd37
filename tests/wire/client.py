"""What an outside program would write from the wire protocol alone: plain HTTP, Socket.IO by hand on a WebSocket."""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

from sqlalchemy import select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from facilitation.operations import open_session
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.ids import system_ids
from retreat.people.access import desk_of_token
from retreat.people.models import SignIn
from retreat.people.operations import desk_token, facilitator_token
from retreat.programme.queries import session_view
from tests.support.planning import plan, sign_in
from tests.support.server import Server

WITHIN_S = 30.0
YES = {"attend": True, "notes_kept": True}


def new_id() -> str:
    """An id as a client makes one."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Answered:
    """An HTTP answer."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.text)


def call(
    server: Server,
    method: str,
    path: str,
    body: Any = None,
    *,
    token: str | None = None,
    headers: dict[str, str] | None = None,
    source: str | None = None,
) -> Answered:
    """One HTTP request."""
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    connection = HTTPConnection(
        "127.0.0.1", server.port, timeout=WITHIN_S, source_address=(source, 0) if source else None
    )
    try:
        connection.request(method, path, raw, sent)
        answer = connection.getresponse()
        return Answered(answer.status, answer.read().decode(), dict(answer.headers))
    finally:
        connection.close()


class Refused(Exception):
    """The server did not let the socket in."""


class Ended(Exception):
    """The server closed the socket."""


class Socket:
    """One Socket.IO connection on the default namespace, every frame kept as it came."""

    def __init__(
        self,
        server: Server,
        session_id: str,
        token: Any,
        *,
        origin: str | None = None,
        hello: bool = True,
        cursors: dict[str, int] | None = None,
    ) -> None:
        address = server.url.replace("http", "ws", 1)
        self.texts: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self.presence: list[dict[str, Any]] = []
        self._acks: dict[int, Any] = {}
        self._numbers = itertools.count(1)
        self._socket: ClientConnection = connect(
            f"{address}/socket.io/?EIO=4&transport=websocket&session={session_id}",
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=WITHIN_S,
            additional_headers={"Origin": origin} if origin else None,
        )
        self._receive(WITHIN_S)
        self.send_raw("40" + (json.dumps({"token": token, "device_id": new_id()}) if token is not None else ""))
        greeting = self._receive(WITHIN_S)
        if not greeting.startswith("40"):
            self.close()
            raise Refused(greeting)
        self.answer = self.ask("hello", {"cursors": cursors or {}}) if hello else None

    def send_raw(self, text: str) -> None:
        """Send one packet as it is."""
        self._socket.send(text)

    def tell(self, event: str, payload: Any = None) -> int:
        """Send an event; the number that its answer will carry."""
        number = next(self._numbers)
        self.send_raw(f"42{number}" + json.dumps([event, payload]))
        return number

    def ask(self, event: str, payload: Any = None) -> Any:
        """Send an event and wait for its answer."""
        return self.answered(self.tell(event, payload))

    def answered(self, number: int, *, within_s: float = WITHIN_S) -> Any:
        """Wait for the answer of this number."""
        self.listen_until(lambda: number in self._acks, within_s=within_s)
        return self._acks[number]

    def listen_until(self, come: Callable[[], Any], *, within_s: float = WITHIN_S) -> Any:
        """Take in frames until a condition holds; what it found."""
        end_by = time.monotonic() + within_s
        while not (found := come()):
            left = end_by - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not heard within {within_s} s; last: {self.texts[-3:]}")
            self._receive(left)
        return found

    def ops(self, channel: str | None = None) -> list[dict[str, Any]]:
        """Every operation heard live, of one channel or of all."""
        return [op for frame in self.frames if channel in (None, frame["channel"]) for op in frame["ops"]]

    def hear(self, op_id: str) -> dict[str, Any]:
        """Wait for one operation to be heard live."""
        return self.listen_until(lambda: next((op for op in self.ops() if op["op_id"] == op_id), None))

    def hear_end(self) -> None:
        """Wait until the server ends the connection."""
        with suppress(Ended):
            self.listen_until(lambda: False)

    def close(self) -> None:
        """Go away."""
        self._socket.close()

    def _receive(self, within_s: float) -> str:
        end_by = time.monotonic() + within_s
        text = "2"
        while text == "2":
            try:
                raw = self._socket.recv(timeout=end_by - time.monotonic())
                text = raw if isinstance(raw, str) else raw.decode()
                if text == "2":
                    self.send_raw("3")
            except ConnectionClosed as closed:
                raise Ended(str(closed)) from closed
        self.texts.append(text)
        if text.startswith("41"):
            raise Ended("disconnected by the server")
        if text.startswith("42"):
            event, payload = json.loads(text[2:])
            (self.frames if event == "ops" else self.presence).append(payload)
        elif text.startswith("43"):
            number, bracket, rest = text[2:].partition("[")
            self._acks[int(number)] = json.loads(bracket + rest)[0]
        return text


@dataclass
class Seat:
    """Somebody in a session, by token."""

    live: Live
    id: str
    token: str
    channels: list[str]

    def op(self, kind: str, target_id: str | None = None, **body: Any) -> dict[str, Any]:
        """One operation; ``base_version``, ``client_at`` and ``op_id`` go beside the body."""
        beside = {name: body.pop(name) for name in ("base_version", "client_at", "op_id") if name in body}
        return {"op_id": new_id(), "kind": kind, "target_id": target_id or new_id(), "body": body} | beside

    def note(self, text: str, **body: Any) -> dict[str, Any]:
        """A note on the first prompt, as an operation."""
        return self.op("note.add", prompt_id=self.live.prompt_ids[0], text=text, **body)

    def post(self, *ops: dict[str, Any]) -> Any:
        """Send operations over HTTP; the answer."""
        answer = call(self.live.server, "POST", self.live.path("ops"), {"v": 1, "batch": list(ops)}, token=self.token)
        assert answer.status == 200, answer
        return answer.json

    def done(self, *ops: dict[str, Any]) -> list[dict[str, Any]]:
        """Send operations over HTTP, all of which must be accepted."""
        answer = self.post(*ops)
        assert not answer["refused"], answer
        return answer["accepted"]

    def page(self, channel: str = "all", after: int = 0) -> Answered:
        """One page of a channel."""
        path = self.live.path(f"ops?channel={channel}&after={after}")
        return call(self.live.server, "GET", path, token=self.token)

    def read(self, channel: str = "all", after: int = 0) -> list[dict[str, Any]]:
        """The operations of one page of a channel."""
        answer = self.page(channel, after)
        assert answer.status == 200, answer
        return answer.json["ops"]

    def snapshot(self) -> Any:
        """The board as this seat may see it."""
        answer = call(self.live.server, "GET", self.live.path("snapshot"), token=self.token)
        assert answer.status == 200, answer
        return answer.json

    def socket(self, **options: Any) -> Socket:
        """Connect and say hello."""
        return Socket(self.live.server, self.live.session_id, self.token, **options)


@dataclass
class Live:
    """A session whose first round is open, made beside the running server as the command line does."""

    server: Server
    session_id: str
    event_id: str
    join_pass: str
    prompt_ids: list[str]
    round_ids: list[str]
    table_ids: list[str]
    leader: Seat = field(init=False)
    second_leader: Seat = field(init=False)
    screen: Seat = field(init=False)

    def path(self, rest: str) -> str:
        """An address of this session's API."""
        return f"/api/sessions/{self.session_id}/{rest}"

    def join(self, name: str | None = None, consents: dict[str, Any] | None = None, **how: Any) -> Seat:
        """Somebody comes in by the letters on the screen."""
        body = {"join_pass": self.join_pass, "consents": YES if consents is None else consents, **how}
        answer = call(self.server, "POST", "/api/join", body | ({"display_name": name} if name else {}))
        assert answer.status == 201, answer
        found = answer.json
        return Seat(self, found["participant_id"], found["token"], found["channels"])


def signed_in_desk(live: Live) -> Seat:
    """A desk of somebody with an account: its token outlasts the session, unlike that of ``session open``."""
    server = live.server
    database = open_database(sqlite_file=server.file, url=server.more.get("RETREAT_DATABASE_URL", ""))

    def write(db: Any) -> Seat:
        now = system_clock()
        staff_id, browser = sign_in(db, now, email=new_id())
        sign_in_id = db.scalars(select(SignIn.id).where(SignIn.staff_id == staff_id)).one()
        token = desk_token(
            db,
            session_id=live.session_id,
            staff_id=staff_id,
            sign_in_id=sign_in_id,
            secret_key=browser,
            now=now,
            ids=system_ids,
        )
        seat = desk_of_token(db, token)
        return Seat(live, seat.id, token, list(seat.channels))

    try:
        return database.write(write)
    finally:
        database.close()


def open_live(
    server: Server, activity: str = "brainstorm", tables: int = 0, *, event_id: str = "", title: str = "Tuesday"
) -> Live:
    """Plan a session from an activity and open it, untimed; without an event, in a new one."""
    database = open_database(sqlite_file=server.file, url=server.more.get("RETREAT_DATABASE_URL", ""))

    def begin(db: Any) -> tuple[Live, dict[str, str]]:
        view = plan(db, system_clock, activity, title=title, tables=tables, event_id=event_id)
        now = system_clock()
        kinds = {"leader": "facilitator", "second_leader": "facilitator", "screen": "screen"}
        tokens = {
            name: facilitator_token(db, view.id, now=now, ids=system_ids, kind=kind) for name, kind in kinds.items()
        }
        open_session(db, desk_of_token(db, tokens["leader"]), now=now, ids=system_ids)
        view = session_view(db, view.id)
        live = Live(
            server=server,
            session_id=view.id,
            event_id=view.event_id,
            join_pass=view.join_pass,
            prompt_ids=[prompt.id for each in view.rounds for prompt in each.prompts],
            round_ids=[each.id for each in view.rounds],
            table_ids=[table.id for table in view.tables],
        )
        for name, token in tokens.items():
            seat = desk_of_token(db, token)
            made = Seat(live, seat.id, token, list(seat.channels))
            setattr(live, name, made)
        return live

    try:
        return database.write(begin)
    finally:
        database.close()
