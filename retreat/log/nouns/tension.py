"""A tension: what it is about, a fair statement of each side, and a place for “neither”. Nothing is tallied. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

STATEMENT_MAX_CHARS = 600
PROTECTS_MAX_CHARS = 300
# What kind of disagreement it is, one or more; and how it was left.
TENSION_KINDS: tuple[str, ...] = ("facts", "words", "values", "power")
LEFT: tuple[str, ...] = ("open", "agreed", "parked", "local_choice")

_STATEMENT = Field(type="text", max_chars=STATEMENT_MAX_CHARS)
_PROTECTS = Field(type="text", max_chars=PROTECTS_MAX_CHARS, required=False, may_be_empty=True)
_ID = Field(type="id")


def _tension_name(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    named = {"round_id": body["round_id"], "text": body["text"], **_told(op)}
    return put(board, "tensions", op["target_id"], named)


def _tension_side(board: Board, op: WireOperation) -> Board:
    return _stated(board, op, "side")


def _tension_neither(board: Board, op: WireOperation) -> Board:
    return _stated(board, op, "neither")


def _stated(board: Board, op: WireOperation, stance: str) -> Board:
    body = op["body"]
    said = {
        "round_id": body["round_id"],
        "tension_id": body["tension_id"],
        "stance": stance,
        "text": body["text"],
        "protects": body.get("protects"),
        "held": False,
        **_told(op),
    }
    return put(board, "sides", op["target_id"], said)


def _told(op: WireOperation) -> Board:
    body = op["body"]
    told = {"id": op["target_id"], "share": body["share"], "version": body["version"]}
    return {**told, "actor": op["actor"], "at": op["at"]}


def _tension_reword(board: Board, op: WireOperation) -> Board:
    """Other words: nobody has said of these that they could sign them."""
    body = op["body"]
    fresh = {"text": body["text"], "version": body["version"]}
    return {
        **changed(board, "tensions", op["target_id"], **fresh),
        **changed(board, "sides", op["target_id"], **fresh, protects=body.get("protects"), held=False),
    }


def _tension_remove(board: Board, op: WireOperation) -> Board:
    """The place of a tension stays, without words, for what others said on it."""
    version = op["body"]["version"]
    emptied = changed(board, "tensions", op["target_id"], text=None, version=version)
    return {**emptied, **without(board, "sides", op["target_id"])}


def _tension_mark(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    kinds = [kind for kind in _sorted(board, op)["kinds"] if kind != body["about"]]
    told = [*kinds, body["about"]] if body["applies"] == "yes" else kinds
    return _sort(board, op, kinds=[kind for kind in TENSION_KINDS if kind in told])


def _tension_leave(board: Board, op: WireOperation) -> Board:
    return _sort(board, op, left=op["body"]["left"])


def _sorted(board: Board, op: WireOperation) -> Board:
    of: Board = board["sorted_tensions"].get(op["body"]["round_id"], {"of": {}})["of"]
    found: Board = of.get(op["body"]["tension_id"], {"kinds": [], "left": "open"})
    return found


def _sort(board: Board, op: WireOperation, **changes: object) -> Board:
    round_id, tension_id = op["body"]["round_id"], op["body"]["tension_id"]
    of = board["sorted_tensions"].get(round_id, {"of": {}})["of"]
    of = {**of, tension_id: {**_sorted(board, op), **changes}}
    return put(board, "sorted_tensions", round_id, {"id": round_id, "of": of})


NOUN = Noun(
    name="tension",
    kinds=(
        Kind(
            name="tension.name",
            says=(
                "A tension (target_id) is named in a round of tensions: what people disagree on. "
                "Readers: {round_id, text, share, version}."
            ),
            senders=ANYONE,
            takes={"round_id": _ID, "text": _STATEMENT, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="tension.side",
            says=(
                "A statement (target_id) of one side of a tension, and what that side protects. The tension is one "
                "that was named, or one of the step by its place (tension-1 …). "
                "Readers: {round_id, tension_id, text, protects, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "tension_id": _ID,
                "text": _STATEMENT,
                "protects": _PROTECTS,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="tension.neither",
            says=(
                "Neither of the sides of a tension, because … (target_id). "
                "Readers: {round_id, tension_id, text, share, version}."
            ),
            senders=ANYONE,
            takes={"round_id": _ID, "tension_id": _ID, "text": _STATEMENT, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="tension.reword",
            says=(
                "The author rewords what they wrote; base_version guards against a stale edit. Who could sign the "
                "earlier words has not signed these. Readers: {text, protects, version}."
            ),
            senders=ANYONE,
            takes={"text": _STATEMENT, "protects": _PROTECTS},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="tension.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
        Kind(
            name="tension.mark",
            says=(
                "The facilitators say what a tension is about, or that it is not; it may be about several. "
                "Readers: {round_id, tension_id, about, applies}."
            ),
            senders=LEADS,
            takes={
                "round_id": _ID,
                "tension_id": _ID,
                "about": Field(type="choice", choices=TENSION_KINDS),
                "applies": Field(type="choice", choices=("yes", "no")),
            },
        ),
        Kind(
            name="tension.leave",
            says=(
                "The facilitators say how a tension was left: open, agreed, parked, or for each place to choose. "
                "Readers: {round_id, tension_id, left}."
            ),
            senders=LEADS,
            takes={"round_id": _ID, "tension_id": _ID, "left": Field(type="choice", choices=LEFT)},
        ),
    ),
    parts={"tensions": {}, "sides": {}, "sorted_tensions": {}},
    apply={
        "tension.name": _tension_name,
        "tension.side": _tension_side,
        "tension.neither": _tension_neither,
        "tension.reword": _tension_reword,
        "tension.remove": _tension_remove,
        "tension.mark": _tension_mark,
        "tension.leave": _tension_leave,
    },
    texts={"tensions": ("text",), "sides": ("text", "protects")},
    signed="not_to_desk",
)
