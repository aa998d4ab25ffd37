"""Somebody's own seat: their answers and their table, which another phone of theirs may have changed. Pure."""

from __future__ import annotations

from retreat.log.fields import SERVER, Kind
from retreat.log.folding import Board, Noun, WireOperation


def _seat_changed(_board: Board, _op: WireOperation) -> Board:
    return {}


NOUN = Noun(
    name="seat",
    kinds=(
        Kind(
            name="seat.changed",
            says="Somebody's own answers or table changed, perhaps on another phone; load again. Readers: {}.",
            senders=SERVER,
        ),
    ),
    apply={"seat.changed": _seat_changed},
)
