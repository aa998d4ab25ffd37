"""Leases and attempts: one worker at a time, whatever dies when; who is late writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true, update

from retreat.database import Database
from retreat.ids import system_ids
from retreat.jobs import leases
from retreat.recordings.models import SEALED, AudioRecording
from retreat.recordings.operations import WholeFile, keep_file
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines


def recording(database: Database, clock: HandClock, session_id: str) -> str:
    file = WholeFile(
        recording_id=system_ids(),
        session_id=session_id,
        table_id=None,
        filename="a.wav",
        mime="audio/wav",
        size_bytes=1,
        sha256="0" * 64,
    )
    return database.write(lambda db: keep_file(db, file, now=clock(), wake=lambda _id: None))


def claim(database: Database, clock: HandClock, row_id: str, owner: str) -> int | None:
    return database.write(lambda db: leases.claim(db, AudioRecording, row_id, owner=owner, now=clock(), wanted=true()))


def write(database: Database, row_id: str, attempt: int, partial: str) -> None:
    database.write(lambda db: leases.write_as(db, AudioRecording, row_id, attempt=attempt, values={"partial": partial}))


def test_a_hung_worker_when_another_has_taken_over_then_its_writes_are_refused(
    database: Database, clock: HandClock
) -> None:
    row_id = recording(database, clock, Meeting.open(database, clock).session_id)
    slow = claim(database, clock, row_id, "slow")
    assert slow == 1 and claim(database, clock, row_id, "quick") is None

    clock.forward(seconds=61)
    quick = claim(database, clock, row_id, "quick")

    assert quick == 2
    with pytest.raises(leases.LateWriter):
        write(database, row_id, slow, "from the dead")
    with pytest.raises(leases.LateWriter):
        database.write(lambda db: leases.let_go(db, AudioRecording, row_id, attempt=slow, state="ready"))
    write(database, row_id, quick, "alive")
    with database.read() as db:
        assert db.get_one(AudioRecording, row_id).partial == "alive"


def test_the_check_above_when_attempts_are_not_compared_then_it_would_notice(
    sqlite_database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(db, kind, row_id, *, attempt, values) -> None:
        db.execute(update(kind).where(kind.id == row_id).values(**values))

    monkeypatch.setattr(leases, "write_as", careless)

    with pytest.raises(pytest.fail.Exception):
        test_a_hung_worker_when_another_has_taken_over_then_its_writes_are_refused(sqlite_database, clock)


def test_work_that_fails_three_times_then_is_set_aside_with_its_reason(database: Database, clock: HandClock) -> None:
    row_id = recording(database, clock, Meeting.open(database, clock).session_id)
    ends = []
    for n in range(3):
        attempt = claim(database, clock, row_id, "w")
        assert attempt == n + 1
        ends.append(
            database.write(
                lambda db, attempt=attempt: leases.fail(
                    db, AudioRecording, row_id, attempt=attempt, now=clock(), reason="It broke.", permanent=False
                )
            )
        )
        assert n == 2 or claim(database, clock, row_id, "w") is None, "it rests between tries"
        clock.forward(minutes=10)

    with database.read() as db:
        row = db.get_one(AudioRecording, row_id)
    assert (ends, row.failures, row.reason) == ([False, False, True], 3, "It broke.")


steps = st.lists(
    st.tuples(st.sampled_from(["claim", "renew", "finish", "wait", "die"]), st.integers(0, 2)), max_size=30
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_order_of_claims_renewals_deaths_and_waits_then_nobody_works_beside_another(
    database: Database, clock: HandClock, steps: list[tuple[str, int]]
) -> None:
    row_id = recording(database, clock, _session(database, clock))
    held: dict[int, int] = {}
    until = None
    done = 0
    for step, worker in steps:
        if step == "wait":
            clock.forward(seconds=45)
        elif step == "die":
            held.pop(worker, None)
        elif step == "claim":
            attempt = claim(database, clock, row_id, f"w{worker}")
            if attempt is not None:
                assert until is None or clock() >= until, "claimed while another's lease was running"
                held[worker], until = attempt, clock() + leases.LEASE
        elif worker in held:
            is_newest = held[worker] == max(held.values()) and _attempt(database, row_id) == held[worker]
            try:
                if step == "renew":
                    database.write(
                        lambda db, worker=worker: leases.renew(
                            db, AudioRecording, row_id, attempt=held[worker], now=clock()
                        )
                    )
                    until = clock() + leases.LEASE
                else:
                    database.write(
                        lambda db, worker=worker: leases.let_go(
                            db, AudioRecording, row_id, attempt=held[worker], state=SEALED
                        )
                    )
                    held.pop(worker)
                    until, done = None, done + 1
                assert is_newest
            except leases.LateWriter:
                assert not is_newest or until is None
                held.pop(worker, None)


def _attempt(database: Database, row_id: str) -> int:
    with database.read() as db:
        return db.scalars(select(AudioRecording.attempt).where(AudioRecording.id == row_id)).one()


def _session(database: Database, clock: HandClock) -> str:
    return Meeting.open(database, clock).session_id


def test_a_lease_is_longer_than_the_beat_that_renews_it() -> None:
    assert timedelta(seconds=5) * 4 <= leases.LEASE
