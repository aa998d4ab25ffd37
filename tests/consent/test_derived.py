"""The registry of stores: nothing is missing from it, nothing in it is gone, and what it erases is gone everywhere."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import JSON, Connection, LargeBinary, String, inspect, or_, select
from sqlalchemy.orm import Session

import app  # noqa: F401 - every room registers itself, as in the product
import tests.support.all_models  # noqa: F401 - all tables must be known
from retreat.consent import derived
from retreat.consent.derived import Store, Whose
from retreat.database import Base, Database, open_database
from retreat.database.erasing import tables_waiting, word_indexes, word_tables
from retreat.database.migrate import bring_up_to_date
from retreat.database.purging import purge
from retreat.house import House
from retreat.recordings.derived import Sounds
from retreat.search.models import Passage, PassageVector
from retreat.transcripts.editing.held import TurnChanged
from retreat.transcripts.erasing.theirs import SpokenBy
from tests.consent.world import BENS, MODEL, World
from tests.record.working import found
from tests.support.canary import files_with
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.old_folders import FOLDERS, rows_of
from tests.support.rooms import make_house

SHORT = 64
# What the engines and the migrations keep for themselves.
_NOT_OURS = ("alembic_version", "sqlite_")


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with a second model, which lies outside its data folder."""
    made, models = make_house(database, clock, tmp_path), tmp_path_factory.mktemp("models")
    for name in ("base", MODEL):
        (models / name).mkdir()
        (models / name / "model.bin").touch()
    return replace(made, settings=replace(made.settings, models=models))


@pytest.fixture
def world(house: House, clock: HandClock, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A day on which everything happened; what was brought lay elsewhere."""
    return World(house, Meeting.open(house.database, clock), tmp_path_factory.mktemp("brought"))


def may_hold_words(kind: object) -> bool:
    """Long texts, and whatever may hold them."""
    is_long = isinstance(kind, String) and (kind.length is None or kind.length > SHORT)
    return is_long or isinstance(kind, JSON | LargeBinary)


def named() -> set[str]:
    """Every column that a store has, or that was said to hold none."""
    return {column for store in derived.stores() for column in store.columns} | set(derived.wordless())


def files_below(data: Path) -> list[str]:
    return sorted(file.relative_to(data).as_posix() for file in data.rglob("*") if file.is_file())


def erase(world: World, whose: str) -> None:
    """As a withdrawal will do it: rows in one transaction, then files, then the worker's purge."""
    house = world.house
    theirs = house.database.write(lambda db: derived.erase(db, Whose(participant_id=whose, at=house.clock())))
    derived.erase_files(house, theirs)
    purge(house.database, house.settings.data, house.clock)


def held(world: World) -> dict[str, set[str]]:
    """In which tables each canary is, if in any."""
    with world.house.database.engine.connect() as connection:
        return held_in(world, connection)


def held_in(world: World, connection: Connection) -> dict[str, set[str]]:
    told = {
        table.name: json.dumps([list(row) for row in connection.execute(select(table))], default=str)
        for table in Base.metadata.sorted_tables
    }
    found = {name: {table for table, rows in told.items() if word in rows} for name, word in world.canaries.items()}
    return {name: tables for name, tables in found.items() if tables}


def test_columns_of_the_models_when_compared_with_the_stores_then_none_is_missing_and_none_is_gone() -> None:
    """Seen red: every store but that of passages was unknown, 48 columns."""
    tables = Base.metadata.sorted_tables
    columns = {f"{table.name}.{column.name}": column.type for table in tables for column in table.c}
    indexes = tuple(f"{name}." for name in word_indexes())

    assert {name for name, kind in columns.items() if may_hold_words(kind)} - named() == set()
    assert {name for name in named() if not name.startswith(indexes)} - columns.keys() == set()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_columns_of_a_migrated_database_when_compared_with_the_stores_then_none_is_missing_and_none_is_gone(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Seen red with a table that a migration made and no model describes, and with a store of a column that is gone."""
    if engine == "sqlite":
        database = open_database(sqlite_file=tmp_path / "retreat.db")
    else:
        database = open_database(url=request.getfixturevalue("own_postgres_url"))
    bring_up_to_date(database, data=tmp_path)
    there, indexed = columns_of(database)
    database.close()

    assert {name for name, is_long in there.items() if is_long} - named() == set()
    assert {name for name in named() if name.partition(".")[0] not in word_indexes()} - there.keys() == set()
    assert indexed == {column.partition(".")[0] for column in named()} & set(word_indexes()) != set()


def columns_of(database: Database) -> tuple[dict[str, bool], set[str]]:
    """Every column of the catalogue and whether it may hold words; indexes of words apart, with what is beside them."""
    looked = inspect(database.engine)
    indexes = [name for name in word_indexes() if looked.has_table(name)]
    tables = [name for name in looked.get_table_names() if not name.startswith((*_NOT_OURS, *indexes))]
    return {
        f"{table}.{column['name']}": may_hold_words(column["type"])
        for table in tables
        for column in looked.get_columns(table)
    }, set(indexes)


def test_doors_when_opened_then_each_is_a_module_of_ours() -> None:
    """Seen red with a door that had been moved."""
    for store in derived.stores():
        if store.door != "-":
            assert importlib.import_module(store.door).__name__.startswith(("retreat.", "facilitation.")), store.name


def test_files_of_an_old_folder_when_looked_up_then_each_is_in_a_store() -> None:
    """It has a file that is still on its way, and pieces. Seen red without the pattern of incoming files."""
    files = json.loads((FOLDERS / "0004" / "files.json").read_text("utf-8"))

    assert [name for name in files if derived.store_of_file(name) is None] == []


@pytest.mark.both_engines
def test_files_when_everything_has_happened_then_each_is_in_a_store(world: World) -> None:
    """Seen red without the patterns of peaks, of copies, of work folders and of vectors, one after the other."""
    files = files_below(world.house.settings.data)

    assert [name for name in files if derived.store_of_file(name) is None] == []
    stores = {store.name for name in files if (store := derived.store_of_file(name)) is not None}
    assert len(stores) >= 7 - (world.house.database.dialect != "sqlite") * 2, "the world has too little in it"


# Where some canaries have to be at least, so that nobody takes their store for emptied.
SITS_IN = {
    "said": {"recorded_word", "recorded_turn", "passage"},
    "part": {"recorded_word", "recorded_turn", "turn_revision", "passage"},
    "left": {"recorded_word", "turn_revision"},
    "taken_out": {"recorded_word", "turn_revision"},
    "opinion": {"turn_opinion"},
    "tidied": {"turn_wording"},
    "gist": {"gist"},
    "called": {"speaker_change"},
    "brought_as": {"recorded_speaker", "recorded_turn"},
    "brought": {"recorded_word", "passage"},
    "again": {"recorded_word", "passage"},
    "label": {"passage_grouping"},
    "so_far": {"heard_so_far", "audio_recording"},
    "note": {"words"},
    "reworded": {"words", "passage"},
    "bulb": {
        "words", "passage", "memo_wording", "reading", "code_wording", "analysis_entry", "approach", "settlement",
        "analysis_set", "analysis_set_part",
    },
    "need": {"access_need"},
    "role": {"participant"},
}  # fmt: skip


@pytest.mark.both_engines
def test_all_that_somebody_said_and_wrote_when_erased_then_no_row_and_no_file_holds_it_and_the_rest_stands(
    world: World,
) -> None:
    """Seen red when files of meanings were not followed, and with each store's ``erase`` taken away, which the next
    test does. That tables are written afresh is tested beside the purge."""
    house, data = world.house, world.house.settings.data
    words = list(world.canaries.values())
    before = held(world)
    assert [name for name, tables in SITS_IN.items() if not tables <= before[name]] == []
    assert before.keys() == world.canaries.keys()
    kept_in = files_with(data, words)
    assert any(name.startswith("audio/") for name in kept_in)
    assert any(name.startswith("retreat.db") for name in kept_in) or house.database.dialect != "sqlite"
    rows, meant = rows_of(house.database), meanings(world, "said", "part")
    assert meant and all(any(one in file.read_bytes() for file in (data / "index").iterdir()) for one in meant)

    erase(world, world.ana.seat.id)

    assert held(world) == {}
    assert files_with(data, words) == []
    assert not any(one in file.read_bytes() for file in (data / "index").iterdir() for one in meant)
    assert found(house, world.canaries["said"]) == found(house, world.canaries["again"]) == []
    assert [bool(found(house, word)) for word in BENS] == [True] * len(BENS)
    assert [name for name in files_below(data) if name.startswith("audio/") and "/files/" not in name] == []
    after = rows_of(house.database)
    where = {"recorded_word": ("n", "place", "turn", "start_ms", "end_ms"), "turn_revision": ("turn", "at")}
    for table, names in where.items():
        stood, stands = ([[row[name] for name in names] for row in some[table]] for some in (rows, after))
        assert stands == stood, "only the words of a row go"
    told = {
        table: json.dumps(after[table])
        for table in ("turn_wording", "gist", "turn_revision", "passage_grouping", "words")
    }
    assert told["turn_wording"].count("lanternfish") == told["gist"].count("pelican") == 1
    assert "lanternfish" in told["turn_revision"] and "pelican" in told["passage_grouping"]
    assert "guillemot" in told["words"] and "cormorant" in told["words"]


def meanings(world: World, *names: str) -> list[bytes]:
    """The meanings, as the matrix has them, of passages in which these canaries are."""
    holds = [Passage.text.contains(world.canaries[name]) for name in names]
    asked = select(PassageVector.vector).join(Passage, Passage.number == PassageVector.number).where(or_(*holds))
    with world.house.database.read() as db:
        return [np.frombuffer(packed, "<f2").astype(np.float32).tobytes() for packed in db.scalars(asked)]


# Files are no tables: whether a release is recalled, and a project that waits is dropped, is tested where these are.
_FILES_ALONE = ("releases", "waiting projects")
# The store of meanings is watched above; rebuilding the passages removes them as well.
MUTANTS = [
    store.name
    for store in derived.stores()
    if store.erase is not None and "passage_vector" not in store.tables and store.name not in _FILES_ALONE
]


# What the team wrote is found by the words that it repeats, so a second look cannot find it once they are gone.
REPEATS = ("retreat.analysis.", "retreat.export.report.", "retreat.export.told.")


def test_a_store_when_it_does_not_erase_then_something_is_left_of_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: one store after the other forgets to erase."""
    whose = Whose(participant_id=world.ana.seat.id, at=world.house.clock())
    known, engine = dict(derived._stores), world.house.database.engine
    assert len(MUTANTS) >= 10
    for name in MUTANTS:
        lazy = replace(known[name], erase=None, stays="it forgot")
        monkeypatch.setitem(derived._stores, name, lazy)
        with engine.connect() as connection, Session(connection) as db:
            derived.erase(db, whose)
            assert held_in(world, connection) != {}, name
            monkeypatch.setitem(derived._stores, name, known[name])
            still = derived.still_holding(db, derived.look_ahead(db, whose))
            assert name in still or known[name].door.startswith(REPEATS), name
            db.rollback()
        monkeypatch.setitem(derived._stores, name, known[name])


def test_somebody_elses_words_when_erased_then_all_canaries_stand(world: World) -> None:
    """Seen red when all words of a transcript were taken for theirs. What a machine had heard so far on a sound knows
    no voices yet, and goes as a whole."""
    before = held(world)
    del before["so_far"]

    erase(world, world.ben.seat.id)

    assert held(world) == before
    assert [found(world.house, word) for word in BENS] == [[] for _ in BENS]


@pytest.mark.both_engines
def test_a_transcript_when_somebodys_words_were_erased_then_it_is_read_and_nobody_saves_an_older_page(
    world: World,
) -> None:
    """Seen red with blank words that still stood, and without the rise of the version."""
    seen = world.turn(0, world.now)

    erase(world, world.ana.seat.id)

    texts = [text for _n, _name, text in world.now.page()]
    assert [bool(text) for text in texts].count(True) == 3 and not any("  " in text for text in texts)
    with pytest.raises(TurnChanged):
        world.type(0, seen.text, version=seen.version, table=world.now)


def test_files_when_a_worker_was_killed_before_they_went_then_what_has_to_go_is_found_again(world: World) -> None:
    """Seen red when matches were taken away with the names."""
    house, whose = world.house, Whose(participant_id=world.ana.seat.id, at=world.house.clock())
    theirs = house.database.write(lambda db: derived.erase(db, whose))

    with house.database.read() as db:
        again = derived.look_ahead(db, whose)

    assert again.of(Sounds) == theirs.of(Sounds) != Sounds(ids=frozenset())
    assert again.of(SpokenBy).by_transcript.keys() == theirs.of(SpokenBy).by_transcript.keys()
    derived.erase_files(house, again)
    assert files_with(house.settings.data / "audio", world.canaries.values()) == []


def test_a_file_that_was_brought_for_another_table_too_when_one_is_erased_then_it_stays(world: World) -> None:
    """Seen red when only the digest was asked for."""
    kept = world.bring_again()

    erase(world, world.ana.seat.id)

    assert files_with(world.house.settings.data / "audio", [world.canaries["brought"]]) != []
    assert held(world).keys() == {"brought", "brought_as"}
    world.match_brought(kept)
    erase(world, world.ana.seat.id)
    assert files_with(world.house.settings.data / "audio", [world.canaries["brought"]]) == []


@pytest.mark.both_engines
def test_tables_of_spoken_words_when_only_notes_were_erased_then_they_are_not_written_afresh(world: World) -> None:
    """Seen red when every table of a store was named, whatever was erased."""
    database, now = world.house.database, world.house.clock()
    wrote = world.meeting.join("Cai")
    wrote.note("A kettle", share="everyone")

    def waits(whose: str) -> set[str]:
        database.write(lambda db: derived.erase(db, Whose(participant_id=whose, at=now)))
        with database.read() as db:
            return set(tables_waiting(db))

    assert waits(wrote.seat.id) == set(word_tables())
    assert waits(world.ana.seat.id) >= {"recorded_word", "recorded_turn", "turn_revision", "heard_so_far", "words"}
    purge(database, world.house.settings.data, world.house.clock)
    assert waits(wrote.seat.id) == set(word_tables())


def test_stores_when_ordered_then_each_comes_after_what_it_is_made_from_however_they_were_registered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen red with the order of registration, turned round."""
    monkeypatch.setattr(derived, "_stores", dict(reversed(derived._stores.items())))

    names = [store.name for store in derived.in_order()]

    assert sorted(names) == sorted(store.name for store in derived.stores())
    for store in derived.stores():
        assert all(names.index(beneath) < names.index(store.name) for beneath in store.made_from)
    assert any(store.made_from for store in derived.stores())


def test_a_store_of_which_nobody_says_how_it_is_erased_when_made_then_it_is_refused() -> None:
    """Seen red without the question in the store itself. Either way alone will do."""
    with pytest.raises(ValueError, match="say how"):
        Store(name="an unheard-of cache", door="-")
    Store(name="files alone", door="-", erase_files=lambda _house, _theirs: None)
    Store(name="rows alone", door="-", erase=lambda _db, _theirs: False)
