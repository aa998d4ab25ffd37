"""Comparison: counts equal to those made by hand, small groups where others look, the matrix, and codes together."""

from __future__ import annotations

import io
import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from retreat.analysis.comparison.counting import OTHERS, Comparison, Occurrence, Whole, counted, for_others
from retreat.analysis.comparison.together import Placed, pairs_of
from retreat.analysis.excerpts.choosing import Chosen
from retreat.analysis.themes.operations import lay, make_theme
from tests.analysis.world import World
from tests.people.world import ALL_YES
from tests.support.rooms import match

LEAST = 5


def people(name: str, count: int) -> frozenset[str]:
    return frozenset(f"{name}{n}" for n in range(count))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 2**32))
def test_counts_when_others_look_then_no_figure_is_of_fewer_than_five_people(sizes: list[int], seed: int) -> None:
    """Seen red with small columns merged only if there were several, and with cells that all but a few are in."""
    chance = random.Random(seed)
    wholes = {f"g{n}": Whole(people=people(f"g{n}-", size), words=100) for n, size in enumerate(sizes)}
    occurrences = [
        Occurrence(row="r", column=name, excerpt_id=f"e-{one}", person=one, words=3)
        for name, whole in wholes.items()
        for one in sorted(whole.people)
        if chance.random() < 0.6
    ]

    found = for_others(["r"], occurrences, wholes)

    for column in found.columns:
        cell = found.cell("r", column)
        assert column.people >= LEAST
        assert cell.excerpts == ()
        if cell.people is None:
            assert (cell.count, cell.words) == (None, None)
        else:
            assert cell.people == 0 or cell.people >= LEAST
            assert column.people - cell.people == 0 or column.people - cell.people >= LEAST
    # Whoever adds up what is told learns of no group that is not told.
    untold = set(wholes) - {column.name for column in found.columns}
    if OTHERS not in {column.name for column in found.columns}:
        assert sum(len(wholes[name].people) for name in untold) < LEAST


def test_codes_together_when_counted_then_as_comparing_every_two_finds() -> None:
    """Seen red with a coding that ended before a longer one forgotten too early."""
    chance = random.Random(7)
    for _case in range(200):
        placed = [
            Placed(code_id=chance.choice("abc"), excerpt_id=str(n), place=chance.choice("xy"), first=at, last=at + size)
            for n in range(chance.randint(0, 12))
            for at, size in [(chance.randint(0, 60), chance.randint(0, 20))]
        ]
        unique = {(one.place, one.code_id, one.first, one.last): one for one in placed}.values()
        tried: dict[tuple[str, ...], list[int]] = {}
        for one, other in combinations(unique, 2):
            gap = max(one.first, other.first) - min(one.last, other.last)
            if one.place == other.place and one.code_id != other.code_id and gap <= 10:
                found = tried.setdefault(tuple(sorted((one.code_id, other.code_id))), [0, 0])
                found[gap > 0] += 1

        assert {pair.codes: [pair.together, pair.near] for pair in pairs_of(placed, near=10)} == tried


def test_table_when_counted_then_rates_are_out_of_people_words_and_minutes() -> None:
    wholes = {"Carers": Whole(people=people("c", 4), words=2_000, ms=1_800_000)}
    said = [Occurrence(row="r", column="Carers", excerpt_id=one, person="c1", words=10) for one in ("e1", "e2")]

    table: Comparison = counted(["r"], said, wholes)

    (column,) = table.columns
    cell = table.cell("r", column)
    assert (cell.people, cell.count, cell.words) == (1, 2, 20)
    assert (column.share(cell), column.per_thousand(cell), column.per_hour(cell)) == (0.25, 10.0, 4.0)


def test_pages_of_comparison_when_opened_then_counts_open_to_words_and_files_hold_the_same(world: World) -> None:
    ben = world.meeting.join("Dan", consents=ALL_YES, sector="Third sector")
    match(world.house, world.meeting, world.heard.transcript_id, "Ben", ben)
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    waiting, money = world.code("Waiting"), world.code("=Money")
    world.coded(waiting, world.words(first, first + 3))
    world.coded(money, world.words(first + 2, first + 4))
    world.coded(waiting, Chosen(made_id=world.read(world.note_id)))
    base = f"/desk/programmes/{world.programme_id}"
    theme = world.write(lambda db: make_theme(db, world.who(), "Everybody waits").id)
    excerpt = world.ada.open(f"/codes/{waiting}").text.split("/excerpts/")[1].partition('"')[0]
    world.write(lambda db: lay(db, world.who(), theme, excerpt, "supporting"))

    table = world.cem.open(f"{base}/comparison").text
    others = world.cem.open(f"{base}/comparison?view=others").text
    themes = world.cem.open(f"{base}/comparison?rows=themes&by=table").text
    lines = world.cem.open(f"{base}/comparison.csv").text.splitlines()
    book = load_workbook(io.BytesIO(world.cem.open(f"{base}/comparison.xlsx").data))
    pairs = world.cem.open(f"{base}/together").text
    cell = f"{base}/matrix?by=sector&case=Third sector&theme={theme}"
    world.ada.send(cell, page=cell, summary="They wait longest", seen="0")
    stale = world.cem.send(cell, page=cell, summary="They do not wait", seen="0")
    matrix = world.cem.open(f"{base}/matrix?by=sector").text

    assert table.count('data-people="1"') == 3
    assert f"/excerpts/{excerpt}" in table
    assert 'data-people="1"' not in others
    assert f"/excerpts/{excerpt}" not in others
    assert 'data-people="1"' in themes
    assert any(line.startswith("Waiting,Third sector,1,1,4,1,") for line in lines)
    assert any(line.startswith("'=Money,") for line in lines)
    assert "Waiting" in {row[0].value for row in book.active.rows}  # type: ignore[union-attr]
    assert 'data-together="1"' in pairs
    assert stale.status_code == 409
    assert "They wait longest" in stale.text
    assert "They wait longest" in matrix
    assert f"/excerpts/{excerpt}" in world.cem.open(f"{base}/matrix.csv").text
