"""What the phone's page without scripts shows of a round of plans. Pure. Twin of ``plans.js``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.plan.options import projects_of
from facilitation.interactions.plan.words import PUZZLE, STAGE_ASKS, STAGE_WORDS


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The cards of every round so far, each with its parts and what it starts from.

    Whether the reader's table may write on a card, the server says when they do.
    """
    return {
        "round_id": shown["id"],
        "projects": projects_of(shown["options"]),
        "stages": STAGE_WORDS,
        "asks": STAGE_ASKS,
        "puzzle": PUZZLE,
        "plans": [_told(board, one, mine) for one in plans_on(board)],
    }


def plans_on(board: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that can be read, or on which somebody wrote, in the order in which they were made."""
    written = {one["plan_id"] for one in board["stages"].values() if one["text"] is not None}
    return [one for one in _in_order(board["plans"]) if one["text"] is not None or one["id"] in written]


def _told(board: Mapping[str, Any], card: Mapping[str, Any], mine: Collection[str]) -> dict[str, Any]:
    stages = {stage: _wordings(board, card["id"], stage, mine) for stage in STAGE_WORDS}
    before = _wordings(board, card["plan_id"], "reflect", mine) if card["plan_id"] else []
    there = [one["id"] for one in board["plans"].values() if one["plan_id"] == card["id"] and one["text"] is not None]
    options = (board["rounds"].get(card["round_id"]) or {}).get("options") or {}
    return {
        **card,
        "is_mine": card["id"] in mine,
        "of": projects_of(options).get(card["project"]),
        "cycle": _cycle(board, card),
        "starts_from": before[-1]["text"] if before else None,
        "parts": stages,
        "can_go_on": bool(stages["reflect"]) and not there,
    }


def _cycle(board: Mapping[str, Any], card: Mapping[str, Any]) -> int:
    earlier, cycle = card["plan_id"], 1
    while earlier is not None and cycle < 100:
        cycle, earlier = cycle + 1, (board["plans"].get(earlier) or {}).get("plan_id")
    return cycle


def _wordings(board: Mapping[str, Any], plan_id: str, stage: str, mine: Collection[str]) -> list[dict[str, Any]]:
    here = [one for one in _in_order(board["stages"]) if (one["plan_id"], one["stage"]) == (plan_id, stage)]
    return [{**one, "is_mine": one["id"] in mine} for one in here if one["text"] is not None]


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
