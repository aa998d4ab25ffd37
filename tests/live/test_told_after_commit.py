"""Nobody is told that a log has grown before it has; and whoever sends the news outlives what goes wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent.event import Event
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from facilitation.live.publisher import Publisher
from facilitation.live.reception import Reception
from retreat.database import Database
from retreat.database.engine import DirectWriter
from retreat.database.writer import GroupWriter
from retreat.errors import Unavailable
from retreat.ids import system_ids
from retreat.log import store
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines

LONGEST_S = 20


@pytest.mark.parametrize("writer", [GroupWriter, DirectWriter])
def test_a_log_that_has_grown_when_others_are_told_then_they_find_it_there(
    database: Database, clock: HandClock, writer: Any
) -> None:
    """Seen failing with a nudge from within the transaction, and with one from the writer before it commits."""
    meeting = Meeting.open(database, clock)
    ana = meeting.join("Ana")
    found: list[int] = []

    def head() -> int:
        with database.read() as db:
            return store.session_head(db, meeting.session_id)

    house = SimpleNamespace(
        clock=clock, ids=system_ids, database=database, nudge=lambda _session_id: found.append(head())
    )
    before = head()
    database.use_writer(writer(database.engine))
    note = ana.op("note.add", prompt_id=meeting.prompt_ids[0], text="We were tired")

    reception = Reception(house)  # type: ignore[arg-type]
    answer = reception.take(ana.token, meeting.session_id, {"v": 1, "batch": [note]}, address="10.0.0.7")

    assert [one["op_id"] for one in answer["accepted"]] == [note["op_id"]]
    assert found == [before + 1]


def test_two_who_come_first_at_once_when_the_database_is_slow_then_nothing_is_sent_that_one_has_read(
    sqlite_database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing where the slower one put the sender back to what it had read: frames came that were known."""
    meeting = Meeting.open(sqlite_database, clock)
    ana, answered, real = meeting.join("Ana"), Event(), store.session_head
    sent: list[Any] = []
    publisher = Publisher(sqlite_database, clock, emit=lambda *frame: sent.append(frame))

    def slow_head(db: Any, session_id: str) -> int:
        head = real(db, session_id)
        answered.wait()
        return head

    monkeypatch.setattr(store, "session_head", slow_head)
    slow = gevent.spawn(publisher.follow, meeting.session_id)
    gevent.sleep(0)
    monkeypatch.setattr(store, "session_head", real)
    ana.note("We were tired")
    publisher.follow(meeting.session_id)
    answered.set()
    slow.join()

    publisher._send_growth(meeting.session_id)

    assert sent == []


@pytest.mark.parametrize("trouble", [PoolIsEmpty("all in use"), Unavailable(), RuntimeError("unforeseen")])
def test_growth_that_cannot_be_sent_when_more_comes_then_it_is_sent(
    sqlite_database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """Seen failing with a sender that ended: nobody in any room heard anything until the next start."""
    meeting = Meeting.open(sqlite_database, clock)
    heard: list[Any] = []
    publisher = Publisher(sqlite_database, clock, emit=lambda _room, _event, frame: heard.extend(frame["ops"]))
    publisher.follow(meeting.session_id)
    sending = gevent.spawn(publisher.run)
    read = Database.read
    troubles = [trouble]

    def troubled(database: Database) -> Any:
        if troubles:
            raise troubles.pop()
        return read(database)

    monkeypatch.setattr(Database, "read", troubled)
    publisher.nudge(meeting.session_id)
    with gevent.Timeout(LONGEST_S):
        while troubles:
            gevent.sleep(0.01)
    meeting.join("Ana").note("We were tired")
    publisher.nudge(meeting.session_id)

    with gevent.Timeout(LONGEST_S):
        while not heard and not sending.dead:
            gevent.sleep(0.01)
    publisher.stop()
    assert [op["kind"] for op in heard] == ["note.add"]
