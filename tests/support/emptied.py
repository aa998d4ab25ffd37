"""All tables, made once per test run and emptied between tests: making them each time took longer than most tests."""

from __future__ import annotations

from sqlalchemy import inspect, text

from retreat.database import Base, Database

# Stands on the schema as long as it is the one made here; whoever drops the schema drops it too.
_MADE_HERE = "made by the tests"


def make_tables(database: Database) -> None:
    """Every table of every room."""
    import tests.support.all_models  # noqa: F401 - tables exist once their modules are imported

    Base.metadata.create_all(database.engine)


def empty_postgres(database: Database) -> None:
    """All tables, no row, every counter at its beginning; whatever an earlier test left there."""
    with database.engine.begin() as connection:
        comment = connection.scalar(text("select obj_description('public'::regnamespace)"))
        if comment == _MADE_HERE:
            # Deleted, not truncated: truncating gives every table new files, which took seconds on a busy disk.
            ours = [table.name for table in reversed(Base.metadata.sorted_tables)]
            beside = set(inspect(connection).get_table_names()) - set(ours)  # the index of words, a test's own
            connection.exec_driver_sql("; ".join(f'delete from "{name}"' for name in [*beside, *ours]))
            connection.execute(text(_COUNTERS_TO_THE_BEGINNING))
            return
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    make_tables(database)
    with database.engine.begin() as connection:
        connection.execute(text(f"comment on schema public is '{_MADE_HERE}'"))


_COUNTERS_TO_THE_BEGINNING = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
from pg_sequences where schemaname = 'public' and last_value is not null
"""
