"""What the phone's page without scripts shows of the day before. Pure. Twin of ``heads.js``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from facilitation.interactions.yesterday.words import STANCE_WORDS


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The headings, each with what people say of it, and what they say of the day as a whole."""

    def said(head_id: str | None) -> list[dict[str, Any]]:
        some = [one for one in _in_order(board["challenges"]) if one["head_id"] == head_id and one["text"] is not None]
        return [{**one, "is_mine": one["id"] in mine} for one in some]

    heads = [{**one, "said": said(one["id"])} for one in _in_order(board["heads"])]
    return {
        "round_id": shown["id"],
        "stances": STANCE_WORDS,
        "heads": [one for one in heads if one["text"] is not None or one["said"]],
        "missing": said(None),
    }


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
