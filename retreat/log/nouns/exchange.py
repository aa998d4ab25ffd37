"""A table of exchange: what each column says of a matter, what was agreed, and what people do not agree on. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

# What a column can say of a matter: what it knows, needs and offers, and what counts as evidence there.
CELLS: tuple[str, ...] = ("knows", "needs", "offers", "counts")
WORDS_MAX_CHARS = 600
HOW_MAX_CHARS = 300

_WORDS = Field(type="text", max_chars=WORDS_MAX_CHARS)
_HOW = Field(type="text", max_chars=HOW_MAX_CHARS, required=False, may_be_empty=True)
_ID = Field(type="id")
_ON = {"round_id": _ID, "matter_id": _ID}


def _sit(board: Board, op: WireOperation) -> Board:
    """Of this reader alone: nobody else is sent it."""
    round_id = op["body"]["round_id"]
    return put(board, "exchange_seats", round_id, {"id": round_id, "column": op["body"]["column"], "at": op["at"]})


def _matter(board: Board, op: WireOperation) -> Board:
    return put(board, "matters", op["target_id"], _said(op))


def _say(board: Board, op: WireOperation) -> Board:
    return put(board, "entries", op["target_id"], _said(op, "matter_id", "column", "cell"))


def _agree(board: Board, op: WireOperation) -> Board:
    return put(board, "outcomes", op["target_id"], _said(op, "matter_id", "how"))


def _differ(board: Board, op: WireOperation) -> Board:
    return put(board, "dissents", op["target_id"], _said(op, "matter_id"))


def _said(op: WireOperation, *names: str) -> dict[str, Any]:
    body = op["body"]
    told = {name: body.get(name) for name in ("round_id", "text", "share", *names)}
    return {**told, "id": op["target_id"], "version": body["version"], "actor": op["actor"], "at": op["at"]}


def _reword(board: Board, op: WireOperation) -> Board:
    body, target = op["body"], op["target_id"]
    fresh = {"text": body["text"], "version": body["version"]}
    return {
        **changed(board, "matters", target, **fresh),
        **changed(board, "entries", target, **fresh),
        **changed(board, "outcomes", target, **fresh, how=body.get("how")),
        **changed(board, "dissents", target, **fresh),
    }


def _remove(board: Board, op: WireOperation) -> Board:
    """The place of a matter stays, without words, for what others said on it."""
    target = op["target_id"]
    return {
        **changed(board, "matters", target, text=None, version=op["body"]["version"]),
        **without(board, "entries", target),
        **without(board, "outcomes", target),
        **without(board, "dissents", target),
    }


NOUN = Noun(
    name="exchange",
    kinds=(
        Kind(
            name="exchange.sit",
            says=(
                "The sender writes in this column from now on (target_id, its own id): it is of their own role or "
                "sector, or one whose seat they take. Reader, the sender alone: {round_id, column}."
            ),
            senders=ANYONE,
            takes={"round_id": _ID, "column": _ID},
            needs_notes_consent=True,
        ),
        Kind(
            name="exchange.matter",
            says="A matter to exchange on (target_id): a row of the table. Readers: {round_id, text, share, version}.",
            senders=ANYONE,
            takes={"round_id": _ID, "text": _WORDS, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="exchange.say",
            says=(
                "What a column says of a matter (target_id): what it knows, needs, offers or counts as evidence. The "
                "matter is one of the step by its place (matter-1 …), or one that was named. People write in the "
                "column of their seat; the facilitators write in any, for people without a phone. "
                "Readers: {round_id, matter_id, column, cell, text, share, version}."
            ),
            senders=ANYONE,
            takes={
                **_ON,
                "column": Field(type="id", required=False, nullable=True),
                "cell": Field(type="choice", choices=CELLS),
                "text": _WORDS,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="exchange.agree",
            says=(
                "What was agreed on a matter (target_id), and how. A table agrees one thing at a time; who wrote it "
                "can reword it. Readers: {round_id, matter_id, text, how, share, version}."
            ),
            senders=ANYONE,
            takes={**_ON, "text": _WORDS, "how": _HOW, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="exchange.differ",
            says=(
                "Somebody does not agree, and this is recorded in their words (target_id), beside what was agreed. "
                "There can be any number; they are never counted. "
                "Readers: {round_id, matter_id, text, share, version}."
            ),
            senders=ANYONE,
            takes={**_ON, "text": _WORDS, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="exchange.reword",
            says=(
                "The author rewords what they wrote; base_version guards against a stale edit. "
                "Readers: {text, how, version}."
            ),
            senders=ANYONE,
            takes={"text": _WORDS, "how": _HOW},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="exchange.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"matters": {}, "entries": {}, "outcomes": {}, "dissents": {}, "exchange_seats": {}},
    apply={
        "exchange.sit": _sit,
        "exchange.matter": _matter,
        "exchange.say": _say,
        "exchange.agree": _agree,
        "exchange.differ": _differ,
        "exchange.reword": _reword,
        "exchange.remove": _remove,
    },
    texts={"matters": ("text",), "entries": ("text",), "outcomes": ("text", "how"), "dissents": ("text",)},
    signed="not_to_desk",
)
