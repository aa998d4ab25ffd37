"""A light-bulb: a self-declared shift of understanding. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, NOTE_MAX_CHARS, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

# What I used to think, what I think now, because, what set it off; and free words.
BULB_TEXTS: tuple[str, ...] = ("used", "now", "because", "set_off", "text")
_TEXT = Field(type="text", max_chars=NOTE_MAX_CHARS, required=False, may_be_empty=True)
_TAKES = dict.fromkeys(BULB_TEXTS, _TEXT)


def _lightbulb_mark(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    bulb = {
        "id": op["target_id"],
        "on": body["on"],
        **_texts(op),
        "share": body["share"],
        "version": body["version"],
        "actor": op["actor"],
        "at": op["at"],
    }
    return put(board, "lightbulbs", op["target_id"], bulb)


def _lightbulb_edit(board: Board, op: WireOperation) -> Board:
    return changed(board, "lightbulbs", op["target_id"], **_texts(op), version=op["body"]["version"])


def _texts(op: WireOperation) -> dict[str, str | None]:
    return {name: op["body"].get(name) for name in BULB_TEXTS}


def _lightbulb_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "lightbulbs", op["target_id"])


NOUN = Noun(
    name="lightbulb",
    kinds=(
        Kind(
            name="lightbulb.mark",
            says=(
                "A self-declared shift of understanding (target_id), perhaps on a note or prompt, in any of its texts "
                "or without words. Readers: {on, used, now, because, set_off, text, share, version}."
            ),
            senders=ANYONE,
            ones_own=True,
            takes={
                **_TAKES,
                "on": Field(type="id", required=False, nullable=True),
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="lightbulb.edit",
            says=(
                "The author rewords a light-bulb: all its texts anew, a missing one is empty; base_version guards "
                "against a stale edit. Readers: {used, now, because, set_off, text, version}."
            ),
            senders=ANYONE,
            ones_own=True,
            takes=_TAKES,
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="lightbulb.remove",
            says="The author takes a light-bulb (target_id) back; its words are erased. Readers: {}.",
            senders=ANYONE,
            ones_own=True,
            until="always",
        ),
    ),
    parts={"lightbulbs": {}},
    apply={
        "lightbulb.mark": _lightbulb_mark,
        "lightbulb.edit": _lightbulb_edit,
        "lightbulb.remove": _lightbulb_remove,
    },
    texts={"lightbulbs": BULB_TEXTS},
    signed="not_to_desk",
)
