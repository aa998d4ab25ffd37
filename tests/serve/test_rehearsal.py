"""A rehearsal runs beside the real thing, and nothing of it stays there or anywhere else."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from sqlalchemy import text

import facilitation.activities  # noqa: F401 - registers the catalogue
from app import open_house
from facilitation.rehearsal.command import PREFIX
from facilitation.rehearsal.keeper import Keeper
from facilitation.rehearsal.planned import event_plan
from retreat.database import Database
from retreat.programme.agenda.operations import fill
from retreat.programme.agenda.ready_made import ready_agenda
from retreat.programme.catalogue import activities
from retreat.programme.operations import create_event, create_programme
from retreat.settings import load_settings

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def rows(database: Database) -> dict[str, list[str]]:
    """Every row of every table, those of the search index too."""
    with database.read() as db:
        tables = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        return {one: sorted(map(repr, db.execute(text(f'SELECT * FROM "{one}"')).all())) for one in tables}


def files(folder: Path) -> dict[str, str]:
    """Every file by its digest, apart from the database, whose rows are compared."""
    found = (one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("retreat.db"))
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in found}


def left_behind() -> set[str]:
    return {one.name for one in Path(tempfile.gettempdir()).glob(f"{PREFIX}*")}


def planned(data: Path) -> tuple[Database, str]:
    """A data folder with a two-day retreat in it; the event's id."""
    house = open_house(load_settings({"RETREAT_DATA": str(data)}))

    def write(db: Any) -> str:
        now, ids = house.clock(), house.ids
        programme_id = create_programme(db, title="Accounts", now=now, ids=ids)
        day = now.astimezone().date() + timedelta(days=30)
        ends = day + timedelta(days=1)
        event = {"title": "Spring", "kind": "data_retreat", "place": "Hall", "starts_on": day, "ends_on": ends}
        event_id = create_event(db, programme_id=programme_id, **event, now=now, ids=ids)
        offer = activities(db, programme_id)
        agenda = ready_agenda("two_day_retreat")
        fill(db, event_id, agenda, from_day=1, tables=3, offer=offer, by=None, clock=house.clock, ids=ids)
        return event_id

    return house.database, house.database.write(write)


def test_a_rehearsal_of_two_days_when_it_has_ended_then_no_row_file_count_or_hit_is_left(tmp_path: Path) -> None:
    database, event_id = planned(tmp_path)
    before = rows(database), files(tmp_path), left_behind()

    ran = subprocess.run(
        [sys.executable, "app.py", "rehearse", "--event", event_id, "--people", "4", "--run-through", "2", "--json"],
        env={**os.environ, "RETREAT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)

    with database.read() as db:
        wanted = [one["title"] for one in event_plan(db, event_id)["sessions"]]
    assert [one["session"] for one in report["sessions"]] == wanted and report["people"] == 4
    assert all(one["ended"] and all(step["opened"] for step in one["steps"]) for one in report["sessions"])
    assert sum(step["done"] for one in report["sessions"] for step in one["steps"]) > 40
    assert (rows(database), files(tmp_path), left_behind()) == before


def test_a_rehearsal_from_the_agenda_when_it_is_ended_then_its_folder_goes_with_it(tmp_path: Path) -> None:
    database, event_id = planned(tmp_path)
    before = left_behind()
    with database.read() as db:
        plan = event_plan(db, event_id)
    keeper = Keeper()

    keeper.start(event_id, plan, people=2)
    running = keeper.now()
    assert running is not None and running.listening is not None
    running.listening.join()
    try:
        assert running.told is not None and len(left_behind() - before) == 1
        with urlopen(running.told["desk"].partition("#")[0]) as door:
            assert b'data-code="rehearsal"' in door.read()
    finally:
        keeper.end()

    assert left_behind() == before and keeper.now() is None
