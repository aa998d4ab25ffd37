"""What the pages without scripts show of signals, on the phone and at the desk. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.interactions.signal.options import offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What was signalled in one round, as one reader may see it.

    Attributes:
        offers: What its step offers.
        done: How many are done; on a phone, the reader alone.
        called: The hand that was called, and ``waiting`` those that wait, in order.
        pauses: Requests for a pause that nobody at the desk has seen yet.
        own_done: The reader's own “I am done”, by its id, and so ``own_hand`` and ``own_pause``.
    """

    offers: tuple[str, ...]
    done: int
    called: Mapping[str, Any] | None
    waiting: tuple[Mapping[str, Any], ...]
    pauses: tuple[str, ...]
    own_done: str | None
    own_hand: str | None
    own_pause: str | None


def signals_of(board: Mapping[str, Any], of: Mapping[str, Any], mine: Collection[str] = ()) -> Signals:
    """The signals of a round. Its order of hands is a twin of ``handsIn`` in signal/given.js."""
    dones, hands, pauses = (_in_round(board, part, of) for part in ("dones", "hands", "pauses"))
    waiting = [one for one in pauses if one["seen_at"] is None]
    return Signals(
        offers=offers(of.get("options", {})),
        done=len(dones),
        called=next((one for one in hands if one["called_at"]), None),
        waiting=tuple(one for one in hands if not one["called_at"]),
        pauses=tuple(one["id"] for one in waiting),
        own_done=_own(dones, mine),
        own_hand=_own(hands, mine),
        own_pause=_own(waiting, mine),
    )


def _in_round(board: Mapping[str, Any], part: str, of: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [one for one in board[part].values() if one["round_id"] == of["id"]]
    return sorted(found, key=lambda one: (one["at"], one["id"]))


def _own(found: Collection[Mapping[str, Any]], mine: Collection[str]) -> str | None:
    return next((str(one["id"]) for one in found if one["id"] in mine), None)
