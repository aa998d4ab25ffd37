"""What the phone's page without scripts shows of a round of tensions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.tension.options import tension_ids
from facilitation.interactions.tension.words import LEFT_WORDS, about


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The tensions, each with its sides and neithers, and what the reader may do with them."""
    holds = {one["side_id"]: one for one in board["holds"].values() if one["id"] in mine}
    sides = [_side(one, holds, mine) for one in _in_order(board["sides"]) if one["text"] is not None]
    tensions = []
    for tension in tensions_on(board):
        here = [side for side in sides if (side["round_id"], side["tension_id"]) in tension["places"]]
        if tension["text"] is not None or here:
            told = {
                "is_mine": tension["id"] in mine,
                "sides": [side for side in here if side["stance"] == "side"],
                "neithers": [side for side in here if side["stance"] == "neither"],
            }
            tensions.append(tension | told | _marks(board, tension))
    return {"round_id": shown["id"], "tensions": tensions}


def tensions_on(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tensions of every round so far; what several steps list in the same words is one, with several places."""
    rounds = [one for one in board["rounds"].values() if one["interaction"] == "tension"]
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(rounds, key=lambda one: (one["opened_at"], one["id"])):
        for place, words in zip(tension_ids(one["options"]), one["options"].get("tensions", ()), strict=True):
            new = {"id": place, "round_id": one["id"], "text": words, "version": 0, "actor": None, "places": []}
            found.setdefault(words, new)["places"].append((one["id"], place))
    named = [{**one, "places": [(one["round_id"], one["id"])]} for one in _in_order(board["tensions"])]
    return [*found.values(), *named]


def _marks(board: Mapping[str, Any], tension: Mapping[str, Any]) -> dict[str, Any]:
    marks = board["sorted_tensions"]
    told = [marks[one]["of"][of] for one, of in tension["places"] if one in marks and of in marks[one]["of"]]
    kinds = {kind for one in told for kind in one["kinds"]}
    left = [LEFT_WORDS[one["left"]] for one in told if one["left"] != "open"]
    return {
        "about": about(kinds),
        "left": left[-1] if left else None,
    }


def _side(one: Mapping[str, Any], holds: Mapping[str, Any], mine: Collection[str]) -> dict[str, Any]:
    """With the reader's own “I could sign this”, which holds for the words that they saw."""
    hold = holds.get(one["id"])
    signed = hold["id"] if hold and hold["version"] == one["version"] else None
    return {**one, "is_mine": one["id"] in mine, "signed": signed, "changed_since": hold is not None and signed is None}


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
