"""What only desks are told: that something beside the board has changed, such as a quiet request. Pure."""

from __future__ import annotations

from retreat.log.fields import SERVER, Kind
from retreat.log.folding import Board, Noun, WireOperation


def _desk_look(_board: Board, _op: WireOperation) -> Board:
    return {}


NOUN = Noun(
    name="desk",
    kinds=(
        Kind(
            name="desk.look",
            says=(
                "Something that no log keeps has changed, and open desks ask for it again. It says nothing about "
                "what or who. Readers, facilitators: {}."
            ),
            senders=SERVER,
        ),
    ),
    apply={"desk.look": _desk_look},
)
