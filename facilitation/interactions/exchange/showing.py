"""What the phone's page without scripts shows of a table of exchange. Pure. Twin of ``matters.js``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.exchange.options import cells_of, columns_of, matter_ids
from facilitation.interactions.exchange.words import CELL_WORDS, HOW


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The matters, what each column says of them, what was agreed and what differs, and the reader's own column."""
    columns = columns_of(shown["options"])
    return {
        "round_id": shown["id"],
        "columns": columns,
        "own": _own(board, columns),
        "cells": {cell: CELL_WORDS[cell] for cell in cells_of(shown["options"])},
        "cell_words": CELL_WORDS,
        "how": HOW,
        "matters": [_told(board, one, columns, mine) for one in matters_on(board)],
    }


def matters_on(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The matters of every round so far; what several steps list in the same words is one, with several places."""
    rounds = [one for one in board["rounds"].values() if one["interaction"] == "exchange"]
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(rounds, key=lambda one: (one["opened_at"], one["id"])):
        for place, words in zip(matter_ids(one["options"]), one["options"].get("matters", ()), strict=True):
            new = {"id": place, "text": words, "version": 0, "actor": None, "places": []}
            found.setdefault(words, new)["places"].append((one["id"], place))
    named = [{**one, "places": [(one["round_id"], one["id"])]} for one in _in_order(board["matters"])]
    return [*found.values(), *named]


def _own(board: Mapping[str, Any], columns: Mapping[str, str]) -> str | None:
    """The column of the seat that the reader took last, where this step has it too."""
    latest = max(board["exchange_seats"].values(), key=lambda one: str(one["at"]), default=None)
    if latest is None or latest["id"] not in board["rounds"]:
        return None
    words = columns_of(board["rounds"][latest["id"]]["options"]).get(latest["column"])
    return next((column for column, name in columns.items() if name == words), None)


def _told(
    board: Mapping[str, Any], matter: Mapping[str, Any], columns: Mapping[str, str], mine: Collection[str]
) -> dict[str, Any]:
    def here(part: str) -> list[dict[str, Any]]:
        found = [one for one in _in_order(board[part]) if (one["round_id"], one["matter_id"]) in matter["places"]]
        return [{**one, "is_mine": one["id"] in mine} for one in found if one["text"] is not None]

    entries = [{**one, "in": _words(board, one)} for one in here("entries")]
    return {
        **matter,
        "is_mine": matter["id"] in mine,
        "said": [(column, words, [one for one in entries if one["in"] == words]) for column, words in columns.items()],
        "outcomes": here("outcomes"),
        "dissents": here("dissents"),
        "has_any": bool(entries),
    }


def _words(board: Mapping[str, Any], one: Mapping[str, Any]) -> str | None:
    """The name of the column, by the step in which it was written."""
    return columns_of((board["rounds"].get(one["round_id"]) or {}).get("options") or {}).get(one["column"])


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
