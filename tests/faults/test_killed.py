"""``kill -9`` at random moments: what was acknowledged is there once, and nothing stands in the way of a restart.

Seen failing with an acknowledgement given before the commit, and with a worker that ignores its parent's end.
"""

from __future__ import annotations

import os
import random
import stat
import time
from pathlib import Path

import pytest

from facilitation.live.health import NO_WORKER
from tests.faults.conftest import Ledger, compare, phones
from tests.support.server import Server, all_gone, until
from tests.wire.client import open_live


def more_than(ledger: Ledger, count: int) -> bool:
    return len(ledger.rows()) > count


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_again_and_again_under_load_when_restarted_then_nothing_acknowledged_is_lost_or_doubled(
    own_server: Server, tmp_path: Path, rounds: int
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    live = open_live(own_server)
    with phones(live, tmp_path / "ledger") as ledger:
        for number in range(rounds):
            before = len(ledger.rows())
            until(lambda: more_than(ledger, before + dice.randrange(1, 12)), within_s=60)  # noqa: B023
            family = own_server.family()
            victims = [family[0]] if number % 2 == 0 else dice.sample(family, len(family))
            time.sleep(dice.random() * 0.05)  # a random moment is what this is about
            for victim in victims:
                victim.kill()
            own_server.process.wait()
            began = time.monotonic()
            own_server.start()
            print(
                f"round {number}: killed {len(victims)} of {len(family)}, ready after {time.monotonic() - began:.1f} s"
            )
            until(lambda: all_gone(family), what="the end of the old children")  # noqa: B023
        before = len(ledger.rows())
        until(lambda: more_than(ledger, before + 5), what="notes after the last restart")

    assert compare(live, ledger) > rounds * 2


def test_web_killed_when_its_children_notice_then_they_end_and_hold_nothing(own_server: Server) -> None:
    worker = own_server.worker()

    family = own_server.kill()

    assert worker in family
    until(lambda: all_gone(family), what="the end of worker and helpers")
    own_server.start()
    assert own_server.worker().pid != worker.pid


def test_worker_killed_when_looked_at_then_the_live_room_goes_on_and_says_so(own_server: Server) -> None:
    from tests.wire.client import call

    live = open_live(own_server)
    ana = live.join("Ana")
    own_server.worker().kill()

    ana.done(ana.note("still here"))

    until(lambda: NO_WORKER in call(own_server, "GET", "/readyz").json["complaints"], what="the complaint")
    assert call(own_server, "GET", "/readyz").status == 200


def test_data_folder_when_looked_at_then_its_owner_alone_can_read_it(own_server: Server) -> None:
    live = open_live(own_server)
    live.leader.done(live.leader.op("wall.show", live.session_id, view="join"))

    modes = {path: stat.S_IMODE(os.lstat(path).st_mode) for path in own_server.data.rglob("*")}

    assert stat.S_IMODE(own_server.data.stat().st_mode) == 0o700
    assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}
    assert {"retreat.db", "retreat.db-wal", "secret"} <= {path.name for path in modes}
