"""The evening itself, in a process of its own, so that measuring takes no time from the server's.

Run as ``python -m facilitation.live.load.evening`` with one JSON object on stdin: what ``lay_out`` gives, and
``{"url", "process", "phones", "rate", "seconds", "seed"}``; prints one JSON object. At 300 seconds, people join for 60,
place dots for 20 and write at once for 5; shorter evenings have the same parts, each shorter in proportion.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from facilitation.live.bench_phones import percentiles
from facilitation.live.load.door import come_in, snapshot
from facilitation.live.load.guest import Evening, Guest
from facilitation.live.load.ledger import Ledger
from facilitation.live.load.room import DOTS_EACH
from facilitation.live.load.writer import Writer, note

Act = Callable[[], Awaitable[Any]]
SETTLED_WITHIN_S = 15.0
BACK_WITHIN_S = 60.0
EARLY_ONES = 3  # a third of the phones have come before the wave
JOINING, PLACING, WRITING = 1 / 5, 1 / 15, 1 / 60


class Hall:
    """Everybody in the room, and what happens to them."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.dice = random.Random(job["seed"])  # noqa: S311 - a load, no secret
        self.evening = Evening(job["url"], job["session_id"])
        self.desk = Guest(self.evening, job["desk"], board={})
        self.screens = [Guest(self.evening, token) for token in job["screens"]]
        self.phones: list[Guest] = []
        self.late_ms: list[float] = []
        self.placed: Counter[str] = Counter()

    @property
    def everybody(self) -> list[Guest]:
        """All guests."""
        return [self.desk, *self.screens, *self.phones]

    async def run(self) -> dict[str, Any]:
        """All parts, one after another."""
        found: dict[str, Any] = {"memory_mb": {"before": memory_mb(self.job["process"])}}
        for guest in (self.desk, *self.screens):
            await self._enter(guest)
        found["join_wave"] = await self._join_wave()
        found["memory_mb"]["joined"] = memory_mb(self.job["process"])
        found["phase_change"] = await self._part(self._phase_changes)
        found["go"] = await self._part(self._go)
        found["go"]["not_accepted"] = found["go"]["sent"] - found["go"]["accepted"]
        found["dots"] = await self._part(self._dots)
        found["dots"] |= await self._count_dots() | {"not_accepted": found["dots"]["sent"] - found["dots"]["accepted"]}
        found["product"], found["kinds"] = await self._all_kinds()
        found["storm"] = await self._storm()
        after = found["memory_mb"]["after"] = memory_mb(self.job["process"])
        if after is not None:
            found["memory_mb"]["growth"] = round(after - found["memory_mb"]["joined"], 1)
        missed = sum(await asyncio.gather(*(guest.missed() for guest in self.everybody)))
        found["whole"] = {"lost": missed + self.evening.gaps, "doubled": self.evening.doubled}
        await asyncio.gather(*(guest.leave() for guest in self.everybody))
        return found

    async def _enter(self, guest: Guest) -> None:
        answer = await guest.arrive()
        if answer["mode"] == "snapshot":
            kept = await asyncio.to_thread(snapshot, self.evening.url, self.evening.session_id, guest.token)
            if guest.board is not None:
                guest.board = kept["board"]
            guest.begin(kept["cursors"])

    async def _join_wave(self) -> dict[str, Any]:
        count = self.job["phones"]
        early = max(1, count // EARLY_ONES)
        gate = asyncio.Semaphore(20)
        usable_ms: list[float] = []

        async def come(number: int) -> None:
            began = time.perf_counter()
            table = number % self.job["tables"] + 1
            token = await asyncio.to_thread(come_in, self.evening.url, self.job["join_pass"], table)
            guest = Guest(self.evening, token)
            await self._enter(guest)
            self.phones.append(guest)
            usable_ms.append((time.perf_counter() - began) * 1000)

        async def come_early(number: int) -> None:
            async with gate:
                await come(number)

        await asyncio.gather(*(come_early(number) for number in range(early)))
        usable_ms.clear()
        await self._spread([partial(come, number) for number in range(early, count)], self.job["seconds"] * JOINING)
        return {"joined": len(usable_ms), "usable_ms": percentiles(usable_ms)}

    async def _phase_changes(self) -> None:
        for round_id, _step in self.job["rounds"][1:]:
            await self.desk.act({"kind": "round.open", "target_id": round_id, "base_version": 1, "body": {}})
            await asyncio.sleep(0.2)

    async def _go(self) -> None:
        acts = [partial(guest.act, note(self.dice, self._prompt())) for guest in self.phones]
        await self._spread(acts, self.job["seconds"] * WRITING)

    async def _dots(self) -> None:
        notes = self._notes()
        acts: list[Act] = []
        for guest in self.phones:
            for target in self.dice.sample(notes, min(DOTS_EACH, len(notes))):
                dot = {"kind": "vote.cast", "target_id": target, "body": {}}
                acts.append(partial(guest.act, dot))
                self.placed[target] += 1
        self.dice.shuffle(acts)
        await self._spread(acts, self.job["seconds"] * PLACING)

    async def _count_dots(self) -> dict[str, Any]:
        reader = self.phones[0].token
        kept = await asyncio.to_thread(snapshot, self.evening.url, self.evening.session_id, reader)
        shown = (self.desk.board or {})["votes"]
        wrong = [
            target
            for target, count in self.placed.items()
            if not kept["board"]["votes"].get(target, 0) == shown.get(target, 0) == count
        ]
        return {"notes": len(self.placed), "dots": self.placed.total(), "wrong_totals": len(wrong)}

    async def _all_kinds(self) -> tuple[dict[str, Any], dict[str, Any]]:
        writer = Writer(self.dice, self.job["rounds"])

        acts = [partial(self._act, writer)] * int(self.job["rate"] * self.job["seconds"])
        ledger = self.evening.ledger = Ledger()
        self.late_ms.clear()
        began, spent = time.perf_counter(), time.process_time()
        await self._spread(acts, self.job["seconds"])
        lasted = time.perf_counter() - began
        load = {"cpu_share": round((time.process_time() - spent) / lasted, 2), "late_ms": percentiles(self.late_ms)}
        await self._settle()
        told = ledger.told() | {
            "slowed": ledger.all_outcomes["slow_down"],
            "public_per_s": round(ledger.public / lasted, 2),
            "load": load,
        }
        kinds = {
            "outcomes": {kind: dict(ledger.outcomes[kind]) for kind in sorted(ledger.outcomes)},
            "never_accepted": [kind for kind in sorted(writer.kinds) if not _accepted(ledger, kind)],
        }
        return told, kinds

    async def _act(self, writer: Writer) -> None:
        guest = self.dice.choice(self.phones)
        made = writer.something(guest.mine, self.desk.board or {})
        writer.learn(made, await guest.act(*made.batch))

    async def _storm(self) -> dict[str, Any]:
        """Everybody sends a note and drops at once, so that nobody knows whether it was kept; then all come back."""
        ledger = self.evening.ledger = Ledger()
        sending = [asyncio.create_task(guest.act(note(self.dice, self._prompt()))) for guest in self.phones]
        await asyncio.sleep(0)
        dropped = len(self.phones)
        for guest in self.phones:
            guest.drop()
        await asyncio.gather(*sending)
        began = time.perf_counter()
        await asyncio.gather(*(self._come_back(guest) for guest in self.phones))
        await self._settle(BACK_WITHIN_S)
        return {
            "dropped": dropped,
            "sent_again": ledger.all_outcomes["accepted"],
            "current_s": round(time.perf_counter() - began, 2),
            "unwanted_snapshots": self.evening.unwanted_snapshots,
        }

    async def _come_back(self, guest: Guest) -> None:
        answer = await guest.arrive()
        if answer["mode"] != "delta":
            self.evening.unwanted_snapshots += 1
            kept = await asyncio.to_thread(snapshot, self.evening.url, self.evening.session_id, guest.token)
            guest.begin(kept["cursors"])
        await guest.act(*guest.outbox.values())

    async def _part(self, act: Act) -> dict[str, Any]:
        ledger = self.evening.ledger = Ledger()
        await act()
        await self._settle()
        return ledger.told()

    async def _spread(self, acts: Sequence[Act], seconds: float) -> None:
        """Begin each in its turn, whether or not the ones before it have ended."""
        began, begun = time.perf_counter(), []
        for number, act in enumerate(acts):
            due = began + number * seconds / len(acts)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self.late_ms.append((time.perf_counter() - due) * 1000)
            begun.append(asyncio.ensure_future(act()))
        await asyncio.gather(*begun)

    async def _settle(self, within_s: float = SETTLED_WITHIN_S) -> None:
        end_by = time.perf_counter() + within_s
        while time.perf_counter() < end_by and not self._is_settled():
            await asyncio.sleep(0.02)

    def _is_settled(self) -> bool:
        head = max(guest.cursors.get("all", 0) for guest in self.everybody)
        return all(guest.cursors.get("all", 0) == head and not guest.unseen for guest in self.everybody)

    def _prompt(self) -> str:
        first = self.job["rounds"][0][0]
        prompts = (self.desk.board or {})["prompts"].items()
        return next(str(key) for key, prompt in prompts if prompt["round_id"] == first)

    def _notes(self) -> list[str]:
        return [key for key, kept in (self.desk.board or {})["notes"].items() if kept["prompt_id"] == self._prompt()]


def _accepted(ledger: Ledger, kind: str) -> int:
    return ledger.outcomes.get(kind, Counter())["accepted"]


def memory_mb(process: int) -> float | None:
    """How much memory a process holds, where the system tells."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        kb = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    except (OSError, StopIteration):
        return None
    return round(kb / 1024, 1)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(Hall(json.load(sys.stdin)).run())))
