"""Counting the words of a search by groups: whose words they are, out of how much, and what others may see of it."""

from __future__ import annotations

import re

from retreat.analysis.comparison.said import said_by_groups
from retreat.analysis.searching import searcher
from tests.analysis.world import World
from tests.people.world import ALL_YES
from tests.support.rooms import match


def counts(world: World, typed: str, by: str = "sector") -> dict[tuple[str, str], int]:
    """How often each term is said and written in each group."""
    with world.house.database.read() as db:
        search = searcher(world.house, db, world.reader(), world.programme_id)
        found = said_by_groups(db, world.reader(), world.programme_id, search, typed=typed, by=by)
    names = {row: name for row, name, _depth in found.rows}
    told: dict[tuple[str, str], int] = {}
    for one in found.occurrences:
        told[names[one.row], one.column] = told.get((names[one.row], one.column), 0) + one.words
    return told


def test_words_when_two_sectors_say_them_in_one_passage_then_each_counts_its_own(world: World) -> None:
    """Seen red with everybody who speaks in the passage counted for its words."""
    cleo = world.meeting.join("Cleo", sector="Third sector", consents=ALL_YES)
    match(world.house, world.meeting, world.heard.transcript_id, "Ben", cleo)
    cleo.note("Money, money and more money", share="everyone")
    with world.house.database.read() as db:
        bens = [word.text.strip(".,").casefold() for word in world.words_of(db, "Ben")]
        anas = [word.text.strip(".,").casefold() for word in world.words_of(db, "Ana")]
    assert "money" in bens and "garden" in anas and "money" not in anas

    told = counts(world, "money garden")

    assert told[("money", "Third sector")] == bens.count("money") + 3
    assert {column for term, column in told if term == "garden"} == {column for _term, column in told} - {
        "Third sector"
    }
    assert counts(world, '"more money"') == {("“more money”", "Third sector"): 1}


def test_counts_of_a_search_when_opened_from_its_page_then_a_table_a_file_and_nothing_of_a_few_for_others(
    world: World,
) -> None:
    page = world.ada.open("/search?q=money+garden").text
    (href,) = re.findall(rf'href="(/desk/programmes/{world.programme_id}/comparison\?[^"]+)"', page)
    href = href.replace("&amp;", "&")

    table, others = world.ada.open(href).text, world.ada.open(f"{href}&view=others").text

    assert table.count("<tr data-row=") == 2 and 'data-count="1"' in table
    assert 'data-people="1"' not in others
    assert "money" in world.ada.open(href.replace("comparison?", "comparison.csv?")).text
    assert world.ada.open(href.partition("?")[0] + "?rows=search").status_code == 200


def test_words_of_somebody_who_says_no_when_counted_then_they_are_in_no_figure(world: World) -> None:
    ben = world.bens()
    before = counts(world, "money")

    world.say_no(ben)

    assert sum(before.values()) > 0 and counts(world, "money") == {}
