"""The worker's part in withdrawals: done at once, beside a long job, and again if something has come back."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from retreat.consent.withdrawal.models import Withdrawal
from retreat.consent.withdrawal.operations import carry_out_again
from retreat.consent.withdrawal.working import carry_out, look_again, waiting
from retreat.house import House
from retreat.jobs.registry import offer_work_beside

_LOOK_EVERY_S = 30.0
_looked: dict[str, float] = {}


def carry_out_withdrawals(house: House, speech: Any, worker_id: str) -> bool:
    """Carry out what waits; whether there was any."""
    with house.database.read() as db:
        ids = waiting(db, house.clock())
    for withdrawal_id in ids:
        carry_out(house, lambda: speech, withdrawal_id, owner=worker_id)
    if not ids and time.monotonic() - _looked.get(worker_id, -_LOOK_EVERY_S) >= _LOOK_EVERY_S:
        _looked[worker_id] = time.monotonic()
        ask_again(house)
    return bool(ids)


def ask_again(house: House) -> list[str]:
    """Ask again for those of which something has come back. Returns their ids."""
    with house.database.read() as db:
        found = look_again(db, house.clock())
    for withdrawal_id in found:
        house.database.write(partial(carry_out_again, withdrawal_id=withdrawal_id))
    return found


offer_work_beside(carry_out_withdrawals, leases=Withdrawal)
