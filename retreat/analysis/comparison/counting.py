"""Counting: what is coded in each group of people, against how many people, words and minutes there were. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retreat.consent.counts import SMALL_GROUP, is_large_enough, part_shown

OTHERS = "Other groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A part of an excerpt that one voice said or wrote, in one row and one column of a table.

    Attributes:
        person: Who; None for a voice that nobody is matched to.
    """

    row: str
    column: str
    excerpt_id: str
    person: str | None
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a column is out of: its people, and all that they said and wrote."""

    people: frozenset[str] = frozenset()
    words: int = 0
    ms: int = 0

    @property
    def minutes(self) -> float:
        """How long they spoke."""
        return self.ms / 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row in one column.

    Attributes:
        people: None where that would be told of too few.
        excerpts: Ids, for the team; none where others look.
        count: How many excerpts; ``words``: how many words of them; None where that is not told.
    """

    people: int | None = 0
    count: int | None = 0
    words: int | None = 0
    excerpts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A group of people with what they said in all."""

    name: str
    people: int
    words: int
    minutes: float

    def share(self, cell: Cell) -> float | None:
        """The part of its people, 0 to 1; None if it has none, or that is not told."""
        return None if cell.people is None or not self.people else cell.people / self.people

    def per_thousand(self, cell: Cell) -> float | None:
        """Words of the cell in a thousand of the column's."""
        return None if cell.words is None or not self.words else 1_000 * cell.words / self.words

    def per_hour(self, cell: Cell) -> float | None:
        """Excerpts in an hour of the column's talk."""
        return None if cell.count is None or self.minutes < 1 else 60 * cell.count / self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A table of rows (codes or themes) by columns (groups of people)."""

    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)

    def cell(self, row: str, column: Column) -> Cell:
        """The cell; an empty one where nothing is coded."""
        return self.cells.get((row, column.name), Cell())


def counted(rows: Sequence[str], occurrences: Iterable[Occurrence], wholes: Mapping[str, Whole]) -> Comparison:
    """The table for the team: every group, whatever its size."""
    return _table(rows, occurrences, wholes, {name: name for name in wholes})


def for_others(rows: Sequence[str], occurrences: Iterable[Occurrence], wholes: Mapping[str, Whole]) -> Comparison:
    """The table as people outside the team may see it: small groups are one, and no cell gives a few people away.

    Small groups stand together without a label; if even together they are too few, the smallest large one joins them.
    """
    small = [name for name, whole in wholes.items() if not is_large_enough(len(whole.people))]
    large = sorted((name for name in wholes if name not in small), key=lambda name: len(wholes[name].people))
    while small and large and not is_large_enough(len(frozenset().union(*(wholes[one].people for one in small)))):
        small.append(large.pop(0))
    is_told = is_large_enough(len(frozenset().union(*(wholes[one].people for one in small))))
    called = {name: OTHERS if name in small else name for name in wholes if name not in small or is_told}
    whole = _table(rows, occurrences, wholes, called)
    sizes = {column.name: column.people for column in whole.columns}
    return Comparison(
        rows=whole.rows,
        columns=whole.columns,
        cells={place: _coarse(cell, sizes[place[1]]) for place, cell in whole.cells.items()},
    )


def _coarse(cell: Cell, people: int) -> Cell:
    shown = part_shown(cell.people or 0, people)
    return (
        Cell(people=None, count=None, words=None)
        if shown is None
        else Cell(people=shown, count=cell.count, words=cell.words)
    )


def _table(
    rows: Sequence[str], occurrences: Iterable[Occurrence], wholes: Mapping[str, Whole], called: Mapping[str, str]
) -> Comparison:
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    excerpts: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    words: dict[tuple[str, str], int] = defaultdict(int)
    for one in occurrences:
        if one.column not in called:
            continue
        place = (one.row, called[one.column])
        excerpts[place][one.excerpt_id] = None
        words[place] += one.words
        if one.person is not None:
            people[place].add(one.person)
    return Comparison(
        rows=tuple(rows),
        columns=tuple(
            _column(name, [wholes[one] for one in wholes if called.get(one) == name])
            for name in dict.fromkeys(called.values())
        ),
        cells={
            place: Cell(people=len(people[place]), count=len(some), words=words[place], excerpts=tuple(some))
            for place, some in excerpts.items()
        },
    )


def _column(name: str, parts: Sequence[Whole]) -> Column:
    return Column(
        name=name,
        people=len(frozenset().union(*(part.people for part in parts))),
        words=sum(part.words for part in parts),
        minutes=sum(part.minutes for part in parts),
    )


LEAST = SMALL_GROUP
