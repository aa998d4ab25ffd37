"""Searches that somebody keeps: what is new in them, and what is never kept."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from retreat.analysis.searches.models import SavedSearch
from retreat.consent import derived
from retreat.consent.derived import Whose
from tests.analysis.world import World
from tests.people.pages import Browser
from tests.support.rooms import say_no


def shown(browser: Browser) -> list[tuple[int, str]]:
    """How much is new in each saved search, and its part of the page."""
    parts = browser.open("/searches").text.split("<section ")[1:]
    return [(int(re.findall(r'data-new="(\d+)"', part)[0]), part) for part in parts]


def save(browser: Browser, asked: str) -> int:
    """Save what an address of a search asks for."""
    return browser.send("/searches", page=f"/search?{asked}", **dict(parse_qsl(asked))).status_code


def press(browser: Browser, act: str) -> int:
    """Send the form with this act as it stands on the page, hidden fields and all."""
    text = browser.open("/searches").text
    form = re.search(rf'<form[^>]+action="(/searches/[^"]+/{act})".*?</form>', text, re.DOTALL)
    assert form, act
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[0]))
    return browser.send(form[1], page="/searches", **hidden).status_code


def test_a_search_when_saved_and_a_note_comes_then_it_alone_is_new_until_it_was_seen(world: World) -> None:
    """Seen red with a look that changes nothing."""
    ben = world.meeting.join("Ben")
    ben.note("A garden for the carers", share="everyone")
    world.clock.forward(minutes=1)
    assert save(world.ada, "q=garden&kind=written") == save(world.ada, "q=garden&kind=written") == 303
    before = shown(world.ada)

    world.clock.forward(hours=1)
    ben.note("The garden is locked", share="everyone")
    world.clock.forward(minutes=1)
    after = shown(world.ada)

    assert [new for new, _ in before] == [0] and [new for new, _ in after] == [1]
    assert "garden is locked" in after[0][1] and "A garden for" not in after[0][1]
    assert press(world.ada, "seen") == 303
    assert [new for new, _ in shown(world.ada)] == [0]
    assert shown(world.cem) == []


@pytest.mark.parametrize(
    "asked", ["q=garden&speaker=Ana", "q=garden+speaker:Ana", "q=garden+AND+(speaker:Ana)", "q=", "q=Ana"]
)
def test_a_search_for_one_person_or_for_nothing_when_saved_then_refused_in_words(world: World, asked: str) -> None:
    """Seen red without the look at the query's own conditions, and at names that are typed as words."""
    answer = world.ada.send("/searches", page="/searches", **dict(parse_qsl(asked)))

    assert answer.status_code == 422
    assert shown(world.ada) == []


def test_anothers_saved_search_when_its_address_is_known_then_nobody_else_changes_it(world: World) -> None:
    save(world.ada, "q=garden")
    with world.house.database.read() as db:
        saved_id = db.scalars(select(SavedSearch.id)).one()

    answer = world.cem.send(f"/searches/{saved_id}/remove", page="/searches")

    assert answer.status_code == 404 and len(shown(world.ada)) == 1
    assert press(world.ada, "remove") == 303
    assert shown(world.ada) == []


def test_a_saved_search_that_quotes_somebody_when_they_say_no_or_are_erased_then_its_words_are_on_no_page(
    world: World,
) -> None:
    """Seen red without the store, and without the look at what is withheld."""
    ben = world.meeting.join("Ben")
    quoted = "nobody ever asked the carers"
    ben.note(f"In March {quoted} at all", share="everyone")
    save(world.ada, f'q="{quoted}"'.replace(" ", "+"))
    assert quoted in world.ada.open("/searches").text

    say_no(world.house, ben, "notes_kept")
    assert quoted not in world.ada.open("/searches").text
    world.house.database.write(lambda db: derived.erase(db, Whose(participant_id=ben.seat.id, at=world.clock())))

    assert quoted not in world.ada.open("/searches").text
    with world.house.database.read() as db:
        assert [(row.query, row.name) for row in db.scalars(select(SavedSearch))] == [("", "")]
