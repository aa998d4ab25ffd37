"""A show of hands: how many people in the room, or at a table, raised a hand for something. Never a dot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.fields import ANYONE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without

SIDES: tuple[str, ...] = ("low", "middle", "high")
HANDS_MAX = 1_000


def key_of(target_id: str, body: Mapping[str, Any]) -> str:
    """What is counted once: a thing, in a round, by the room or by one table, and where on its line."""
    return " ".join((body["round_id"], body["table_id"] or "-", target_id, body["side"] or "-"))


def _hands_count(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    key = key_of(op["target_id"], body)
    if body["count"] is None:
        return without(board, "raised", key)
    return put(board, "raised", key, {"id": key, "on_id": op["target_id"], **body, "at": op["at"]})


NOUN = Noun(
    name="hands",
    kinds=(
        Kind(
            name="hands.count",
            says=(
                "How many people raised a hand for a note, a heading or a card (target_id) in a round with dots or a "
                "line. The desk counts the room, the scribe of a table that table. The last count holds; one without "
                "a number takes it back. It is never added to dots. On a line, side says where: at its low or high "
                "end, or in the middle. Readers, everybody, or that table and facilitators: {round_id, side, count, "
                "table_id}."
            ),
            senders=ANYONE,
            takes={
                "round_id": Field(type="id"),
                "count": Field(type="number", required=False, most=HANDS_MAX),
                "side": Field(type="choice", choices=SIDES, required=False),
            },
        ),
    ),
    parts={"raised": {}},
    apply={"hands.count": _hands_count},
    signed="never",
)
