"""A database made by migrating is the one that the models describe, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text, update
from sqlalchemy.orm import Session

import tests.support.all_models  # noqa: F401 - all tables must be known
from retreat.database import Base, Database, open_database
from retreat.database.migrate import bring_up_to_date, current_revision, newest_revision, take_back
from retreat.errors import Unavailable
from retreat.search.reach import changes as reach_changes
from retreat.search.reach import passage_changes
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.speakers import operations as acts
from tests.record.bench import SOUND_YES, talk_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return open_database(sqlite_file=tmp_path / "retreat.db")
    opened = open_database(url=request.getfixturevalue("postgres_url"))
    with opened.engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    return opened


def _ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """SQLite's full-text index keeps shadow tables that no model describes."""
    return not (kind == "table" and (name or "").startswith("passage_fts"))


def test_empty_database_when_migrated_then_it_equals_the_models(empty: Database, tmp_path: Path) -> None:
    bring_up_to_date(empty, data=tmp_path)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours, "compare_type": False})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []
    empty.close()


def _triggers(database: Database) -> dict[str, str]:
    """What the database does by itself after a change, without what each engine adds to it."""
    on_sqlite = "select name, sql from sqlite_master where type = 'trigger'"
    on_postgresql = (
        "select tgname || ' ' || tgrelid::regclass, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal"
    )
    with database.engine.connect() as connection:
        rows = connection.execute(text(on_sqlite if database.dialect == "sqlite" else on_postgresql)).all()
    return {name: said.replace('"', "") for name, said in rows}


def test_triggers_when_migrated_then_they_are_those_of_tables_made_at_once(empty: Database, tmp_path: Path) -> None:
    """A migration that makes a table again would lose them without a word."""
    bring_up_to_date(empty, data=tmp_path)
    migrated = _triggers(empty)
    with empty.engine.begin() as connection:
        if empty.dialect == "sqlite":
            for name in migrated:
                connection.execute(text(f"drop trigger {name}"))
        else:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
    Base.metadata.create_all(empty.engine)

    if empty.dialect == "sqlite":
        with empty.engine.begin() as connection:
            passage_changes.create_triggers(connection)
            reach_changes.create_triggers(connection)
    assert migrated == _triggers(empty) and len(migrated) >= 20
    empty.close()


def test_migrated_database_when_taken_down_and_up_again_then_it_works(empty: Database, tmp_path: Path) -> None:
    bring_up_to_date(empty, data=tmp_path)
    take_back(empty, "base")

    bring_up_to_date(empty, data=tmp_path)

    with empty.engine.connect() as connection:
        assert current_revision(connection) == newest_revision()
    empty.close()


def test_voices_of_passages_when_taken_down_and_up_again_then_they_are_read_from_the_words_as_they_were_kept(
    empty: Database, clock: HandClock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Seen red with a migration that passed over words that are somebody's by themselves."""
    bring_up_to_date(empty, data=tmp_path)
    meeting = Meeting.open(empty, clock)
    table = talk_of(make_house(empty, clock, tmp_path), meeting, tmp_path_factory.mktemp("brought"))
    ana, ben = (meeting.join(name, consents=SOUND_YES).seat.id for name in ("Ana", "Ben"))
    table.do(acts.match_voice, "S1", ana)

    def give(db: Session) -> None:
        for n, person in ((3, ben), (4, ana), (40, ben)):
            word = RecordedWord.transcript_id == table.transcript_id, RecordedWord.n == n
            db.execute(update(RecordedWord).where(*word).values(said_by=person))
        words_changed(db, table.transcript_id)

    empty.write(give)
    before = _voices(empty)
    assert [voice[2:] for voice in before] == [("S1", ana), (None, ben), ("S2", None), ("S3", None)]

    take_back(empty, "0014_said_by")
    bring_up_to_date(empty, data=tmp_path)

    assert _voices(empty) == before
    empty.close()


def _voices(database: Database) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        asked = text("select number, place, label, participant_id from passage_voice order by number, place")
        return [tuple(row) for row in connection.execute(asked)]


def test_database_of_a_newer_version_when_opened_then_refused_in_one_sentence(empty: Database, tmp_path: Path) -> None:
    bring_up_to_date(empty, data=tmp_path)
    with empty.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999_future'"))

    with pytest.raises(Unavailable, match="newer version"):
        bring_up_to_date(empty, data=tmp_path)
    empty.close()
