"""Two web processes on one PostgreSQL and Redis: either may be killed, Redis may go: that costs time, never notes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.conftest import Ledger, compare, phones
from tests.support.own_redis import OwnRedis
from tests.support.server import Server, all_gone, running, until
from tests.wire.client import Ended, Live, Socket, open_live


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A Redis of this test's own, which it kills."""
    redis = OwnRedis(tmp_path)
    yield redis
    redis.kill()


@pytest.fixture
def pair(tmp_path: Path, own_postgres_url: str, own_redis: OwnRedis) -> Iterator[tuple[Server, Server]]:
    more = {"RETREAT_DATABASE_URL": own_postgres_url, "RETREAT_REDIS_URL": own_redis.url}
    with running(tmp_path / "data", more=more) as one, running(tmp_path / "data", more=more) as other:
        yield one, other


@contextmanager
def listening(live: Live) -> Iterator[Socket]:
    """A phone that hears what comes for the length of a ``with``."""
    socket = live.join("listens").socket()

    def listen() -> None:
        with suppress(Ended):
            socket.listen_until(lambda: False, within_s=600)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield socket
        writer = live.join("writes last")
        last = writer.done(writer.note("the last"))[0]["op_id"]
        until(lambda: last in {op["op_id"] for op in socket.ops()}, what="the last that was said")
    finally:
        socket.close()
        thread.join()


def grows(ledger: Ledger, by: int, what: str) -> None:
    """Wait for so many more acknowledgements."""
    before = len(ledger.rows())
    until(lambda: len(ledger.rows()) >= before + by, within_s=60, what=what)


def test_two_web_processes_when_one_is_killed_and_redis_too_then_each_phone_hears_every_note_once_in_order(
    pair: tuple[Server, Server], own_redis: OwnRedis, tmp_path: Path
) -> None:
    one, other = pair
    here = open_live(one)
    there = replace(here, server=other)
    there.leader, there.screen = here.leader, here.screen

    with (
        listening(here) as stays,
        phones(here, tmp_path / "ledger", count=2) as ledger,
        phones(there, tmp_path / "other-ledger", count=2) as others,
    ):
        grows(ledger, 5, "notes on one")
        grows(others, 5, "notes on the other")

        family = other.kill()
        grows(ledger, 5, "notes while the other is dead")
        until(lambda: all_gone(family), what="the end of its children")
        other.start()
        grows(others, 5, "notes after its restart")

        own_redis.kill()
        grows(ledger, 5, "notes without Redis")
        grows(others, 5, "notes without Redis")
        last = others.rows()[-1]["op_id"]
        until(lambda: last in {op["op_id"] for op in stays.ops("all")}, what="the other's note, without Redis")
        own_redis.start()
        grows(ledger, 5, "notes after Redis")
        grows(others, 5, "notes after Redis")

    assert compare(here, ledger) > 15 and compare(there, others) > 15
    heard = stays.ops("all")
    kept = [op for op in here.leader.read() if op["seq"] >= heard[0]["seq"]]
    assert [op["seq"] for op in heard] == [op["seq"] for op in kept][: len(heard)]
    told = {row["op_id"] for row in (*ledger.rows(), *others.rows())}
    assert told <= {op["op_id"] for op in heard}
