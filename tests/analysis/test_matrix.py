"""Summaries of the framework matrix go with the words that they rest on, however they put them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from retreat.analysis.framework.matrix import matrix_of, sum_up
from retreat.analysis.framework.models import FrameworkCell
from retreat.analysis.themes.operations import lay, make_theme
from retreat.consent import derived
from retreat.consent.derived import Whose
from tests.analysis.world import World
from tests.people.world import ALL_YES
from tests.support.meeting import Person
from tests.support.rooms import answer, match

CASE, SAID = "Third sector", "They wait longest"


def summed_up(world: World, *, said: str = SAID, seen: int = 0, theme: str | None = None) -> str:
    return world.write(lambda db: sum_up(db, world.who(), theme or "", "sector", CASE, said, seen=seen).theme_id)


def with_a_summary(world: World) -> tuple[Person, str]:
    """Dan waits, and Ada sums that up in words of her own."""
    dan = world.meeting.join("Dan", consents=ALL_YES, sector=CASE)
    match(world.house, world.meeting, world.heard.transcript_id, "Ben", dan)
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    code = world.code("Waiting")
    world.coded(code, world.words(first, first + 3))
    excerpt = world.ada.open(f"/codes/{code}").text.split("/excerpts/")[1].partition('"')[0]
    theme = world.write(lambda db: make_theme(db, world.who(), "Everybody waits").id)
    world.write(lambda db: lay(db, world.who(), theme, excerpt, "supporting"))
    return dan, summed_up(world, theme=theme)


def shown(world: World, theme: str) -> tuple[str, bool] | None:
    def ask(db):  # type: ignore[no-untyped-def]
        return matrix_of(db, world.reader(), world.programme_id, "sector").cells[CASE, theme].summary

    found = world.read(ask)
    return found and (found.text, found.is_hidden)


@pytest.mark.both_engines
def test_summary_when_somebody_behind_it_says_no_then_it_is_withheld_until_they_agree_again(world: World) -> None:
    dan, theme = with_a_summary(world)
    base = f"/desk/programmes/{world.programme_id}/matrix"
    before = shown(world, theme)

    world.say_no(dan)
    page = world.cem.open(f"{base}?by=sector&case={CASE}&theme={theme}").text
    files = world.cem.open(f"{base}.csv?by=sector").text
    without = shown(world, theme)
    anew = summed_up(world, said="Nothing is left", seen=1, theme=theme)
    after = shown(world, anew)

    assert before == (SAID, False)
    assert SAID not in page + files
    assert without and without[1]
    assert 'data-slot="summary_hidden"' in page
    assert after == ("Nothing is left", False)


def test_summary_when_withheld_and_agreed_to_again_then_it_is_read_again(world: World) -> None:
    dan, theme = with_a_summary(world)
    world.say_no(dan)

    answer(world.house, dan, machine_transcription=True)

    assert shown(world, theme) == (SAID, False)


@pytest.mark.both_engines
def test_summary_when_words_behind_it_are_erased_then_it_is_blank_and_can_be_written_again(world: World) -> None:
    dan, theme = with_a_summary(world)

    world.write(lambda db: derived.erase(db, Whose(participant_id=dan.seat.id, at=world.clock())))
    left = world.read(lambda db: list(db.scalars(select(FrameworkCell.summary))))
    summed_up(world, said="Nobody spoke of it", theme=theme)

    assert left == [""]
    assert world.read(lambda db: db.scalars(select(FrameworkCell.number)).all()) == [1, 2]
