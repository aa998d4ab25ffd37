"""What the phone's page without scripts shows of a circle. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """Who has the turn, the reader's own place, and the round."""
    circle = board["circles"].get(shown["id"], {"places": {}, "turn": None})
    places = {key: seat["place"] for key, seat in circle["places"].items()}
    own = next((place for key, place in places.items() if key in mine), None)
    return {"round_id": shown["id"], "turn": circle["turn"], "own": own, "many": len(places)}
