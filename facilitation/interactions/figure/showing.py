"""What the phone's page without scripts shows of a round of figures. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.figure.options import figures_of


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """Each figure with what was set beside it, and the notes that can be."""
    notes = {note["id"]: note for note in board["notes"].values() if note["text"] is not None}
    pairs = sorted(board.get("pairs", {}).values(), key=lambda pair: (pair["at"], pair["id"]))
    here = [
        {**pair, "is_mine": pair["id"] in mine, "note": notes.get(pair["note_id"] or "", {}).get("text")}
        for pair in pairs
        if pair["round_id"] == shown["id"] and pair["account"] is not None
    ]
    return {
        "round_id": shown["id"],
        "figures": [
            {"figure": figure, "pairs": [pair for pair in here if pair["figure_id"] == figure.id]}
            for figure in figures_of(shown["options"])
        ],
        "notes": [(note["id"], note["text"]) for note in notes.values() if note["share"] == "everyone"],
    }
