"""Gists and second opinions of an earlier version: each is attached to its words; those without are kept and listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import tests.support.all_models  # noqa: F401 - all tables must be known
from retreat.database import Database, open_database
from retreat.database.migrate import bring_up_to_date
from retreat.database.sqlite import sqlite_engine
from tests.support.old_folders import OldFolder, migrate

OLD = OldFolder(name="0004", revision="0004_erasures")


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """The folder of an older version, at the version before anchors, with more on it."""
    if request.param == "sqlite":
        database = Database(sqlite_engine(tmp_path / "retreat.db", synchronous="OFF"))
    else:
        database = open_database(url=request.getfixturevalue("postgres_url"))
        with database.engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
    OLD.lay(database, tmp_path)
    bring_up_to_date(database, data=tmp_path)
    migrate(database, "0015_passages", down=True)
    return database


def test_what_was_made_of_words_when_upgraded_then_it_hangs_on_them_and_nothing_is_lost(
    before: Database, tmp_path: Path
) -> None:
    """Seen red without the gist whose passage is gone, and with turns counted by their first words alone."""
    spoken = OLD.known["spoken"]
    words = [row for row in OLD.rows["recorded_word"] if row["transcript_id"] == spoken and row["turn"] == 1]
    stands = sorted((row["place"], row["n"]) for row in words if not row["removed"])
    more = [
        ("turn_wording", {"turn": 77, "level": "gist", "number": 0, "text": "Of nothing", "basis": 1, "at": 5}),
        ("speech_rerun", _rerun(spoken)),
        ("turn_opinion", _opinion(1)),
        ("turn_opinion", _opinion(9_999)),
    ]
    with before.engine.begin() as connection:
        for table, row in more:
            whole = {"transcript_id": spoken} | row
            names, marks = ", ".join(whole), ", ".join(f":{name}" for name in whole)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), whole)

    bring_up_to_date(before, data=tmp_path)

    asked = "SELECT {} FROM {} o JOIN anchor a ON a.id = o.anchor_id WHERE a.transcript_id = '" + spoken + "'"
    with before.engine.connect() as connection:
        gists = connection.execute(text(asked.format("o.text, a.first_word, a.last_word", "gist"))).all()
        opinions = connection.execute(text(asked.format("o.turn, a.first_word, a.last_word", "turn_opinion"))).all()
    assert ("Of nothing", 0, -1) in [tuple(row) for row in gists] and len(gists) == 2
    assert sorted(tuple(row) for row in opinions) == [(1, stands[0][1], stands[-1][1]), (9_999, 0, -1)]
    before.close()


def _rerun(transcript_id: str) -> dict[str, Any]:
    (version,) = (row for row in OLD.rows["transcript_version"] if row["id"] == transcript_id)
    of = {"id": "asked", "session_id": version["session_id"], "recording_id": version["recording_id"]}
    empty = {"options": "{}", "outcome": "{}"}
    return (
        of
        | empty
        | {"kind": "opinion", "state": "ready", "asked_at": 5, "attempt": 0, "failures": 0, "abandoned": 0}
        | {"progress": 1}
    )


def _opinion(turn: int) -> dict[str, Any]:
    of = {"turn": turn, "model": "tiny.en", "rerun_id": "asked", "at": 5, "basis": 1}
    return of | {"versions": "{}", "agrees": False, "words": '["so"]'}
