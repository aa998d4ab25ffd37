"""A light-bulb: a self-declared shift of understanding. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, NOTE_MAX_CHARS, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without


def _lightbulb_mark(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    bulb = {
        "id": op["target_id"],
        "on": body["on"],
        "text": body["text"],
        "share": body["share"],
        "version": body["version"],
        "actor": op["actor"],
        "at": op["at"],
    }
    return put(board, "lightbulbs", op["target_id"], bulb)


def _lightbulb_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "lightbulbs", op["target_id"])


NOUN = Noun(
    name="lightbulb",
    kinds=(
        Kind(
            name="lightbulb.mark",
            says=(
                "A self-declared shift of understanding (target_id), perhaps on a note or prompt. "
                "Readers: {on, text, share, version}."
            ),
            senders=ANYONE,
            takes={
                "text": Field(type="text", max_chars=NOTE_MAX_CHARS, required=False, may_be_empty=True),
                "on": Field(type="id", required=False, nullable=True),
                "share": SHARE,
            },
            needs_notes_consent=True,
        ),
        Kind(
            name="lightbulb.remove",
            says="The author takes a light-bulb (target_id) back; its words are erased. Readers: {}.",
            senders=ANYONE,
        ),
    ),
    parts={"lightbulbs": {}},
    apply={"lightbulb.mark": _lightbulb_mark, "lightbulb.remove": _lightbulb_remove},
    texts={"lightbulbs": ("text",)},
)
