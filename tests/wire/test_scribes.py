"""Nobody acts for somebody without a device but whoever is scribe of their table, and only while they are.

Seen failing once each: with any seat accepted, with a duty that was only asked for, with people who have a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import select

from retreat.clock import system_clock
from retreat.database import Database, open_database
from retreat.ids import system_ids
from retreat.log.models import LogOperation
from retreat.people.operations import Arrival
from retreat.people.seating import ask_for, end_duty, take_duty
from retreat.people.spoken_for.rule import token_for_other
from retreat.people.spoken_for.slips import add_person
from tests.support.server import Server
from tests.wire.client import Refused, Seat, call, open_live


class Table:
    """Two tables, each with a scribe; at the first one Eve, who has no device, and Ben, who has one."""

    def __init__(self, server: Server, database: Database) -> None:
        self.database = database
        self.live = open_live(server, tables=2)
        one, two = self.live.table_ids
        self.ana, self.ben = (self.live.join(name, table=one) for name in ("Ana", "Ben"))
        self.cy = self.live.join("Cy", table=two)
        self.eve = self.add("Eve", one, notes_kept="yes")
        self.give(one, self.ana, taken=True)
        self.give(two, self.cy, taken=True)

    def add(self, name: str, table: str, **answers: str) -> str:
        arrival = Arrival(answers=answers, display_name=name, session=self.live.session_id, table=table, how="spoken")
        return self.write(lambda db: add_person(db, self.live.event_id, arrival, now=system_clock(), ids=system_ids).id)

    def give(self, table: str, seat: Seat, *, taken: bool) -> None:
        self.write(
            lambda db: (take_duty if taken else ask_for)(
                db, self.live.session_id, table, "scribe", seat.id, now=system_clock()
            )
        )

    def write(self, act: Callable[[Any], Any]) -> Any:
        return self.database.write(act)

    def as_other(self, seat: Seat, person: str) -> Seat:
        return Seat(self.live, person, token_for_other(seat.token, person), ["all"])

    def sent(self, seat: Seat, text: str = "from my garden") -> int:
        batch = {"v": 1, "batch": [seat.note(text)]}
        return call(self.live.server, "POST", self.live.path("ops"), batch, token=seat.token).status


@pytest.fixture
def table(server: Server) -> Iterator[Table]:
    url = server.more.get("RETREAT_DATABASE_URL", "")
    with closing(open_database(sqlite_file=server.file, url=url)) as database:
        yield Table(server, database)


def test_scribe_when_writing_for_somebody_then_it_is_theirs_and_the_log_knows_who_entered_it(table: Table) -> None:
    eve = table.as_other(table.ana, table.eve)

    note = eve.note("We never had a garden", share="everyone")
    eve.done(note)

    with table.database.read() as db:
        kept = db.scalars(select(LogOperation).where(LogOperation.op_id == note["op_id"])).one()
    assert (kept.participant_id, kept.entered_by) == (table.eve, table.ana.id)
    assert note["target_id"] in eve.snapshot()["mine"]
    assert note["target_id"] not in table.ana.snapshot()["mine"]
    refused = table.ana.post(table.ana.op("note.remove", note["target_id"]))["refused"]
    assert [one["code"] for one in refused] == ["not_permitted"]
    assert table.ana.id not in str(table.ben.read("all"))


def test_anybody_else_when_acting_for_somebody_then_nothing_opens(table: Table) -> None:
    others = [
        table.as_other(table.ben, table.eve),
        table.as_other(table.cy, table.eve),
        table.as_other(table.live.leader, table.eve),
        table.as_other(table.ana, table.ben.id),
        table.as_other(table.ana, table.cy.id),
        Seat(table.live, table.eve, token_for_other("", table.eve), []),
        Seat(table.live, table.eve, table.eve, []),
    ]
    table.give(table.live.table_ids[0], table.ben, taken=False)
    others.append(table.as_other(table.ben, table.eve))

    for other in others:
        assert table.sent(other) == 401
        with pytest.raises(Refused):
            other.socket()


def test_scribe_when_no_longer_scribe_then_socket_and_token_end_and_their_own_stay(table: Table) -> None:
    eve = table.as_other(table.ana, table.eve)
    socket = eve.socket()

    table.write(lambda db: end_duty(db, table.live.table_ids[0], "scribe"))

    socket.hear_end()
    assert table.sent(eve) == 401
    assert table.sent(table.ana) == 200


def test_person_who_said_no_when_the_scribe_writes_then_nothing_is_kept(table: Table) -> None:
    dora = table.as_other(table.ana, table.add("Dora", table.live.table_ids[0], notes_kept="no"))

    refused = dora.post(dora.note("not to be kept"))["refused"]

    assert [one["code"] for one in refused] == ["consent_missing"]
    assert "not to be kept" not in str(table.live.leader.snapshot())
