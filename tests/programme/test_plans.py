"""Sessions are planned from activities; sectors, tables and events are checked where they come in."""

from __future__ import annotations

from datetime import date

import pytest

from facilitation.activities import load_catalogue
from retreat.database import Database
from retreat.errors import InvalidInput, NotFound
from retreat.ids import system_ids
from retreat.programme.operations import (
    DEFAULT_SECTORS,
    add_partner,
    create_event,
    create_programme,
    create_session,
    set_sectors,
    set_tables,
)
from retreat.programme.queries import event_view, programme_view, programmes, sectors_of_event, session_view
from tests.people.make import make_session
from tests.support.clock import HandClock


@pytest.mark.both_engines
def test_an_activity_when_a_session_is_made_of_it_then_its_rounds_and_prompts_are_planned_in_order(
    database: Database, clock: HandClock
) -> None:
    for key, template in load_catalogue().items():
        made = make_session(database, clock, activity=key)

        with database.read() as db:
            assert session_view(db, made.id) == made
        assert (made.state, made.title, made.activity, made.audio_on) == (
            "planned",
            template.name,
            key,
            template.audio,
        )
        assert made.attribution_ceiling == template.attribution_ceiling
        for planned, step in zip(made.rounds, template.steps, strict=True):
            assert tuple(prompt.planned_text for prompt in planned.prompts) == step.prompts
            assert (planned.state, planned.version, planned.step) == ("planned", 1, step)


def test_a_session_from_the_command_line_when_made_then_its_first_round_has_neither_end_nor_budget(
    database: Database, clock: HandClock
) -> None:
    made = make_session(database, clock, activity="lifting_the_rock", untimed=True, title="  Tonight \n at six ")

    assert made.title == "Tonight at six"
    assert [(part.step.minutes, part.step.note_budget) for part in made.rounds] == [
        (None, None),
        (10, 6),
        (25, None),
        (12, None),
        (8, None),
    ]


@pytest.mark.both_engines
def test_tables_when_opened_closed_and_opened_again_then_those_that_are_there_stay(
    database: Database, clock: HandClock
) -> None:
    made = make_session(database, clock, tables=2)

    def count(number: int) -> tuple[list[str], bool]:
        database.write(lambda db: set_tables(db, made.id, number, ids=system_ids))
        with database.read() as db:
            view = session_view(db, made.id)
        return [table.name for table in view.tables], view.tables_open

    assert count(0) == (["Table 1", "Table 2"], False)
    assert count(3) == (["Table 1", "Table 2", "Table 3"], True)
    for wrong in (-1, 41):
        with pytest.raises(InvalidInput):
            count(wrong)


@pytest.mark.both_engines
def test_sectors_when_edited_then_the_door_offers_the_new_list_in_its_order(
    database: Database, clock: HandClock
) -> None:
    made = make_session(database, clock)
    with database.read() as db:
        assert sectors_of_event(db, made.event_id) == DEFAULT_SECTORS

    def edit(*names: str) -> tuple[str, ...]:
        database.write(lambda db: set_sectors(db, made.programme_id, names, now=clock(), ids=system_ids))
        with database.read() as db:
            return sectors_of_event(db, made.event_id)

    assert edit("Gofal", " Academic ", "", "Gofal") == ("Gofal", "Academic")
    assert edit("Third sector", "Gofal") == ("Third sector", "Gofal")
    with pytest.raises(InvalidInput):
        edit("", "  ")


def test_what_is_not_there_when_something_is_added_to_it_then_it_is_not_found(
    database: Database, clock: HandClock
) -> None:
    template = load_catalogue()["brainstorm"]
    with database.read() as db:
        for ask in (session_view, event_view, programme_view):
            with pytest.raises(NotFound):
                ask(db, "nothing")
        assert sectors_of_event(db, "nothing") == () and programmes(db) == ()
    for make in (
        lambda db: add_partner(db, "nothing", name="P", ids=system_ids),
        lambda db: create_session(
            db, event_id="nothing", title="", template=template, by=None, clock=clock, ids=system_ids
        ),
        lambda db: create_event(
            db, programme_id="nothing", title="E", kind="workshop", starts_on=date(2026, 3, 5), place="",
            now=clock(), ids=system_ids,
        ),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            database.write(make)


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"title": "x" * 161}, {"kind": "party"}, {"place": "x" * 161}, {"title": 7}]
)
def test_an_event_that_cannot_be_when_made_then_the_field_is_named(
    database: Database, clock: HandClock, changes: dict[str, object]
) -> None:
    programme_id = database.write(lambda db: create_programme(db, title="P", now=clock(), ids=system_ids))
    fields: dict[str, object] = {"title": "E", "kind": "workshop", "place": ""} | changes

    with pytest.raises(InvalidInput) as refused:
        database.write(
            lambda db: create_event(
                db,
                programme_id=programme_id,
                starts_on=date(2026, 3, 5),
                now=clock(),
                ids=system_ids,
                **fields,  # type: ignore[arg-type]
            )
        )

    assert list(refused.value.fields) == list(changes)
