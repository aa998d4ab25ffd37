"""The day before: headings that the team made overnight, and what people say of each the next morning. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, LEADS, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

# What somebody says of a heading: what does not fit, or what they would call it.
STANCES: tuple[str, ...] = ("challenge", "name")
HEAD_MAX_CHARS = 200
WORDS_MAX_CHARS = 600

_ID = Field(type="id")
_MAYBE = Field(type="id", required=False, nullable=True)


def _head(board: Board, op: WireOperation) -> Board:
    return put(board, "heads", op["target_id"], _said(op, "overnight_id"))


def _write(board: Board, op: WireOperation) -> Board:
    return put(board, "challenges", op["target_id"], _said(op, "head_id", "stance"))


def _said(op: WireOperation, *names: str) -> dict[str, Any]:
    body = op["body"]
    told = {name: body.get(name) for name in ("round_id", "text", "share", *names)}
    return {**told, "id": op["target_id"], "version": body["version"], "actor": op["actor"], "at": op["at"]}


def _reword(board: Board, op: WireOperation) -> Board:
    fresh = {"text": op["body"]["text"], "version": op["body"]["version"]}
    target = op["target_id"]
    return {**changed(board, "heads", target, **fresh), **changed(board, "challenges", target, **fresh)}


def _remove(board: Board, op: WireOperation) -> Board:
    """The place of a heading stays, without its name, for what people said of it."""
    target = op["target_id"]
    gone = changed(board, "heads", target, text=None, version=op["body"]["version"])
    return {**gone, **without(board, "challenges", target)}


NOUN = Noun(
    name="yesterday",
    kinds=(
        Kind(
            name="yesterday.head",
            says=(
                "A heading over what was written the day before (target_id): laid out when a step of this kind opens, "
                "for each that the team made overnight (overnight_id), or made now. What stands under it is not sent: "
                "readers ask for it. Readers: {round_id, text, overnight_id, share, version}."
            ),
            senders=LEADS,
            takes={"round_id": _ID, "text": Field(type="text", max_chars=HEAD_MAX_CHARS), "overnight_id": _MAYBE},
            until="event",
        ),
        Kind(
            name="yesterday.write",
            says=(
                "What somebody says of a heading (target_id): what does not fit, or a better name; without a heading, "
                "of the day as a whole. Readers: {round_id, head_id, stance, text, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "head_id": _MAYBE,
                "stance": Field(type="choice", choices=STANCES),
                "text": Field(type="text", max_chars=WORDS_MAX_CHARS),
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="yesterday.reword",
            says=(
                "The author rewords what they wrote; or the facilitators give a heading another name, and the "
                "earlier ones are kept. base_version guards against a stale edit. Readers: {text, version}."
            ),
            senders=ANYONE,
            takes={"text": Field(type="text", max_chars=WORDS_MAX_CHARS)},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="yesterday.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"heads": {}, "challenges": {}},
    apply={
        "yesterday.head": _head,
        "yesterday.write": _write,
        "yesterday.reword": _reword,
        "yesterday.remove": _remove,
    },
    texts={"heads": ("text",), "challenges": ("text",)},
    signed="not_to_desk",
)
