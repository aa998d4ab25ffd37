"""Many phones in one process: connects them, sends notes at a steady rate, and times every arrival.

Run as ``python -m facilitation.live.bench_phones`` with one JSON object on stdin:
``{"url", "session_id", "prompt_id", "tokens", "rate", "seconds"}``; prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

SETTLE_S = 15.0
CONNECTIONS_AT_ONCE = 20


@dataclass(slots=True)
class Ledger:
    """What was sent, acknowledged and received."""

    sent_at: dict[str, float] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)
    ack_latencies_ms: list[float] = field(default_factory=list)
    slowest_ms: dict[str, float] = field(default_factory=dict)
    doubled: int = 0

    def arrived(self, note_id: str, seen: set[str], at: float) -> None:
        """One note reached one phone."""
        if note_id in seen:
            self.doubled += 1
            return
        seen.add(note_id)
        sent = self.sent_at.get(note_id)
        if sent is not None:
            latency_ms = (at - sent) * 1000
            self.latencies_ms.append(latency_ms)
            self.slowest_ms[note_id] = max(latency_ms, self.slowest_ms.get(note_id, 0.0))


@lru_cache(maxsize=256)
def notes_in(frame: str) -> tuple[str, ...]:
    """Ids of the notes in a frame: read once, not once a phone, so that the phones leave the server its core."""
    return tuple(op["target_id"] for op in json.loads(frame[2:])[1]["ops"] if op["kind"] == "note.add")


@dataclass(slots=True)
class Phone:
    """One connected phone, speaking Socket.IO over a plain WebSocket."""

    socket: ClientConnection
    ledger: Ledger
    seen: set[str] = field(default_factory=set)
    waiting: dict[str, str] = field(default_factory=dict)
    next_ack: int = 1

    @classmethod
    async def arrive(cls, job: dict[str, Any], token: str, ledger: Ledger) -> Phone:
        """Connect, present the token, say hello."""
        address = job["url"].replace("http", "ws", 1)
        socket = await connect(
            f"{address}/socket.io/?EIO=4&transport=websocket&session={job['session_id']}",
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        await socket.recv()
        await socket.send("40" + json.dumps({"token": token}))
        greeting = str(await socket.recv())
        if not greeting.startswith("40"):
            raise SystemExit(f"a phone was refused: {greeting[:200]}")
        await socket.send('420["hello",{"cursors":{}}]')
        return cls(socket, ledger)

    async def listen(self) -> None:
        """Take in frames until the socket closes."""
        async for message in self.socket:
            at = time.perf_counter()
            text = message if isinstance(message, str) else message.decode()
            if text == "2":
                await self.socket.send("3")
            elif text.startswith('42["ops"'):
                for note_id in notes_in(text):
                    self.ledger.arrived(note_id, self.seen, at)
            elif text.startswith("43"):
                self._acknowledged(text, at)

    def _acknowledged(self, text: str, at: float) -> None:
        number, bracket, rest = text[2:].partition("[")
        note_id = self.waiting.pop(number, None)
        if note_id is None:
            return
        answer = json.loads(bracket + rest)[0]
        if answer.get("accepted"):
            self.ledger.acknowledged.add(note_id)
            self.ledger.ack_latencies_ms.append((at - self.ledger.sent_at[note_id]) * 1000)
        else:
            self.ledger.refused.append(json.dumps(answer)[:200])

    async def write(self, job: dict[str, Any], number: int) -> None:
        """Send one note."""
        note_id = str(uuid.uuid4())
        op = {
            "op_id": str(uuid.uuid4()),
            "device_seq": self.next_ack,
            "kind": "note.add",
            "target_id": note_id,
            "body": {"prompt_id": job["prompt_id"], "text": f"Note {number}: we were tired and said so."},
        }
        self.next_ack += 1
        self.waiting[str(self.next_ack)] = note_id
        self.ledger.sent_at[note_id] = time.perf_counter()
        await self.socket.send(f"42{self.next_ack}" + json.dumps(["ops", {"v": 1, "batch": [op]}]))


async def run(job: dict[str, Any]) -> dict[str, Any]:
    """One whole measurement."""
    ledger = Ledger()
    gate = asyncio.Semaphore(CONNECTIONS_AT_ONCE)

    async def arrive(token: str) -> Phone:
        async with gate:
            return await Phone.arrive(job, token, ledger)

    phones = await asyncio.gather(*(arrive(token) for token in job["tokens"]))
    listeners = [asyncio.create_task(phone.listen()) for phone in phones]
    await _write_notes(job, list(phones))
    expected = len(ledger.sent_at) * len(phones)
    end_by = time.perf_counter() + SETTLE_S
    while len(ledger.latencies_ms) < expected and time.perf_counter() < end_by:
        await asyncio.sleep(0.05)
    for task in listeners:
        task.cancel()
    await asyncio.gather(*(phone.socket.close() for phone in phones), return_exceptions=True)
    return summary(ledger, expected)


async def _write_notes(job: dict[str, Any], phones: list[Phone]) -> None:
    began = time.perf_counter()
    for number in range(int(job["rate"] * job["seconds"])):
        due = began + number / job["rate"]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await phones[number % len(phones)].write(job, number)


def summary(ledger: Ledger, expected: int) -> dict[str, Any]:
    """The results of one measurement; times in milliseconds."""
    return {
        "notes": len(ledger.sent_at),
        "acknowledged": len(ledger.acknowledged),
        "refused": len(ledger.refused),
        "first_refusal": ledger.refused[0] if ledger.refused else None,
        "deliveries": len(ledger.latencies_ms),
        "lost": expected - len(ledger.latencies_ms),
        "doubled": ledger.doubled,
        "delivery_ms": percentiles(ledger.latencies_ms),
        "last_phone_ms": percentiles(list(ledger.slowest_ms.values())),
        "ack_ms": percentiles(ledger.ack_latencies_ms),
    }


def percentiles(values: list[float]) -> dict[str, float]:
    """The three usual percentiles, by nearest rank."""
    ranked = sorted(values) or [0.0]
    return {f"p{p}": round(ranked[min(len(ranked) - 1, int(len(ranked) * p / 100))], 1) for p in (50, 95, 99)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
