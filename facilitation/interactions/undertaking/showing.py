"""What the phone's page without scripts shows of a round of undertakings. Pure. Twin of ``undertakings.js``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.undertaking.options import owner_ids, owner_named, sorts_of
from facilitation.interactions.undertaking.words import BECAME_WORDS, KNOWN_BY, NOBODY_YET, SORT_WORDS


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The undertakings of every round so far, each with its owner, what became of it, and what the reader may do."""
    options = shown["options"]
    return {
        "round_id": shown["id"],
        "undertakings": [_one(board, one, mine) for one in undertakings_on(board)],
        "sorts": {sort: SORT_WORDS[sort] for sort in sorts_of(options)},
        "owners": dict(zip(owner_ids(options), options.get("owners", ()), strict=True)),
        "became": BECAME_WORDS,
        "known_by": KNOWN_BY,
        "nobody": NOBODY_YET,
    }


def undertakings_on(board: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that can be read, in the order in which they were written."""
    return [one for one in _in_order(board["undertakings"]) if one["text"] is not None]


def _one(board: Mapping[str, Any], one: Mapping[str, Any], mine: Collection[str]) -> dict[str, Any]:
    there = board["undertakings"]
    options = _options(board, one)
    taken = next(iter(_on(board, "owners", one)), None)
    became = _on(board, "became", one)
    joined = [each for each in _joined(board, one["id"]) if there.get(each, {}).get("text") is not None]
    asked = [each for each in _on(board, "proposals", one) if taken is None]
    is_mine, is_owned = one["id"] in mine, taken is not None and taken["id"] in mine
    return {
        **one,
        "called": SORT_WORDS[one["sort"]],
        "meant_for": owner_named(options, one["owner"]),
        "owners": dict(zip(owner_ids(options), options.get("owners", ()), strict=True)),
        "taken": taken,
        "owned_by": _called(taken, options) if taken else None,
        "became": [{**each, "is_mine": each["id"] in mine} for each in became],
        "state": became[-1]["became"] if became else "open",
        "joined": [there[each] for each in joined],
        "can_join": [
            each
            for each in undertakings_on(board)
            if {each["sort"], one["sort"]} == {"ask", "offer"}
            and each["id"] not in joined
            and each["share"] == one["share"]
            and (is_mine or each["id"] in mine)
        ],
        "can_part": [each for each in joined if is_mine or each in mine],
        "is_mine": is_mine,
        "is_owned": is_owned,
        "may_tell": is_owned or (is_mine and taken is None),
        "asked_of_me": next((each for each in asked if each["id"] not in mine), None),
        "i_asked": [each for each in asked if each["id"] in mine],
    }


def _called(taken: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    role = owner_named(options, taken["owner"])
    return " for ".join(filter(None, (taken["text"], role))) if taken["text"] else (role or "Somebody")


def _options(board: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (board["rounds"].get(one["round_id"]) or {}).get("options") or {}
    return found


def _on(board: Mapping[str, Any], part: str, one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    here = [each for each in _in_order(board[part]) if each["undertaking_id"] == one["id"]]
    return [each for each in here if each["text"] is not None]


def _joined(board: Mapping[str, Any], one: str) -> list[str]:
    joins = board["joins"]
    return [*joins.get(one, {"offers": []})["offers"], *(ask for ask in joins if one in joins[ask]["offers"])]


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
