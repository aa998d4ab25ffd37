"""Destruction: nothing is left, nothing else goes, nothing brings it back, and the certificate says so."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text

import app  # noqa: F401 - every room registers itself, as in the product
from retreat.consent.models import ConsentAnswer
from retreat.consent.retention import working
from retreat.consent.retention.models import Destruction
from retreat.consent.retention.operations import Where, confirm, place_hold
from retreat.consent.retention.queries import Ending, due, endings
from retreat.consent.retention.working import carry_out, carry_out_all
from retreat.database import Database, open_database
from retreat.database.migrate import newest_revision
from retreat.keeping.backing import write_gone
from retreat.log.closing import close_event
from retreat.log.models import Words
from tests.keeping.folder import Folder
from tests.record.bench import SOUND_YES
from tests.retention.over import Over
from tests.support.canary import files_with
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house

KINDS = ("sound", "text", "answers")


def ask(over: Over, kind: str) -> str:
    """Somebody confirms it; its id."""
    where = Where(programme_id=over.programme_id, event_id=over.event_id, by=None, now=over.clock())
    return over.house.database.write(lambda db: confirm(db, where, kind, ids=over.house.ids).id)


def row(over: Over, destruction_id: str) -> Destruction:
    with over.house.database.read() as db:
        return db.get_one(Destruction, destruction_id)


def destroy(over: Over, kind: str) -> str:
    """The same, and the worker does it."""
    destruction_id = ask(over, kind)
    for _ in range(10):
        carry_out_all(over.house, owner="worker")
        if row(over, destruction_id).state not in ("confirmed", "working"):
            break
        over.clock.forward(seconds=3)
    return destruction_id


def canaries(over: Over) -> list[str]:
    return [over.talk.wrote, over.talk.said, "Lightfoot", "guillemot", "pelican"]


def sounds(over: Over) -> list[Path]:
    return [path for path in over.house.storage.rglob("*") if path.is_file() and "transcripts" not in path.parts]


@pytest.mark.both_engines
def test_each_kind_when_destroyed_in_its_turn_then_it_is_gone_from_every_file_and_what_is_kept_longer_stays(
    over: Over,
) -> None:
    """Seen red when the scope of an event reached only words whose author is known."""
    over.years(10.1)
    assert sounds(over) != []

    done = destroy(over, "sound")
    assert row(over, done).state == "done" and sounds(over) == []
    assert over.states() == {"sound": "none", "text": "due", "answers": "waits"}
    assert over.talk.said in over.talk.words()

    done = destroy(over, "text")
    assert row(over, done).found["still_holding"] == [] and over.talk.words().strip() == ""
    assert over.states() == {"sound": "none", "text": "none", "answers": "due"}
    with over.house.database.read() as db:
        asked = db.scalars(select(Words).where(Words.erased_at.is_(None))).all()
        assert {str(one.target_id) for one in asked} <= set(over.talk.meeting.prompt_ids)

    destroy(over, "answers")
    assert set(over.states().values()) == {"none"}
    with over.house.database.read() as db:
        assert db.scalar(select(ConsentAnswer.id).limit(1)) is None
    if over.house.database.dialect == "sqlite":
        assert files_with(over.house.settings.data, canaries(over)) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", ["_sound", "_words", "_files", "_purge", "_check"])
def test_a_destruction_when_its_process_is_killed_in_a_step_then_the_next_one_ends_it(
    sqlite_database: Database,
    clock: HandClock,
    tmp_path: Path,
    step: str,
    kind: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A real kill, when the step is done and about to be noted. Seen red when a step that had begun was skipped."""
    over = Over(make_house(sqlite_database, clock, tmp_path), tmp_path_factory.mktemp("brought"))
    over.years(10.1)
    for before in KINDS[: KINDS.index(kind)]:
        destroy(over, before)
    destruction_id = ask(over, kind)

    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        _be_killed_in(over, destruction_id, step)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert row(over, destruction_id).state in ("confirmed", "working")
    clock.forward(minutes=11)
    carry_out_all(over.house, owner="worker")

    assert row(over, destruction_id).state == "done" and over.states()[kind] == "none"


def _be_killed_in(over: Over, destruction_id: str, step: str) -> None:
    """In a process with a connection of its own, in the step's last write."""
    database = open_database(sqlite_file=over.house.settings.data / "retreat.db")
    house = replace(over.house, database=database)
    does = getattr(working._Destroying, step)

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def do_and_die(self: working._Destroying) -> None:
        working._Destroying._next = working._Destroying._end = die  # type: ignore[method-assign,assignment]
        does(self)

    setattr(working._Destroying, step, do_and_die)
    try:
        carry_out(house, destruction_id, owner="killed")
    finally:
        os._exit(1)


def test_a_hold_when_it_is_placed_before_the_first_step_then_nothing_is_destroyed(over: Over) -> None:
    """Seen red when only the page looked at holds: the worker had taken the row a moment before."""
    over.years(2.1)
    first = ask(over, "sound")
    where = Where(programme_id=over.programme_id, event_id=None, by=None, now=over.clock())
    over.house.database.write(lambda db: place_hold(db, where, why="A court", until=None, ids=over.house.ids))
    before = sounds(over)

    carry_out_all(over.house, owner="worker")
    assert row(over, first).state == "stopped" and sounds(over) == before

    def forget_that_it_stopped(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(Destruction, first).state = "confirmed"

    over.house.database.write(forget_that_it_stopped)
    carry_out_all(over.house, owner="worker")
    assert row(over, first).state == "stopped" and sounds(over) == before


def test_a_backup_from_before_when_restored_then_what_was_destroyed_is_not_in_it(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Seen red without the list of destructions beside the backup."""
    with sqlite_database.engine.begin() as connection:  # its tables were made without migrations
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(text("insert into alembic_version values (:now)"), {"now": newest_revision()})
    over = Over(make_house(sqlite_database, clock, tmp_path), tmp_path_factory.mktemp("brought"))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    folder = Folder(over.house, elsewhere, over.talk.meeting)
    folder.back_up()
    over.years(10.1)
    done = [destroy(over, kind) for kind in KINDS]
    write_gone(over.house, folder.place)

    folder.restore(elsewhere / "restored", speech=over.talk.speech)

    restored = folder.open(replace(over.house.settings, data=elsewhere / "restored", database_url=""))
    assert files_with(elsewhere / "restored", canaries(over)) == []
    assert [path for path in (elsewhere / "restored" / "audio" / "files").rglob("*") if path.is_file()] == []
    with restored.database.read() as db:
        assert [db.get_one(Destruction, one).state for one in done] == ["done"] * 3
    restored.database.close()


def test_what_is_due_when_a_lead_confirms_it_on_the_page_then_there_is_a_certificate_to_print_and_to_keep(
    over: Over,
) -> None:
    over.years(2.1)
    desk = over.desk()

    assert desk.send(over.page, act="destroy", event=over.event_id, kind="sound").status_code == 422
    assert over.states()["sound"] == "due"
    answer = desk.send(over.page, act="destroy", event=over.event_id, kind="sound", sure="yes")
    here = answer.headers["Location"]
    assert 'data-state="confirmed"' in desk.open(here).text and 'data-slot="checks"' not in desk.open(here).text
    carry_out_all(over.house, owner="worker")

    page, file = desk.open(here).text, desk.open(f"{here}.txt")
    number = re.findall(r'data-number="(\w{12})"', page)[0]
    assert 'data-state="done"' in page and 'data-slot="checks"' in page and "Ada" in page
    assert file.mimetype == "text/plain" and number in file.text and "Ada" in file.text
    assert over.talk.wrote not in page + file.text
    sound = desk.open(f"/sessions/{over.talk.meeting.session_id}/sound").text
    assert f'data-deleted="{over.talk.recording_id}"' in sound


def test_ten_years_with_an_event_each_year_when_each_due_thing_is_confirmed_then_nothing_is_overdue(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Month by month, somebody confirms what the list says. Seen red when what waited was not listed as due."""
    over = Over(make_house(sqlite_database, clock, tmp_path), tmp_path_factory.mktemp("brought"))
    begins, seen = clock(), set()
    for month in range(12 * 10 + 1):
        if month % 12 == 6:
            _hold_an_event(over)
        clock.forward(days=30.5)
        while found := _due(over):
            seen |= {one.kind for one in found}
            _destroy_all(over, found)
        with over.house.database.read() as db:
            found = endings(db, clock().date())
        assert [one for one in found if one.on <= clock().date() and one.state != "none"] == []

    assert (clock() - begins).days > 10 * 365 and seen == set(KINDS)
    assert len({one.event_id for one in found}) == 11
    assert {one.kind for one in found if one.event_id == over.event_id and one.state == "none"} == set(KINDS)


def _hold_an_event(over: Over) -> None:
    meeting = Meeting.open(over.house.database, over.clock)
    meeting.join("Cy", consents=SOUND_YES).note("The curlew", share="everyone")
    over.clock.forward(days=1)
    close_event(over.house.database, meeting.event_id, now=over.clock(), ids=over.house.ids)


def _due(over: Over) -> list[Ending]:
    with over.house.database.read() as db:
        return due(db, over.clock().date())


def _destroy_all(over: Over, found: list[Ending]) -> None:
    for one in found:
        if one.state == "due":
            where = Where(programme_id=one.programme_id, event_id=one.event_id, by=None, now=over.clock())
            over.house.database.write(partial(confirm, where=where, kind=one.kind, ids=over.house.ids))
    carry_out_all(over.house, owner="worker")
    over.clock.forward(seconds=3)
