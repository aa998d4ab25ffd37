"""What the phone's page without scripts shows of a round of sorting. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The notes with the reader's own piles, or those of their table; and what was put together, once it is shown."""
    at_tables = shown.get("group") == "tables"
    piles = [
        {**pile, "is_mine": pile["id"] in mine}
        for pile in sorted(board.get("piles", {}).values(), key=lambda pile: (pile["at"], pile["id"]))
        if pile["round_id"] == shown["id"]
        and pile["title"] is not None
        and (pile["share"] == "table" if at_tables else pile["id"] in mine)
    ]
    lies_on = {note: pile["id"] for pile in piles for note in pile["note_ids"]}
    notes = [
        {"id": note["id"], "text": note["text"], "pile": lies_on.get(note["id"])}
        for note in sorted(board["notes"].values(), key=lambda note: (note["at"], note["id"]))
        if note["text"] is not None and (note["share"] == "everyone" or (at_tables and note["share"] == "table"))
    ]
    told = board.get("sortings", {}).get(shown["id"])
    return {
        "round_id": shown["id"],
        "piles": piles,
        "loose": [note for note in notes if note["pile"] is None],
        "notes": notes,
        "at_tables": at_tables,
        "shown": pairs_told(board, told) if told else None,
    }


def pairs_told(board: Mapping[str, Any], told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Pairs whose words the reader still has."""
    words = {note["id"]: note["text"] for note in board["notes"].values() if note["text"] is not None}
    return [
        {**pair, "one": words[pair["one_id"]], "other": words[pair["other_id"]]}
        for pair in told["pairs"]
        if pair["one_id"] in words and pair["other_id"] in words
    ]
