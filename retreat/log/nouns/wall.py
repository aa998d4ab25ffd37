"""What the wall shows, as the desk chooses. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation


def _wall_show(_board: Board, op: WireOperation) -> Board:
    return {"wall": {"view": op["body"]["view"], "prompt_id": op["body"]["prompt_id"]}}


NOUN = Noun(
    name="wall",
    kinds=(
        Kind(
            name="wall.show",
            says="What the wall shows: join, prompt or notes. Readers, walls and facilitators: {view, prompt_id}.",
            senders=LEADS,
            takes={
                "view": Field(type="choice", choices=("join", "prompt", "notes")),
                "prompt_id": Field(type="id", required=False, nullable=True),
            },
        ),
    ),
    parts={"wall": None},
    apply={"wall.show": _wall_show},
)
