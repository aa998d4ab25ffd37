"""A claim, an ask, an offer or a promise; who has taken it on, by when, and what became of it. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

SORTS: tuple[str, ...] = ("claim", "ask", "offer", "promise")
BECAME: tuple[str, ...] = ("kept", "changed", "dropped")
WORDS_MAX_CHARS = 600
KNOWN_BY_MAX_CHARS = 300
NAME_MAX_CHARS = 120

_WORDS = Field(type="text", max_chars=WORDS_MAX_CHARS)
_KNOWN_BY = Field(type="text", max_chars=KNOWN_BY_MAX_CHARS, required=False, may_be_empty=True)
_ID = Field(type="id")
_DUE = Field(type="day", required=False, nullable=True)
_OWNER = Field(type="id", required=False, nullable=True)


def _add(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    said = {name: body.get(name) for name in ("sort", "text", "known_by", "due", "owner", "share")}
    return put(board, "undertakings", op["target_id"], {"round_id": body["round_id"], **said, **_told(op)})


def _take(board: Board, op: WireOperation) -> Board:
    return put(board, "owners", op["target_id"], _on(op, "owner"))


def _tell(board: Board, op: WireOperation) -> Board:
    return put(board, "became", op["target_id"], _on(op, "became", "due"))


def _propose(board: Board, op: WireOperation) -> Board:
    return put(board, "proposals", op["target_id"], _on(op))


def _on(op: WireOperation, *names: str) -> dict[str, Any]:
    body = op["body"]
    said = {name: body.get(name) for name in names}
    return {"undertaking_id": body["undertaking_id"], "text": body["text"], **said, **_told(op)}


def _told(op: WireOperation) -> dict[str, Any]:
    return {"id": op["target_id"], "version": op["body"]["version"], "actor": op["actor"], "at": op["at"]}


def _decline(board: Board, op: WireOperation) -> Board:
    return without(board, "proposals", op["target_id"])


def _reword(board: Board, op: WireOperation) -> Board:
    body, target = op["body"], op["target_id"]
    fresh = {"text": body["text"], "version": body["version"]}
    return {
        **changed(board, "undertakings", target, **fresh, known_by=body.get("known_by"), due=body.get("due")),
        **changed(board, "owners", target, **fresh),
        **changed(board, "became", target, **fresh),
    }


def _remove(board: Board, op: WireOperation) -> Board:
    """The place of an undertaking stays, without words, for what others said on it."""
    target = op["target_id"]
    emptied = {"text": None, "known_by": None, "version": op["body"]["version"]}
    return {
        **changed(board, "undertakings", target, **emptied),
        **without(board, "owners", target),
        **without(board, "became", target),
        **without(board, "proposals", target),
    }


def _join(board: Board, op: WireOperation) -> Board:
    ask, offer = op["body"]["ask_id"], op["body"]["offer_id"]
    return put(board, "joins", ask, {"id": ask, "offers": [*_others(board, ask, offer), offer]})


def _unjoin(board: Board, op: WireOperation) -> Board:
    ask, offer = op["body"]["ask_id"], op["body"]["offer_id"]
    return put(board, "joins", ask, {"id": ask, "offers": _others(board, ask, offer)})


def _others(board: Board, ask: str, offer: str) -> list[str]:
    return [one for one in board["joins"].get(ask, {"offers": []})["offers"] if one != offer]


NOUN = Noun(
    name="undertaking",
    kinds=(
        Kind(
            name="undertaking.add",
            says=(
                "A claim, an ask, an offer or a promise (target_id), how people will know that it is done, by when, "
                "and which of the step's owners it is meant for (owner-1 …). Nobody owns it yet. "
                "Readers: {round_id, sort, text, known_by, due, owner, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "sort": Field(type="choice", choices=SORTS),
                "text": _WORDS,
                "known_by": _KNOWN_BY,
                "due": _DUE,
                "owner": _OWNER,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="undertaking.take",
            says=(
                "The sender takes an undertaking on (target_id, its own id) and says how they want to be called as its "
                "owner, or for which of the step's owners they do so. Nobody else can make them its owner. It has the "
                "readers of the undertaking. Readers: {round_id, undertaking_id, text, owner, share, version}."
            ),
            senders=ANYONE,
            takes={
                "undertaking_id": _ID,
                "text": Field(type="text", max_chars=NAME_MAX_CHARS, required=False, may_be_empty=True),
                "owner": _OWNER,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="undertaking.propose",
            says=(
                "The sender writes a name (target_id, its own id): would this person take it on? It reaches people "
                "of that name in the session who can read the undertaking, and nobody else; the sender is not told "
                "whether there is one. Readers, each on their own channel: {round_id, undertaking_id, text, share, "
                "version}."
            ),
            senders=ANYONE,
            takes={
                "undertaking_id": _ID,
                "text": Field(type="text", max_chars=NAME_MAX_CHARS),
                "share": Field(type="choice", choices=("me",), required=False),
            },
            needs_notes_consent=True,
        ),
        Kind(
            name="undertaking.decline",
            says=(
                "Somebody who was asked by name (target_id, as in undertaking.propose) would rather not. Nobody is "
                "told but themselves. Reader, the sender: {}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
        Kind(
            name="undertaking.tell",
            says=(
                "What became of an undertaking (target_id, its own id): kept, changed or dropped, why, and the day it "
                "is now for. Its owner says so; while it has none, its author; the facilitators at any time. "
                "Earlier answers stay, with their dates. "
                "Readers: {round_id, undertaking_id, became, text, due, share, version}."
            ),
            senders=ANYONE,
            takes={
                "undertaking_id": _ID,
                "became": Field(type="choice", choices=BECAME),
                "text": Field(type="text", max_chars=WORDS_MAX_CHARS, required=False, may_be_empty=True),
                "due": _DUE,
                "share": SHARE,
            },
            needs_notes_consent=True,
            ones_own=True,
            until="always",
        ),
        Kind(
            name="undertaking.join",
            says=(
                "An ask and an offer with the same readers belong together: one is target_id, the other "
                "undertaking_id. Readers: {ask_id, offer_id}."
            ),
            senders=ANYONE,
            takes={"undertaking_id": _ID},
            until="event",
        ),
        Kind(
            name="undertaking.unjoin",
            says="They no longer belong together. Readers: {ask_id, offer_id}.",
            senders=ANYONE,
            takes={"undertaking_id": _ID},
            until="event",
            ones_own=True,
        ),
        Kind(
            name="undertaking.reword",
            says=(
                "The author rewords what they wrote; base_version guards against a stale edit. "
                "Readers: {text, known_by, due, version}."
            ),
            senders=ANYONE,
            takes={"text": _WORDS, "known_by": _KNOWN_BY, "due": _DUE},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="undertaking.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside: its owner "
                "gives an undertaking up in this way. Or a facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"undertakings": {}, "owners": {}, "became": {}, "proposals": {}, "joins": {}},
    apply={
        "undertaking.add": _add,
        "undertaking.take": _take,
        "undertaking.propose": _propose,
        "undertaking.decline": _decline,
        "undertaking.tell": _tell,
        "undertaking.join": _join,
        "undertaking.unjoin": _unjoin,
        "undertaking.reword": _reword,
        "undertaking.remove": _remove,
    },
    texts={"undertakings": ("text", "known_by"), "owners": ("text",), "became": ("text",), "proposals": ("text",)},
    signed="not_to_desk",
)
