"""Who is connected and how far their devices are: leases in memory, sent as counts, never as a list of people."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from retreat.consent.counts import told

LEASE_S = 25
# A device's report is compared with what had been sent a moment before it.
ON_ITS_WAY_S = 2


@dataclass(slots=True)
class _Device:
    session_id: str
    seat_id: str
    role: str
    seen_at: datetime
    cursors: dict[str, int] = field(default_factory=dict)
    held: int = 0


@dataclass(slots=True)
class Presence:
    """Connected devices by socket id, and people whose device has gone: notes that it held may still arrive."""

    _devices: dict[str, _Device] = field(default_factory=dict)
    _away: dict[str, dict[str, int]] = field(default_factory=dict)
    _heads: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)

    def arrive(self, sid: str, *, session_id: str, seat_id: str, role: str, now: datetime) -> None:
        """A device connected."""
        self._devices[sid] = _Device(session_id=session_id, seat_id=seat_id, role=role, seen_at=now)
        self._away.get(session_id, {}).pop(seat_id, None)

    def leave(self, sid: str, *, for_good: bool = False) -> str | None:
        """A device disconnected. Returns the session it was in.

        Args:
            sid: Its socket.
            for_good: It was disconnected by us and cannot come back, so nothing more is expected of it.
        """
        device = self._devices.pop(sid, None)
        if device is None:
            return None
        if not for_good and device.role == "participant" and device.seat_id not in self._people(device.session_id):
            self._away.setdefault(device.session_id, {})[device.seat_id] = device.held
        return device.session_id

    def sockets_of(self, seat_id: str) -> list[str]:
        """The sockets of one seat, the longest connected first."""
        return [sid for sid, device in self._devices.items() if device.seat_id == seat_id]

    def seen(self, sid: str, cursors: dict[str, int], held: int, *, now: datetime) -> None:
        """A device reported how far it has read, and how many notes it still holds."""
        device = self._devices.get(sid)
        if device is not None:
            # What else it names is whatever it likes, and would fill our memory.
            device.seen_at, device.cursors, device.held = now, {"all": cursors.get("all", 0)}, held

    def sessions(self) -> set[str]:
        """Sessions that somebody is connected to."""
        return {device.session_id for device in self._devices.values()}

    def is_empty(self, session_id: str) -> bool:
        """Whether nobody is connected to the session."""
        return all(device.session_id != session_id for device in self._devices.values())

    def count(self, session_id: str) -> dict[str, Any]:
        """What everybody may know: ``{"here": people}``."""
        return {"here": len(self._people(session_id))}

    def detail(
        self,
        session_id: str,
        heads: Mapping[str, int],
        joined: Mapping[str | None, int],
        *,
        now: datetime,
        tables: Mapping[str, str | None] | None = None,
    ) -> dict[str, Any]:
        """What the desk sees: how many are here, up to date, away, or still hold notes; and everybody who has joined.

        Args:
            session_id: Of which session.
            heads: The last number of each channel.
            joined: Everybody who came in, including by plain forms, counted by sector.
            now: When this is asked.
            tables: The table of everybody who came in, where people sit at tables.
        """
        people = self._people(session_id)
        past = self._heads.setdefault(session_id, deque(maxlen=LEASE_S))
        past.append((now, heads.get("all", 0)))
        fresh = now - timedelta(seconds=LEASE_S)
        silent = {seat for seat, device in people.items() if device.seen_at < fresh}
        behind = {
            seat
            for seat, device in people.items()
            if seat not in silent and device.cursors.get("all", 0) < _sent_before(past, device.seen_at)
        }
        up_to_date = len(people) - len(silent) - len(behind)
        away = self._away.get(session_id, {})
        held = [*(device.held for device in people.values()), *away.values()]
        return {
            "here": len(people),
            "up_to_date": up_to_date,
            "away": len(away),
            "holding": sum(1 for notes in held if notes),
            "held_notes": sum(held),
            "joined": sum(joined.values()),
            "sectors": sectors(joined),
            "silent": len(silent),
            "at_tables": _by_table(tables or {}, behind, silent | away.keys()),
        }

    def held_in(self, session_id: str) -> int:
        """How many things devices of a session still hold."""
        away = self._away.get(session_id, {})
        return sum(device.held for device in self._people(session_id).values()) + sum(away.values())

    def _people(self, session_id: str) -> dict[str, _Device]:
        """One device for each person, the one heard of last."""
        people: dict[str, _Device] = {}
        for device in sorted(self._devices.values(), key=lambda one: one.seen_at):
            if device.session_id == session_id and device.role == "participant":
                people[device.seat_id] = device
        return people


def _by_table(tables: Mapping[str, str | None], behind: Collection[str], silent: Collection[str]) -> dict[str, Any]:
    """Of each table: ``{id: {"people", "behind", "silent"}}``; ``""`` for people who sit at none. Counts only."""
    told: dict[str, dict[str, int]] = {}
    for seat, table in tables.items():
        one = told.setdefault(table or "", {"people": 0, "behind": 0, "silent": 0})
        one["people"] += 1
        one["behind"] += seat in behind
        one["silent"] += seat in silent
    return told


def _sent_before(past: Iterable[tuple[datetime, int]], seen_at: datetime) -> int:
    """The highest number that a device could have had at its last report."""
    until = seen_at - timedelta(seconds=ON_ITS_WAY_S)
    return max((head for at, head in past if at <= until), default=0)


def sectors(joined: Mapping[str | None, int]) -> list[dict[str, Any]]:
    """Everybody who has joined by sector, as the desk may see them: ``[{"sector", "people"}]``."""
    return [{"sector": group.name, "people": group.people} for group in told(joined)]
