"""What the phone's page without scripts shows of a round of positions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.position.options import card_ids
from facilitation.interactions.position.spread import MOMENTS, PLACES, by_card, place_of
from retreat.programme.steps import seat_ids


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], _mine: Collection[str]) -> Mapping[str, Any]:
    """The cards with every seat and moment, and where the reader has placed them; the spread once it is shown."""
    options = shown["options"]
    # A round that was opened before steps had seats of their own says them among its options.
    worn = shown.get("speaking_as") or options.get("seats", ())
    seats = [(None, None), *zip(seat_ids(worn), worn, strict=True)]
    cards, several = [], len(options.get("moments", ())) > 1
    for card, words in zip(card_ids(options), options["cards"], strict=True):
        forms = [
            {"seat": seat, "as": name, "moment": moment, "named": several}
            | _placed(board, shown["id"], card, seat, moment)
            | {"before": _before(board, shown, words, seat) if moment == "after" and not several else None}
            for seat, name in seats
            for moment in options.get("moments") or [None]
        ]
        cards.append({"id": card, "words": words, "forms": forms})
    told = board.get("spreads", {}).get(shown["id"])
    return {
        "cards": cards,
        "ends": options["ends"],
        "places": [place * 10 for place in range(PLACES)],
        "spread": by_card(options, worn, told["spread"]) if told else None,
        "moments": MOMENTS,
    }


def _before(board: Mapping[str, Any], shown: Mapping[str, Any], words: str, seat: str | None) -> int | None:
    """Where the reader placed a card of the same words before, in another round. Twin of ``earlier`` in cards.js."""
    places = [
        _placed(board, each["id"], card, seat, "before")["value"]
        for each in board["rounds"].values()
        if each.get("interaction") == shown.get("interaction") and each["id"] != shown["id"]
        for card, same in zip(card_ids(each["options"]), each["options"]["cards"], strict=True)
        if same == words
    ]
    return next((place for place in reversed(places) if place is not None), None)


def _placed(board: Mapping[str, Any], round_id: str, card: str, seat: str | None, moment: str | None) -> dict[str, Any]:
    wanted = {"round_id": round_id, "scale_id": card, "seat": seat, "moment": moment}
    found = [each for each in board["positions"].values() if wanted.items() <= each.items()]
    latest = max(found, key=lambda each: each["at"], default=None)
    return {"id": latest["id"], "value": place_of(latest["value"]) * 10} if latest else {"id": "", "value": None}
