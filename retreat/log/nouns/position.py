"""A position: where somebody places a card on a line, and the spread of all of them when the desk shows it. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without

MOMENTS = ("before", "after")


def _position_set(board: Board, op: WireOperation) -> Board:
    return put(board, "positions", op["target_id"], {**op["body"], "id": op["target_id"], "at": op["at"]})


def _position_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "positions", op["target_id"])


def _positions_show(board: Board, op: WireOperation) -> Board:
    return put(board, "spreads", op["target_id"], {**op["body"], "id": op["target_id"], "at": op["at"]})


NOUN = Noun(
    name="position",
    kinds=(
        Kind(
            name="position.set",
            says=(
                "A placing (target_id, its own id) on a scale, 0 to 100; set again to move it. Every placing "
                "keeps its date. In a round of positions the scale is a card (card-1 …), and the seat somebody speaks "
                "from (seat-1 …, null for their own) and the moment may be said. Readers, its author and the "
                "facilitators: {scale_id, value}, in such a round also {round_id, seat, moment}."
            ),
            senders=ANYONE,
            takes={
                "scale_id": Field(type="id"),
                "value": Field(type="number"),
                "seat": Field(type="id", required=False, nullable=True),
                "moment": Field(type="choice", choices=MOMENTS, required=False, nullable=True),
            },
            needs_notes_consent=True,
        ),
        Kind(
            name="position.remove",
            says=(
                "The author takes a placing (target_id) back, with every earlier value of it: it counts no longer. A "
                "spread that was shown before stays as it is. Readers, its author and the facilitators: {}."
            ),
            senders=ANYONE,
            ones_own=True,
            until="always",
        ),
        Kind(
            name="positions.show",
            says=(
                "The spread of a round's (target_id) positions is shown: counts by tenth of the line, never of fewer "
                "than five people. Readers: {spread: [{card, seat, moment, groups: [{name, people, at}], moved}]}; "
                "moved is how many of how many placed a card elsewhere after than before, where that is told."
            ),
            senders=LEADS,
        ),
    ),
    parts={"positions": {}, "spreads": {}},
    apply={"position.set": _position_set, "position.remove": _position_remove, "positions.show": _positions_show},
    signed="not_to_desk",
)
