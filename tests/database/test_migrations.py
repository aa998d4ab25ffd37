"""A database made by migrating is the one that the models describe, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import tests.support.all_models  # noqa: F401 - all tables must be known
from retreat.database import Base, Database, open_database
from retreat.database.migrate import bring_up_to_date, current_revision, newest_revision, take_back
from retreat.errors import Unavailable


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


def test_migrated_database_when_taken_down_and_up_again_then_it_works(empty: Database, tmp_path: Path) -> None:
    bring_up_to_date(empty, data=tmp_path)
    take_back(empty, "base")

    bring_up_to_date(empty, data=tmp_path)

    with empty.engine.connect() as connection:
        assert current_revision(connection) == newest_revision()
    empty.close()


def test_database_of_a_newer_version_when_opened_then_refused_in_one_sentence(empty: Database, tmp_path: Path) -> None:
    bring_up_to_date(empty, data=tmp_path)
    with empty.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999_future'"))

    with pytest.raises(Unavailable, match="newer version"):
        bring_up_to_date(empty, data=tmp_path)
    empty.close()
