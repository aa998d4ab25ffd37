"""Erased words leave the files of the database itself; everything else stays as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

import retreat.search.lexical  # noqa: F401 - registers what holds words
from facilitation.cli.doctor import taken_back
from retreat.database import Database, purging, table_of
from retreat.database.erasing import Erasure, ask_to_purge, last_purged, tables_waiting, waiting, word_tables
from retreat.errors import Unavailable
from retreat.log.models import Words
from retreat.transcripts.models import TurnWording
from retreat.transcripts.versions.models import TranscriptVersion
from tests.support.canary import canary, files_with
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

_words = table_of(Words)
_spoken = table_of(TurnWording)
IMPATIENT = purging.Patience(checkpoint_tries=1, readers_tries=1)


def write_much(database: Database, clock: HandClock, session_id: str) -> tuple[list[str], list[str]]:
    """Wordings of all lengths, some of which grow later so that rows move between pages; ids and canaries to erase."""
    dice = random.Random(7)
    rows, doomed, canaries = [], [], []
    for number in range(2_000):
        said = "something that stays " * dice.randrange(1, 20)
        if number % 7 == 0:
            canaries.append(canary())
            said = f"{canaries[-1]} {said}"
            doomed.append(f"w{dice.getrandbits(60)}")
        rows.append(
            {
                "id": doomed[-1] if number % 7 == 0 else f"w{dice.getrandbits(60)}",
                "session_id": session_id,
                "target_id": f"t{number}",
                "participant_id": None,
                "version": 1,
                "texts": {"text": said},
                "at": clock(),
                "erased_at": None,
                "withheld": False,
            }
        )
    database.write(lambda db: db.connection().execute(insert(_words), rows))
    longer = [dice.choice(rows) for _ in range(1_000)]

    def grow(db: object) -> None:
        for row in longer:
            grown = {"text": row["texts"]["text"] + " and more of it" * dice.randrange(1, 30)}
            db.execute(update(_words).where(_words.c.id == row["id"]).values(texts=grown))  # type: ignore[attr-defined]

    database.write(grow)
    return doomed, canaries


def erase(database: Database, clock: HandClock, ids: list[str]) -> None:
    def blank(db: object) -> None:
        db.execute(update(_words).where(_words.c.id.in_(ids)).values(texts={}, erased_at=clock()))  # type: ignore[attr-defined]
        ask_to_purge(db, now=clock())  # type: ignore[arg-type]

    database.write(blank)


def stays(database: Database) -> list[object]:
    with database.read() as db:
        return sorted(tuple(map(str, row)) for row in db.execute(select(_words)).all())


def test_erased_words_when_purged_then_no_byte_is_left_and_nothing_else_has_changed(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing: SQLite's secure_delete leaves the copies of rows that moved between pages."""
    meeting = Meeting.open(sqlite_database, clock)
    doomed, canaries = write_much(sqlite_database, clock, meeting.session_id)
    assert files_with(tmp_path, canaries)
    erase(sqlite_database, clock, doomed)
    before = stays(sqlite_database)
    assert taken_back(SimpleNamespace(database=sqlite_database)).state == "advice"  # type: ignore[arg-type]

    done = purging.purge(sqlite_database, tmp_path, clock)

    assert done is not None and files_with(tmp_path, canaries) == []
    assert stays(sqlite_database) == before
    with sqlite_database.read() as db:
        assert db.execute(text("pragma integrity_check")).scalars().all() == ["ok"]
        assert db.execute(text("pragma foreign_key_check")).all() == []
        assert waiting(db) is None and last_purged(db) == clock()
    assert purging.purge(sqlite_database, tmp_path, clock) is None
    assert taken_back(SimpleNamespace(database=sqlite_database)).state == "well"  # type: ignore[arg-type]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_erased_words_when_purged_on_postgresql_then_its_tables_hold_none(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing with a plain VACUUM: it gives the room back without writing over it."""
    meeting = Meeting.open(database, clock)
    doomed, canaries = write_much(database, clock, meeting.session_id)
    erase(database, clock, doomed)
    before = stays(database)
    assert _postgres_holds(database, canaries)

    purging.purge(database, tmp_path, clock)

    assert not _postgres_holds(database, canaries)
    assert stays(database) == before
    told = taken_back(SimpleNamespace(database=database))  # type: ignore[arg-type]
    assert told.state == "advice" and "write-ahead log" in told.says, "what the server still holds is named"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_older_transaction_when_words_are_purged_on_postgresql_then_they_wait_for_its_end(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing: VACUUM FULL copied the erased rows along, and the mark said that they were gone."""
    meeting = Meeting.open(database, clock)
    doomed, canaries = write_much(database, clock, meeting.session_id)
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(text("select count(*) from session_head"))
        erase(database, clock, doomed)
        with pytest.raises(Unavailable):
            purging.purge(database, tmp_path, clock, patience=IMPATIENT)
        reader.rollback()

    purging.purge(database, tmp_path, clock)

    assert not _postgres_holds(database, canaries)


def _postgres_holds(database: Database, canaries: list[str], table: str = "words") -> bool:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("checkpoint"))
        asked = text("select pg_read_binary_file(pg_relation_filepath(:table))")
        held = connection.execute(asked, {"table": table}).scalar_one()
    return any(word.encode() in bytes(held) for word in canaries)


def test_somebody_who_reads_all_the_time_when_purged_then_it_waits_and_is_done_afterwards(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting = Meeting.open(sqlite_database, clock)
    doomed, canaries = write_much(sqlite_database, clock, meeting.session_id)
    with sqlite_database.engine.connect() as reader:
        reader.execute(select(_words).limit(1)).all()
        erase(sqlite_database, clock, doomed)
        with pytest.raises(Unavailable):
            purging.purge(sqlite_database, tmp_path, clock, patience=IMPATIENT)
        with sqlite_database.read() as db:
            assert waiting(db) is not None

    purging.purge(sqlite_database, tmp_path, clock)

    assert files_with(tmp_path, canaries) == []


def test_an_erasure_that_comes_while_another_is_purged_when_looked_for_then_it_still_waits(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing with a mark that only says yes or no."""
    sqlite_database.write(lambda db: ask_to_purge(db, now=clock()))
    write = sqlite_database.write

    def after_another(act: Callable[[Session], object]) -> object:
        monkeypatch.undo()
        write(lambda db: ask_to_purge(db, now=clock()))
        return write(act)

    # The files are done; what is written next is the mark.
    monkeypatch.setattr(sqlite_database, "write", after_another)
    purging.purge(sqlite_database, tmp_path, clock)

    with sqlite_database.read() as db:
        assert waiting(db) == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_erased_words_when_somebody_writes_elsewhere_since_before_then_they_wait_until_that_is_done(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing: who wrote to another table, and was between two statements, kept the erased rows in the file."""
    meeting = Meeting.open(database, clock)
    doomed, canaries = write_much(database, clock, meeting.session_id)
    with database.engine.connect() as writer:
        writer.execute(text("update event set place = 'the hall'"))
        erase(database, clock, doomed)

        with pytest.raises(Unavailable):
            purging.purge(database, tmp_path, clock, patience=purging.Patience(readers_tries=1))

        writer.rollback()
    purging.purge(database, tmp_path, clock)

    assert not _postgres_holds(database, canaries)


def erase_spoken(database: Database, clock: HandClock, session_id: str, tables: list[str] | None) -> list[str]:
    """Many tidied wordings, of which every seventh is blanked after others grew; the canaries that they held."""
    dice, canaries = random.Random(7), []

    def write(db: Session) -> None:
        version = {"created_at": clock(), "started_at": clock(), "model": "scripted"}
        db.add(TranscriptVersion(id="t", session_id=session_id, **version))
        db.flush()
        rows = []
        for number in range(2_000):
            said = "something that stays " * dice.randrange(1, 20)
            if number % 7 == 0:
                canaries.append(canary())
                said = f"{canaries[-1]} {said}"
            rows.append({"transcript_id": "t", "turn": dice.getrandbits(30), "level": "intelligent", "number": number})
            rows[-1] |= {"text": said, "basis": 0, "at": clock(), "by": None}
        db.connection().execute(insert(_spoken), rows)

    def grow(db: Session) -> None:
        for number in (dice.randrange(2_000) for _ in range(1_000)):
            longer = _spoken.c.text + " and more of it" * dice.randrange(1, 30)
            db.execute(update(_spoken).where(_spoken.c.number == number).values(text=longer))

    def blank(db: Session) -> None:
        db.execute(update(_spoken).where(_spoken.c.number % 7 == 0).values(text=""))
        ask_to_purge(db, now=clock(), tables=tables)

    for act in (write, grow, blank):
        database.write(act)
    return canaries


@pytest.mark.both_engines
@pytest.mark.parametrize("tables", [["turn_wording"], None], ids=["named", "not named"])
def test_erased_spoken_words_when_purged_then_they_are_gone_from_tables_that_were_named_and_no_other_is_touched(
    database: Database, clock: HandClock, tmp_path: Path, tables: list[str] | None
) -> None:
    """A table that nobody named keeps what rows leave behind when they move: that shows that it was not touched."""
    meeting = Meeting.open(database, clock)
    canaries = erase_spoken(database, clock, meeting.session_id, tables)

    purging.purge(database, tmp_path, clock)

    if database.dialect == "sqlite":
        assert bool(files_with(tmp_path, canaries)) == (tables is None)
    else:
        assert _postgres_holds(database, canaries, "turn_wording") == (tables is None)
    with database.read() as db:
        assert waiting(db) is None
        assert db.scalar(select(func.count()).select_from(_spoken).where(_spoken.c.text != "")) == 2_000 - len(canaries)


def test_erasures_that_wait_together_when_asked_for_then_all_their_tables_are_purged_and_an_old_one_means_notes(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen red when the latest took the place of those before it."""

    def waits_after(*asked: list[str] | None) -> set[str]:
        for tables in asked:
            sqlite_database.write(lambda db, tables=tables: ask_to_purge(db, now=clock(), tables=tables))
        with sqlite_database.read() as db:
            return set(tables_waiting(db))

    notes = set(word_tables())
    assert waits_after(["turn_wording"]) == {"turn_wording"}
    assert waits_after(["turn_opinion"], None) == {"turn_wording", "turn_opinion"} | notes
    purging.purge(sqlite_database, tmp_path, clock)
    assert waits_after(None) == notes
    sqlite_database.write(lambda db: db.execute(update(Erasure).values(tables=None)))
    assert waits_after(["turn_wording"]) == {"turn_wording"} | notes
    with pytest.raises(ValueError, match="no_such"):
        waits_after(["no_such"])
