"""One guest of the evening: a phone, a screen or a desk, speaking Socket.IO over a plain WebSocket."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from facilitation.live.load.ledger import Ledger
from retreat.log.board import empty_board, fold

ANSWERED_WITHIN_S = 30.0
# After ``hello``, a frame that was already on its way may bring once more what its answer held.
ON_ITS_WAY_S = 2.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Neighbours on one channel."""

    channel: str
    first: int
    last: int
    ops: tuple[dict[str, Any], ...]
    op_ids: tuple[str, ...]


@lru_cache(maxsize=256)
def frame_in(text: str) -> Frame:
    """What a frame holds: read once, not once a guest, so that the guests leave the server its core."""
    return frame_of(json.loads(text[2:])[1])


def frame_of(part: dict[str, Any], channel: str = "") -> Frame:
    """The same of what ``hello`` answers for a channel."""
    ops = tuple(part["ops"])
    return Frame(channel or part["channel"], part["from"], part["to"], ops, tuple(op["op_id"] for op in ops))


@dataclass(slots=True)
class Evening:
    """What all guests share.

    Attributes:
        gaps: How many operations were missing where a frame did not follow the one before.
        doubled: How many came again.
        unwanted_snapshots: How often somebody came back and was not told only what was missed.
    """

    url: str
    session_id: str
    ledger: Ledger = field(default_factory=Ledger)
    gaps: int = 0
    doubled: int = 0
    unwanted_snapshots: int = 0


@dataclass(slots=True)
class Guest:
    """Somebody with an outbox: what is not answered is sent again after coming back.

    Attributes:
        mine: A board of what this guest wrote, and of what reaches few.
        unseen: Operations of its own that have not come back to it.
    """

    evening: Evening
    token: str
    cursors: dict[str, int] = field(default_factory=dict)
    mine: dict[str, Any] = field(default_factory=empty_board)
    unseen: set[str] = field(default_factory=set)
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    board: dict[str, Any] | None = None
    public: set[str] = field(default_factory=set)
    _socket: ClientConnection | None = None
    _listening: asyncio.Task[None] | None = None
    _asked: dict[str, asyncio.Future[tuple[Any, float]]] = field(default_factory=dict)
    _early: list[Frame] = field(default_factory=list)
    _greeted_at: float | None = None
    _count: int = 0

    async def arrive(self) -> dict[str, Any]:
        """Connect, say where this guest is, and take what it missed; the answer to ``hello``."""
        address = self.evening.url.replace("http", "ws", 1)
        self._socket = await connect(
            f"{address}/socket.io/?EIO=4&transport=websocket&session={self.evening.session_id}",
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=ANSWERED_WITHIN_S,
        )
        await self._socket.recv()
        await self._socket.send("40" + json.dumps({"token": self.token}))
        greeting = str(await self._socket.recv())
        if not greeting.startswith("40"):
            raise SystemExit(f"a guest was refused: {greeting[:200]}")
        self._listening = asyncio.create_task(self._listen(self._socket))
        answer, _at = await self._ask("hello", {"cursors": self.cursors})
        for channel, part in answer.get("channels", {}).items():
            self._take(frame_of(part, channel))
        if answer["mode"] == "delta":
            self.begin()
        return dict(answer)

    def begin(self, cursors: dict[str, int] | None = None) -> None:
        """From now on every frame follows the last."""
        self.cursors.update(cursors or {})
        self._greeted_at = time.perf_counter()
        early, self._early = self._early, []
        for frame in early:
            self._take(frame)

    def drop(self) -> None:
        """The network is gone; what was under way is lost on the way."""
        if self._listening is not None:
            self._listening.cancel()
        if self._socket is not None:
            self._socket.transport.abort()
        self._greeted_at = None
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError())
        self._asked.clear()

    async def act(self, *batch: dict[str, Any]) -> int:
        """Send operations and note what is answered; what is not stays in the outbox. How many were accepted."""
        ledger, began = self.evening.ledger, time.perf_counter()
        for op in batch:
            op.setdefault("op_id", str(uuid.uuid4()))
            op.setdefault("device_seq", self._count)
            ledger.sent_at.setdefault(op["op_id"], began)
            if op["op_id"] not in self.outbox:  # sent again, it may have come back already
                self.outbox[op["op_id"]] = op
                self.unseen.add(op["op_id"])
        try:
            answer, at = await self._ask("ops", {"v": 1, "batch": list(batch)})
        except (OSError, TimeoutError):
            return 0
        ledger.answered(list(batch), answer, at)
        accepted = {one["op_id"] for one in answer.get("accepted", ())}
        for op in batch:
            self.outbox.pop(op["op_id"], None)
            if op["op_id"] not in accepted:
                self.unseen.discard(op["op_id"])
        return len(accepted)

    async def missed(self) -> int:
        """How many operations this guest should have and has not, its own included."""
        answer, _at = await self._ask("hello", {"cursors": self.cursors})
        return sum(len(part["ops"]) for part in answer.get("channels", {}).values()) + len(self.unseen)

    async def _ask(self, door: str, payload: Any) -> tuple[Any, float]:
        if self._socket is None:
            raise ConnectionError
        self._count += 1
        waiting = self._asked[str(self._count)] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send(f"42{self._count}" + json.dumps([door, payload]))
        except Exception as gone:
            raise ConnectionError from gone
        return await asyncio.wait_for(waiting, ANSWERED_WITHIN_S)

    async def _listen(self, socket: ClientConnection) -> None:
        async for message in socket:
            at = time.perf_counter()
            text = message if isinstance(message, str) else message.decode()
            if text == "2":
                await socket.send("3")
            elif text.startswith('42["ops"'):
                frame = frame_in(text)
                if self._greeted_at is None:
                    self._early.append(frame)
                else:
                    self._take(frame, at)
                self.evening.ledger.arrived(frame.op_ids, at)
            elif text.startswith("43"):
                number, bracket, rest = text[2:].partition("[")
                waiting = self._asked.pop(number, None)
                if waiting is not None and not waiting.done():
                    waiting.set_result((json.loads(bracket + rest)[0], at))

    def _take(self, frame: Frame, at: float | None = None) -> None:
        have, came = self.cursors.get(frame.channel, 0), len(frame.ops)
        if not came:
            return
        first = frame.ops[0]["seq"]
        if first > have + 1:
            self.evening.gaps += first - have - 1
        new = frame.ops[max(have - first + 1, 0) :]
        if at is not None and at - (self._greeted_at or at) > ON_ITS_WAY_S:
            self.evening.doubled += came - len(new)
        if new:
            self.cursors[frame.channel] = new[-1]["seq"]
        for op in new:
            own = op["op_id"] in self.unseen
            self.unseen.discard(op["op_id"])
            if own or frame.channel.startswith(("person:", "table:")):
                self.mine = fold(self.mine, op)
            if self.board is not None and frame.channel == "all":
                self._chronicle(op)

    def _chronicle(self, op: dict[str, Any]) -> None:
        if op["op_id"] in self.public:
            self.evening.doubled += 1
        self.public.add(op["op_id"])
        if op["op_id"] in self.evening.ledger.sent_at:
            self.evening.ledger.public += 1
        self.board = fold(self.board or empty_board(), op)

    async def leave(self) -> None:
        """Go home."""
        if self._socket is not None:
            with suppress(OSError):
                await self._socket.close()
