"""What people of staff do is written down: who, what, when, in which session. Never a word said or typed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from facilitation.cli.tending import tending
from retreat.people.deeds import ACTS, Done, forget_old
from retreat.people.models import Deed, Staff
from retreat.people.noting import AGAIN, Buffer, buffer
from retreat.recordings.admission import hear_ticket
from tests.people.pages import PASSWORD, Browser, first_facilitator
from tests.people.world import TITLE, WRITTEN, World
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

TYPED = "pelicans at the gate"


def told(world: World) -> list[Deed]:
    """Every deed, in order, of those that wait too."""
    buffer(world.app).flush(world.house)
    with world.database.read() as db:
        return list(db.scalars(select(Deed).order_by(Deed.at, Deed.id)))


def words_of(deed: Deed) -> str:
    return " ".join(str(value) for name, value in vars(deed).items() if not name.startswith("_"))


def test_a_day_of_work_when_looked_back_at_then_each_deed_is_there_once_and_holds_no_word(world: World) -> None:
    """Seen red with the text of a search in it."""
    recording = world.heard.recording_id
    world.ada.open(world.record)
    world.ada.open(f"{world.record}/speakers")
    world.ada.open(f"{world.record}/levels/text")
    world.ada.open(f"{world.record}/tables/notes.csv")
    world.ada.open(f"{world.record}/audio/{recording}")
    world.ada.open(f"/audio/{recording}/{hear_ticket(world.house, recording)}")
    world.ada.open(f"/search?q={TYPED}")
    world.ada.send(f"{world.people}/invite", page=world.people, role="reader")
    world.ada.send(f"{world.people}/add", page=world.people, email="lea", role="coder")
    world.lea.open(world.record + "/nowhere")
    Browser(world.app).send("/sign-in", email=TYPED.replace(" ", ""), password=TYPED)

    deeds = told(world)

    assert sorted(one.act for one in deeds) == sorted(
        ["read", "exported", "exported", "played", "played", "searched", "invited", "member_added", "sign_in_refused"]
    )
    of_ada = [one for one in deeds if one.act != "sign_in_refused"]
    assert {one.staff_id for one in of_ada} == {world.ada_id} and {one.address for one in deeds} == {"127.0.0.1"}
    about_session = {one.act for one in deeds if one.session_id == world.meeting.session_id}
    assert about_session == {"read", "exported", "played"}
    assert {one.act for one in deeds} <= set(ACTS)
    for one in deeds:
        assert not any(word in words_of(one) for word in (WRITTEN, TITLE, TYPED, TYPED.replace(" ", ""), "garden"))


def test_a_page_that_is_refused_when_asked_for_then_it_was_not_read(world: World) -> None:
    assert world.lea.open(world.record).status_code == 404
    assert Browser(world.app).open(world.record).status_code == 303

    assert told(world) == []


def test_the_same_page_when_opened_again_and_again_then_it_is_one_deed_in_ten_minutes(
    world: World, clock: HandClock
) -> None:
    for _ in range(3):
        world.ada.open(world.record)
    clock.forward(seconds=AGAIN.total_seconds())
    world.ada.open(world.record)

    assert [one.act for one in told(world)] == ["read", "read"]


def test_a_note_when_set_aside_at_a_desk_then_it_is_a_deed_and_one_taken_back_is_none(world: World) -> None:
    ben = world.meeting.join("Ben")
    mine, theirs = ben.note("Mine", share="everyone"), ben.note("Theirs", share="everyone")
    ben.send("note.remove", mine)
    world.meeting.leader.send("note.remove", theirs)

    (deed,) = told(world)

    assert (deed.act, deed.session_id, deed.thing) == ("set_aside", world.meeting.session_id, theirs)


def test_a_statement_of_a_tension_when_set_aside_at_a_desk_then_it_is_a_deed(world: World, clock: HandClock) -> None:
    meeting = Meeting.open(world.database, clock, "holding a tension", event_id=world.view.event_id)
    said = {"round_id": meeting.round_ids[0], "tension_id": "tension-1", "text": "Slowly."}
    meeting.join("Ben").send("tension.side", "side-of-ben", **said)
    meeting.leader.send("tension.remove", "side-of-ben")

    (deed,) = told(world)

    assert (deed.act, deed.session_id, deed.thing) == ("set_aside", meeting.session_id, "side-of-ben")


def test_people_when_taken_out_and_let_in_then_each_is_a_deed_of_whoever_did_it_and_their_notes_are_none(
    world: World,
) -> None:
    """Seen red: the notes were set aside by nobody, and nothing said that somebody was taken out."""
    ben = world.meeting.join("Ben")
    ben.note("Mine", share="everyone")
    page = f"/desk/events/{world.view.event_id}/arrivals"
    for act in ("take-out", "take-out", "let-in"):
        world.ada.send(f"{page}/{act}", page=page, people=ben.seat.id)

    deeds = [(one.act, one.staff_id, one.programme_id, one.thing) for one in told(world)]

    where = (world.ada_id, world.view.programme_id, ben.seat.id)
    assert deeds == [("people_out", *where), ("people_in", *where)]


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01", "until=0001-01-01", "since=tomorrow"])
def test_days_that_are_none_or_far_away_when_asked_for_then_the_list_is_shown(browser: Browser, asked: str) -> None:
    first_facilitator(browser)

    assert browser.open(f"/accounts/log?{asked}").status_code == 200


def test_signing_in_and_out_when_looked_back_at_then_every_step_is_there(browser: Browser) -> None:
    first_facilitator(browser)
    browser.send("/account", present=PASSWORD, password="a better tin roof")
    browser.send("/account/sign-ins")
    browser.send("/sign-out", page="/account")
    Browser(browser.app).send("/sign-in", email="ada@example.org", password="wrong")

    with browser.app.extensions["retreat"].database.read() as db:
        found = [(one.act, one.staff_id is not None) for one in db.scalars(select(Deed).order_by(Deed.id))]
    acts = ["account_made", "signed_in", "password_changed", "signed_in", "signed_out_elsewhere", "signed_out"]
    assert found == [(act, True) for act in [*acts, "sign_in_refused"]]


def test_a_database_that_cannot_be_written_when_deeds_wait_then_they_wait_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ada.open(world.record)

    def full(_fn: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(world.database, "write", full)
        with pytest.raises(OSError):
            buffer(world.app).flush(world.house)

    assert [one.act for one in told(world)] == ["read"]


def test_reading_when_pages_are_opened_then_none_waits_for_a_write(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red with deeds of reading that are written at once."""
    written: list[object] = []
    real = world.database.write
    monkeypatch.setattr(world.database, "write", lambda fn: (written.append(fn), real(fn))[1])

    world.ada.open(world.record)
    world.ada.open("/search?q=garden")

    assert written == [] and len(told(world)) == 2


def test_deeds_when_they_are_older_than_the_setting_says_then_they_go(world: World, clock: HandClock) -> None:
    world.ada.open(world.record)
    told(world)
    clock.forward(days=730)
    world.database.write(lambda db: forget_old(db, now=clock(), days=731))
    assert len(told(world)) == 1

    for _period_s, act in tending(world.app, world.house):
        act()

    assert told(world) == []


def test_a_flood_when_nothing_can_be_written_then_memory_is_bounded(clock: HandClock) -> None:
    waiting = Buffer()
    for number in range(30_000):
        waiting.add(Done(act="read", at=clock() + timedelta(milliseconds=number), thing=str(number)))

    assert len(waiting._waiting) == 10_000 and len(waiting._last) <= 10_000


def test_the_page_when_an_owner_narrows_it_then_it_shows_those_and_carries_them_away(
    world: World, clock: HandClock
) -> None:
    world.database.write(lambda db: db.execute(update(Staff).where(Staff.id == world.ada_id).values(is_owner=True)))
    assert world.lea.open("/accounts/log").status_code == world.lea.open("/accounts/log.csv").status_code == 403
    world.ada.open(world.record)
    clock.forward(seconds=1)
    world.ada.send(f"{world.people}/invite", page=world.people, role="reader")
    for _third_of_a_day in range(3):
        clock.forward(hours=8)
        world.ada.open("/account")
    world.ada.open("/search?q=garden")
    since = clock().astimezone().date().isoformat()

    def acts(asked: str) -> list[str]:
        return [part.split('"')[0] for part in world.ada.open(f"/accounts/log?{asked}").text.split('data-act="')[1:]]

    assert acts("") == ["searched", "invited", "read"]
    assert acts("act=invited") == ["invited"] and acts(f"who={world.lea_id}") == []
    assert acts(f"since={since}") == ["searched"] and acts(f"until={since}&act=read") == ["read"]
    assert acts("since=nonsense") == ["searched", "invited", "read"]
    table = world.ada.open(f"/accounts/log.csv?who={world.ada_id}")
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row[1] for row in rows] == ["act", "searched", "invited", "read"]
    assert acts("act=log_exported") == ["log_exported"]
