"""How deep an assumption lies, as each person sees it, and what is shown of it without a name. Pure.

A noun of its own: what people write on assumptions may be signed, this never is.
"""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put
from retreat.log.nouns.assumption import shown

# From what can be seen down to what nobody asks about.
DEPTHS: tuple[str, ...] = ("ground", "stone", "bedrock")

_ID = Field(type="id")
_ON = {"round_id": _ID, "assumption_id": _ID}


def _place(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    placed = {name: body[name] for name in ("round_id", "assumption_id", "depth")}
    return put(board, "depths", op["target_id"], {**placed, "id": op["target_id"], "at": op["at"]})


def _spread(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    here = board["depth_spreads"].get(body["round_id"], {"of": {}})["of"]
    of = {**here, body["assumption_id"]: {"spread": body["spread"], "at": op["at"]}}
    return put(board, "depth_spreads", body["round_id"], {"id": body["round_id"], "of": of})


NOUN = Noun(
    name="assumption_depth",
    kinds=(
        Kind(
            name="assumption.place",
            says=(
                "How deep somebody sees an assumption lie (target_id, an id of this placing): on the ground, under the "
                "stone, or bedrock. Placed again, the latest counts, and every placing keeps its date. Its sender "
                "alone is told: {round_id, assumption_id, depth}."
            ),
            senders=ANYONE,
            takes={**_ON, "depth": Field(type="choice", choices=DEPTHS)},
            needs_notes_consent=True,
        ),
        Kind(
            name="assumption.spread",
            says=(
                "The facilitators show how the placings of an assumption are spread, once five people have placed "
                "it. Its readers: {round_id, assumption_id, spread: {people, now: {ground, stone, bedrock}, first, "
                "moved}}; first and moved are null until five people have placed it twice."
            ),
            senders=LEADS,
            takes=dict(_ON),
        ),
        Kind(
            name="assumption.bring",
            says=(
                "What was written for a table is brought to everyone by somebody at that table, where the step lets "
                "tables bring things, with the table as its source; or the facilitators show what was handed in. "
                "Nobody's name is told. Readers: as of assumption.share, with {from_table}: the table's name, null of "
                "what was handed in."
            ),
            senders=ANYONE,
            shows=("text", "who", "by_when"),
        ),
    ),
    parts={"depths": {}, "depth_spreads": {}},
    apply={"assumption.place": _place, "assumption.spread": _spread, "assumption.bring": shown},
    signed="never",
)
