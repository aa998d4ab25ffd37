"""Tables are mixed: sectors spread, pins hold, what was shown is what happens, and a World Café leaves its hosts.

Each was seen failing once: with people dealt without regard to their sector, with pinned people dealt too, without the
fingerprint, with hosts who move, and with a duty that follows its holder to another table.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from app import create_app
from facilitation.seats.mixing import fingerprint, moves
from retreat.database import Database
from retreat.people.seating import Sitting, duties, sittings, take_duty
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import make_house

TABLES = ("t1", "t2", "t3")


def sitting(name: str, sector: str | None, table: str | None = "t1", *, pinned: bool = False) -> Sitting:
    return Sitting(id=name, name=name, sector=sector, table_id=table, is_pinned=pinned)


def people_at_random(dice: random.Random) -> list[Sitting]:
    """Some people of a few sectors, anywhere."""
    return [
        sitting(f"p{place}", dice.choice(("carers", "council", "health", None)), dice.choice((*TABLES, None)))
        for place in range(dice.randint(1, 30))
    ]


@pytest.mark.parametrize("seed", range(20))
def test_tables_when_mixed_by_sector_then_each_sector_and_each_table_differ_by_at_most_one(seed: int) -> None:
    people = people_at_random(random.Random(seed))

    to = moves("sectors", people, TABLES, (), seed=str(seed))
    after = {one.id: to.get(one.id, one.table_id) for one in people}

    size = Counter(after.values())
    assert set(size) <= set(TABLES)
    assert max(size.values()) - min(size[table] for table in TABLES) <= 1
    for sector in {one.sector for one in people}:
        alike = Counter(after[one.id] for one in people if one.sector == sector)
        assert max(alike.values()) - min(alike[table] for table in TABLES) <= 1, sector
    assert to == moves("sectors", people, TABLES, (), seed=str(seed))


@pytest.mark.parametrize("how", ["sectors", "random"])
def test_people_who_are_pinned_when_tables_are_mixed_then_they_stay_and_the_others_fill_up(how: str) -> None:
    stay = [sitting(f"s{place}", "carers", "t2", pinned=True) for place in range(3)]
    others = [sitting(f"o{place}", "council", "t2") for place in range(6)]

    to = moves(how, stay + others, TABLES, (), seed="any")

    assert not set(to) & {one.id for one in stay}
    assert Counter(to.values()) == {"t1": 3, "t3": 3}


@pytest.mark.parametrize("seed", range(8))
def test_people_who_are_pinned_when_others_are_dealt_then_their_sector_counts_too(seed: int) -> None:
    stay = [sitting("carer", "carers", "t1", pinned=True), sitting("officer", "council", "t2", pinned=True)]
    others = [sitting("another carer", "carers", None), sitting("another officer", "council", None)]

    to = moves("sectors", stay + others, TABLES[:2], (), seed=str(seed))

    assert to == {"another carer": "t2", "another officer": "t1"}


def test_everyone_when_they_move_on_then_hosts_and_pinned_people_stay() -> None:
    people = [
        sitting("host", None, "t3"),
        sitting("pinned", None, "t3", pinned=True),
        sitting("guest", None, "t3"),
        sitting("first", None, "t1"),
        sitting("standing", None, None),
    ]

    assert moves("onward", people, TABLES, {"host"}, seed="any") == {"guest": "t1", "first": "t2"}
    assert moves("onward", people, TABLES[:1], (), seed="any") == {}
    assert moves("random", people, (), (), seed="any") == {}


def test_fingerprint_when_anything_of_the_seating_changes_then_it_is_another() -> None:
    one = [sitting("a", None, "t1"), sitting("b", None, "t2")]
    told = fingerprint(one, ())

    assert told == fingerprint(list(reversed(one)), ())
    assert told != fingerprint([sitting("a", None, "t2"), one[1]], ())
    assert told != fingerprint([sitting("a", None, "t1", pinned=True), one[1]], ())
    assert told != fingerprint(one, {"a"})


class Desk:
    """The page of the tables, for somebody who leads."""

    def __init__(self, database: Database, clock: HandClock, folder: Path) -> None:
        self.meeting = Meeting.open(database, clock, tables=2)
        self.one, self.two = self.meeting.table_ids
        self.browser = Browser(create_app(make_house(database, clock, folder)))
        first_facilitator(self.browser)
        self.page = f"/desk/sessions/{self.meeting.session_id}/tables"

    def at(self) -> dict[str, str | None]:
        """Who sits where, by name."""
        with self.meeting.database.read() as db:
            return {str(one.name): one.table_id for one in sittings(db, self.meeting.session_id)}

    def shown(self, how: str) -> dict[str, str]:
        """What the preview says of itself, to be sent back."""
        text = self.browser.send(f"{self.page}/mix", page=self.page, how=how).text
        hidden = dict(re.findall(r'name="(how|seed|seen)" value="([^"]*)"', text))
        assert set(re.findall(r'data-moves="([^"]+)"', text)), "nobody moves"
        return hidden


@pytest.fixture
def desk(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    return Desk(sqlite_database, clock, tmp_path)


def test_move_when_it_was_shown_then_it_happens_as_shown_and_phones_are_told(desk: Desk) -> None:
    ana = desk.meeting.join("Ana", table=desk.one)
    desk.meeting.join("Ben", table=desk.two)
    shown = desk.shown("onward")
    assert desk.at() == {"Ana": desk.one, "Ben": desk.two}

    answer = desk.browser.send(f"{desk.page}/move", page=desk.page, **shown)

    assert answer.status_code == 303
    assert desk.at() == {"Ana": desk.two, "Ben": desk.one}
    assert [op["kind"] for op in ana.heard()].count("seat.changed") == 1


def test_move_when_somebody_has_come_since_then_it_is_shown_again_and_nobody_moves(desk: Desk) -> None:
    desk.meeting.join("Ana", table=desk.one)
    shown = desk.shown("onward")
    desk.meeting.join("Cy", table=desk.one)

    answer = desk.browser.send(f"{desk.page}/move", page=desk.page, **shown)

    assert "moved_since" in " ".join(codes(answer.text))
    assert desk.at() == {"Ana": desk.one, "Cy": desk.one}


def test_seats_when_saved_by_hand_then_only_what_was_changed_is_kept(desk: Desk) -> None:
    ana, ben = (desk.meeting.join(name, table=desk.one) for name in ("Ana", "Ben"))
    fields = {f"table-{ana.seat.id}": desk.two, f"table-{ana.seat.id}.was": desk.one, f"pin-{ana.seat.id}": "yes"}
    fields |= {f"table-{ben.seat.id}": desk.two, f"table-{ben.seat.id}.was": desk.two}
    fields |= {f"host-{desk.one}": ben.seat.id, f"host-{desk.one}.was": ""}
    fields |= {f"scribe-{desk.one}": ana.seat.id, f"scribe-{desk.one}.was": ""}

    desk.browser.send(f"{desk.page}/seats", page=desk.page, **fields)

    assert desk.at() == {"Ana": desk.two, "Ben": desk.one}
    with desk.meeting.database.read() as db:
        pinned = {one.name for one in sittings(db, desk.meeting.session_id) if one.is_pinned}
        held = [(one.duty, one.participant_id, one.is_taken) for one in duties(db, desk.meeting.session_id)]
    assert pinned == {"Ana"}
    assert held == [("host", ben.seat.id, False)]


def test_host_when_moved_to_another_table_then_they_are_its_host_no_more(desk: Desk) -> None:
    ana = desk.meeting.join("Ana", table=desk.one)
    session, now = desk.meeting.session_id, desk.meeting.clock()
    desk.meeting.database.write(lambda db: take_duty(db, session, desk.one, "host", ana.seat.id, now=now))
    field = f"table-{ana.seat.id}"

    desk.browser.send(f"{desk.page}/seats", page=desk.page, **{field: desk.two, f"{field}.was": desk.one})

    with desk.meeting.database.read() as db:
        assert duties(db, session) == []


def test_read_back_when_the_table_has_a_host_then_only_they_and_the_desk_begin_it(desk: Desk) -> None:
    ana, ben = (desk.meeting.join(name, table=desk.one) for name in ("Ana", "Ben"))
    session, now = desk.meeting.session_id, desk.meeting.clock()
    ana.note("to be read back")
    desk.meeting.database.write(lambda db: take_duty(db, session, desk.one, "host", ana.seat.id, now=now))

    assert ben.send("readback.open")["code"] == "not_permitted"
    assert "seq" in ana.send("readback.open")


def test_an_activity_for_tables_when_planned_with_none_then_the_desk_says_so_and_makes_them_once(
    desk: Desk, sqlite_database: Database, clock: HandClock
) -> None:
    without, together = (
        Meeting.open(sqlite_database, clock, activity, event_id=desk.meeting.event_id)
        for activity in ("lifting the rock", "brainstorm")
    )
    page = f"/desk/sessions/{without.session_id}"
    assert "no_tables" not in codes(desk.browser.open(f"/desk/sessions/{together.session_id}").text)
    assert "no_tables" in codes(desk.browser.open(page).text)
    ana = without.join("Ana")

    for wrong in ("", "0", "99"):
        assert desk.browser.send(f"{page}/tables/make", tables=wrong).location == page
        assert "no_tables" in codes(desk.browser.open(page).text)
    assert desk.browser.send(f"{page}/tables/make", tables="3").location == f"{page}/tables"
    desk.browser.send(f"{page}/tables/make", tables="5")
    assert [op["kind"] for op in ana.heard() if op["kind"] == "seat.changed"] == ["seat.changed"]

    assert "no_tables" not in codes(desk.browser.open(page).text)
    assert desk.browser.open(f"{page}/tables").text.count("data-table=") == 3


def test_tables_when_there_are_none_or_the_way_is_not_known_then_refused(
    desk: Desk, sqlite_database: Database, clock: HandClock
) -> None:
    without = Meeting.open(sqlite_database, clock, event_id=desk.meeting.event_id)

    assert desk.browser.open(f"/desk/sessions/{without.session_id}/tables").status_code == 404
    assert desk.browser.send(f"{desk.page}/mix", page=desk.page, how="by magic").status_code == 422
