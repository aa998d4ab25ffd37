"""What the phone's page without scripts shows of a round of assumptions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.assumption.options import assumption_ids
from facilitation.interactions.assumption.words import DEPTH_HINTS, DEPTH_WORDS, OUTCOME_WORDS, PART_WORDS

_PARTS = ("for", "against", "test", "outcome")


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The assumptions, each with what was written on it, and what the reader may do with them."""
    findings = [_finding(board, one, mine) for one in _in_order(board["findings"]) if one["text"] is not None]
    assumptions = []
    for one in assumptions_on(board):
        here = [each for each in findings if (each["round_id"], each["assumption_id"]) in one["places"]]
        if one["text"] is not None or here:
            told = {part: [each for each in here if each["part"] == part] for part in _PARTS}
            outcome = told["outcome"][-1]["outcome"] if told["outcome"] else "not_yet_tried"
            assumptions.append(
                _finding(board, one, mine)
                | told
                | {"along": [each for part in told.values() for each in part if each["may_bring"]]}
                | {"depth": _own_depth(board, one, mine), "now": outcome, "spread": _spread(board, one)}
            )
    return {
        "round_id": shown["id"],
        "assumptions": assumptions,
        "notes": _own_notes(board, mine),
        "depths": DEPTH_WORDS,
        "hints": DEPTH_HINTS,
        "parts": PART_WORDS,
        "outcomes": OUTCOME_WORDS,
    }


def assumptions_on(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those of every round so far; what several steps list in the same words is one, with several places."""
    rounds = [one for one in board["rounds"].values() if one["interaction"] == "assumption"]
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(rounds, key=lambda one: (one["opened_at"], one["id"])):
        for place, words in zip(assumption_ids(one["options"]), one["options"].get("assumptions", ()), strict=True):
            new = {"id": place, "round_id": one["id"], "text": words, "version": 0, "actor": None, "share": "everyone"}
            found.setdefault(words, new | {"from_table": None, "is_example": True, "places": []})["places"].append(
                (one["id"], place)
            )
    named = [{**one, "places": [(one["round_id"], one["id"])]} for one in _in_order(board["assumptions"])]
    return [*found.values(), *named]


def _finding(board: Mapping[str, Any], one: Mapping[str, Any], mine: Collection[str]) -> dict[str, Any]:
    of = board["rounds"].get(one["round_id"]) or {}
    brings = one["share"] == "table" and of.get("who", {}).get("tables") == "bring"
    return {**one, "is_mine": one["id"] in mine, "may_bring": brings and one["text"] is not None}


def _own_depth(board: Mapping[str, Any], one: Mapping[str, Any], mine: Collection[str]) -> str | None:
    placed = [
        each
        for each in board["depths"].values()
        if each["id"] in mine and (each["round_id"], each["assumption_id"]) in one["places"]
    ]
    latest = max(placed, key=lambda each: (each["at"], each["id"]), default=None)
    return latest["depth"] if latest else None


def _spread(board: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    told = [
        board["depth_spreads"][round_id]["of"][found]
        for round_id, found in one["places"]
        if found in board["depth_spreads"].get(round_id, {"of": {}})["of"]
    ]
    latest = max(told, key=lambda each: each["at"], default=None)
    return latest["spread"] if latest else None


def _own_notes(board: Mapping[str, Any], mine: Collection[str]) -> list[Mapping[str, Any]]:
    """Notes of the reader's own that an assumption can be made from."""
    return [one for one in _in_order(board["notes"]) if one["id"] in mine and one["text"] is not None]


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
