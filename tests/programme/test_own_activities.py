"""Activities that a programme writes itself: read as files are, offered beside the catalogue, and nobody else's."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.activities import load_catalogue
from facilitation.activities.catalogue import FOLDER, read_text
from facilitation.activities.form import StepForm, data_of, form_of
from facilitation.activities.own import check
from facilitation.activities.reading import BadActivity, read_activity
from facilitation.activities.writing import toml_of
from retreat.database import Database
from retreat.ids import system_ids
from retreat.programme.catalogue import activities
from retreat.programme.operations import create_programme
from retreat.programme.own_activities import (
    ChangedMeanwhile,
    add_own_activity,
    change_own_activity,
    own_activity,
    restore_own_activity,
    retire_own_activity,
)
from tests.support.clock import HandClock

FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def written(key: str = "brainstorm", **changes: Any) -> dict[str, Any]:
    """An activity as a file has it."""
    return tomllib.loads((FOLDER / f"{key}.toml").read_text()) | changes


def add(database: Database, clock: HandClock, programme_id: str, **changes: Any) -> str:
    """An own activity; its key."""
    return database.write(
        lambda db: add_own_activity(db, programme_id, written(**changes), by=None, now=clock(), ids=system_ids)
    )


@pytest.fixture
def programme_id(database: Database, clock: HandClock) -> str:
    """A programme in which nothing is yet."""
    return database.write(lambda db: create_programme(db, title="P", now=clock(), ids=system_ids))


@pytest.mark.both_engines
def test_an_own_activity_when_kept_then_its_programme_alone_is_offered_it_after_the_catalogue(
    database: Database, clock: HandClock, programme_id: str
) -> None:
    other = database.write(lambda db: create_programme(db, title="Q", now=clock(), ids=system_ids))

    keys = [add(database, clock, programme_id, name=name) for name in ("Tea round", "Tea  round!", "№ ")]

    with database.read() as db:
        ours, theirs = activities(db, programme_id), activities(db, other)
    assert keys == ["own_tea_round", "own_tea_round_2", "own_no"]
    assert list(theirs.activities) == list(load_catalogue()) and not theirs.own
    assert list(ours.activities)[: len(theirs.activities)] == list(theirs.activities)
    assert set(ours.activities) - set(theirs.activities) == ours.own == set(keys)


@pytest.mark.both_engines
def test_a_kept_one_that_this_version_cannot_read_when_offered_then_it_is_named_and_hides_no_other(
    database: Database, clock: HandClock, programme_id: str
) -> None:
    good = add(database, clock, programme_id, name="Good")
    steps = [written()["steps"][0] | {"interaction": "shouting"}]
    bad = add(database, clock, programme_id, name="Of tomorrow", steps=steps, mood="bright")

    with database.read() as db:
        offer = activities(db, programme_id)

    assert offer.own == {good} and set(load_catalogue()) < set(offer.activities)
    ((key, name, says),) = [(one.key, one.name, one.says) for one in offer.unreadable]
    assert (key, name) == (bad, "Of tomorrow")
    assert [one.split()[0] for one in says] == ["mood", "steps[1].interaction"]


@pytest.mark.both_engines
def test_one_that_is_retired_when_looked_for_then_it_is_not_offered_until_it_is_taken_back(
    database: Database, clock: HandClock, programme_id: str
) -> None:
    key = add(database, clock, programme_id, name="Tea round")

    database.write(lambda db: retire_own_activity(db, programme_id, key, now=clock()))
    with database.read() as db:
        assert key not in activities(db, programme_id).activities

    database.write(lambda db: restore_own_activity(db, programme_id, key))
    with database.read() as db:
        assert key in activities(db, programme_id).activities


@pytest.mark.both_engines
def test_two_who_change_one_when_the_second_saves_then_the_first_ones_words_are_not_lost_unseen(
    database: Database, clock: HandClock, programme_id: str
) -> None:
    key = add(database, clock, programme_id, name="Tea round")
    with database.read() as db:
        seen = own_activity(db, programme_id, key).seen

    def change(name: str, saw: str) -> None:
        data = written(name=name)
        database.write(lambda db: change_own_activity(db, programme_id, key, data, seen=saw, now=clock()))

    change("Coffee round", seen)
    with pytest.raises(ChangedMeanwhile):
        change("Milk round", seen)

    with database.read() as db:
        assert own_activity(db, programme_id, key).name == "Coffee round"


def test_a_name_that_another_has_when_checked_then_it_is_refused_at_its_field(
    sqlite_database: Database, clock: HandClock
) -> None:
    programme_id = sqlite_database.write(lambda db: create_programme(db, title="P", now=clock(), ids=system_ids))
    key = add(sqlite_database, clock, programme_id, name="Tea round")

    with sqlite_database.read() as db:
        assert check(db, programme_id, written(name="Tea round"), key=key).key == key
        for taken in ("Brainstorm", "tea-Round"):
            with pytest.raises(BadActivity) as refused:
                check(db, programme_id, written(name=taken))
            assert [one.field for one in refused.value.wrong] == ["name"]


@pytest.mark.parametrize("key", FILES)
def test_a_file_of_the_catalogue_when_written_out_and_read_again_then_it_equals_itself(key: str) -> None:
    data = written(key)

    again, template = read_text(toml_of(data), key=key, file="again")

    assert again == data and template == load_catalogue()[key]


@pytest.mark.parametrize("key", FILES)
def test_a_file_of_the_catalogue_when_put_through_the_form_then_it_reads_the_same(key: str) -> None:
    assert read_activity(key, data_of(form_of(written(key)))) == load_catalogue()[key]


def test_a_file_written_out_when_a_step_is_wrong_then_its_line_is_still_found() -> None:
    text = toml_of(written("lifting_the_rock")).replace("minutes = 10", 'minutes = "ten"', 1)

    with pytest.raises(BadActivity) as refused:
        read_text(text, key="x", file="ours.toml")

    line = next(number for number, one in enumerate(text.splitlines(), 1) if '"ten"' in one)
    assert str(refused.value).startswith(f"ours.toml, line {line}: steps[2].minutes ")


def test_what_the_form_has_no_field_for_when_put_through_it_then_it_stays() -> None:
    step = written()["steps"][0] | {"group": "pairs", "interaction": "dance", "options": {"tempo": 3, "of": ["a"]}}
    data = written(steps=[step], order=7)

    form = form_of(data)

    assert data_of(form) == data and "tempo" in form.steps[0].rest and "order" in form.rest


def test_who_and_seats_when_put_through_the_form_then_what_is_as_usual_is_left_out_and_the_rest_stays() -> None:
    ruled = {"who": {"participants": "see", "hosts": "do"}, "speaking_as": ["one", "two"], "easy_read": "Look."}
    plain = {"who": {"participants": "do", "screens": "see"}, "speaking_as": [], "easy_read": ""}

    form = form_of(written(steps=[written()["steps"][0] | ruled, written()["steps"][0] | plain]))

    first, second = data_of(form)["steps"]
    assert {name: first[name] for name in ruled} == ruled and "hosts" in form.steps[0].rest
    assert not set(plain) & set(second)
    with pytest.raises(BadActivity) as refused:
        data_of(form.with_steps([StepForm(title="A", rest='who.screens = "see"')]))
    assert [one.field for one in refused.value.wrong] == ["steps[1].rest"]


def test_a_step_of_positions_when_written_with_its_seats_among_the_options_then_it_reads_as_today() -> None:
    data = written("where_we_stand")
    for step in data["steps"]:
        if seats := step.pop("speaking_as", None):
            step["options"]["seats"] = seats

    assert read_activity("where_we_stand", data) == load_catalogue()["where_we_stand"]


def test_what_stands_in_the_fields_when_also_written_beside_them_then_it_is_refused_there() -> None:
    for rest in ("minutes = 5", "minutes ="):
        form = form_of(written()).with_steps([StepForm(title="A", rest=rest)])

        with pytest.raises(BadActivity) as refused:
            data_of(form)

        assert [one.field for one in refused.value.wrong] == ["steps[1].rest"]


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("\x00") | st.floats(allow_nan=False)
values = st.recursive(
    scalars, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3)
)
STEP_FIELDS = (*StepForm.__dataclass_fields__, "interaction", "options")


@given(
    st.dictionaries(st.sampled_from([*written(), "steps", "order", "x"]), values, max_size=3),
    st.dictionaries(st.sampled_from(STEP_FIELDS), values, max_size=3),
)
def test_any_nonsense_when_read_then_it_is_refused_by_field_and_the_form_can_show_it(
    changes: dict[str, Any], in_step: dict[str, Any]
) -> None:
    data = written(steps=[written()["steps"][0] | in_step]) | changes

    form_of(data)
    try:
        read_activity("x", data)
    except BadActivity as bad:
        assert all(one.field and one.problem for one in bad.wrong)
