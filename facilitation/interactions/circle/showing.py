"""What the phone's page without scripts shows of a circle. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.circle.options import laps
from retreat.log.nouns.circle import PLACES_MAX


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The places in their order, who has the turn, and the reader's own place. Twin of ``ring.js``."""
    circle = board["circles"].get(shown["id"], {"places": {}, "turn": None, "lap": 0, "since": None, "had": []})
    places = sorted(
        (
            {"id": key, "place": seat["place"], "name": seat["actor"], "own": key in mine}
            for key, seat in circle["places"].items()
        ),
        key=lambda seat: seat["place"],
    )
    own, turn = next((seat for seat in places if seat["own"]), None), circle["turn"]
    state = "speaking" if turn is not None else "waiting" if circle["since"] is None else "over"
    return {
        "round_id": shown["id"],
        "state": state,
        "turn": turn,
        "places": places,
        "own": own,
        "comes": own
        and state != "over"
        and (turn is None or own["id"] not in circle["had"] or circle["lap"] < laps(shown["options"])),
        "places_max": PLACES_MAX,
    }
