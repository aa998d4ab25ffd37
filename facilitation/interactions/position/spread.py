"""How placings are spread on the line: counts by tenth and group, never one mean. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.interactions.position.options import card_ids
from retreat.consent.counts import part_told, told
from retreat.programme.steps import seat_ids

# 0 to 10: either end, the middle, and what lies between.
PLACES = 11
MOMENTS: Mapping[str | None, str] = {None: "", "before": "Before", "after": "After"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One that counts. ``sector`` is its author's, None where they said none."""

    person: str
    card: str
    seat: str | None
    moment: str | None
    value: int
    sector: str | None


def place_of(value: int) -> int:
    """The nearest of the eleven places; what lies between two goes to the outer one, on both sides alike."""
    return (value + (5 if value > 50 else 4)) // 10


def spread(placings: Iterable[Placing], *, for_everyone: bool) -> tuple[dict[str, Any], ...]:
    """``[{"card", "seat", "moment", "groups": [{"name", "people", "at": [eleven counts]}]}]``, in the cards' order.

    After five people or more have placed a card before and again after, that row also says ``"moved": [so many, of so
    many]``.
    People who speak from another seat appear under that seat only. A group of fewer than five has no name;
    nobody but the desk sees anything before five people in all have placed a card.
    """
    rows: dict[tuple[str, str | None, str | None], list[Placing]] = defaultdict(list)
    for each in placings:
        rows[each.card, each.seat, each.moment].append(each)
    return tuple(
        {"card": card, "seat": seat, "moment": moment, "groups": groups}
        | (_moved(rows[card, seat, "before"], placed) if moment == "after" and (card, seat, "before") in rows else {})
        for (card, seat, moment), placed in sorted(rows.items(), key=_place)
        if (groups := _groups(placed, seat, for_everyone))
    )


def by_card(options: Mapping[str, Any], worn: Sequence[str], told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The cards of a round with what is shown of each, seat by seat, including cards of which nothing is shown."""
    seats = [(None, None), *zip(seat_ids(worn), worn, strict=True)]
    return [
        {
            "id": card,
            "words": words,
            "seats": [
                {"as": name, "spreads": _on_the_same_lines(rows)}
                for seat, name in seats
                if (rows := [row for row in told if row["card"] == card and row["seat"] == seat])
            ],
        }
        for card, words in zip(card_ids(options), options["cards"], strict=True)
    ]


def _on_the_same_lines(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Before and after with the same groups in the same order; ``at`` is None if a group is not shown there."""
    found = {group["name"] for row in rows for group in row["groups"]}
    names = [*sorted(found - {None}), *([None] if None in found else [])]
    return [
        {
            **row,
            "groups": [
                next((one for one in row["groups"] if one["name"] == name), {"name": name, "people": 0, "at": None})
                for name in names
            ],
        }
        for row in rows
    ]


def _moved(before: list[Placing], after: list[Placing]) -> dict[str, Any]:
    was, now = ({each.person: each.value for each in placed} for placed in (before, after))
    both = was.keys() & now.keys()
    moved = part_told(sum(was[person] != now[person] for person in both), len(both))
    return {"moved": list(moved)} if moved else {}


def _groups(placed: list[Placing], seat: str | None, for_everyone: bool) -> list[dict[str, Any]]:
    sizes = Counter(each.sector if seat is None else None for each in placed)
    groups = told(sizes)
    named = {group.name for group in groups if group.name is not None}
    others = [each for each in placed if each.sector not in named or seat is not None]
    found = [_group(name, [each for each in placed if each.sector == name]) for name in sorted(named)]
    if others and (groups or not for_everyone):
        found.append(_group(None, others))
    return found


def _group(name: str | None, placed: list[Placing]) -> dict[str, Any]:
    at = Counter(place_of(each.value) for each in placed)
    return {"name": name, "people": len(placed), "at": [at[place] for place in range(PLACES)]}


def _place(row: tuple[tuple[str, str | None, str | None], object]) -> tuple[int, str, bool]:
    card, seat, moment = row[0]
    return int(card.rpartition("-")[2]), seat or "", moment == "after"
