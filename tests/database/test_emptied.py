"""What one test writes, no other finds: tables are made once a run, and every test has them empty."""

from __future__ import annotations

import pytest
from sqlalchemy import func, inspect, select, text

from retreat.database import Base, Database, open_database
from retreat.search.models import Passage
from tests.support.clock import HandClock
from tests.support.emptied import empty_postgres
from tests.support.meeting import Meeting


def rows(database: Database) -> dict[str, int]:
    """How many rows stand where there are any."""
    with database.read() as db:
        found = {
            name: db.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()
        }
    return {name: count for name, count in found.items() if count}


def indexed(database: Database) -> int:
    """How many passages the index of words has."""
    with database.read() as db:
        return db.scalar(text("select count(*) from passage_fts"))


@pytest.mark.parametrize(
    ("database", "says"),
    [("sqlite", "select sqlite_version()"), ("postgresql", "show server_version")],
    indirect=["database"],
)
def test_a_lane_when_its_server_is_asked_then_it_is_the_engine_it_is_named_after(database: Database, says: str) -> None:
    """Seen failing with a PostgreSQL lane that ran on SQLite."""
    with database.read() as db:
        assert db.scalar(text(says))[0].isdigit()


@pytest.mark.both_engines
def test_a_database_when_a_test_begins_then_every_table_is_there_and_none_has_a_row(database: Database) -> None:
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())
    assert rows(database) == {}


def test_what_a_test_left_in_postgres_when_emptied_then_rows_and_counts_are_gone(
    postgres_url: str, clock: HandClock
) -> None:
    database = open_database(url=postgres_url)
    empty_postgres(database)

    def first_number() -> int:
        Meeting.open(database, clock).join("Bea").note("Ask the carers")
        with database.read() as db:
            return db.scalars(select(Passage.number)).one()

    before, filled, words_indexed = first_number(), rows(database), indexed(database)
    empty_postgres(database)

    assert filled and rows(database) == {}
    assert words_indexed == 1 and indexed(database) == 0
    assert before == first_number() == 1
    database.close()
