"""An assumption, what speaks for and against it, a test of it, and what became of it. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, SHARE, SHARES, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

TEXT_MAX_CHARS = 600
WHO_MAX_CHARS = 120
BY_WHEN_MAX_CHARS = 80
# What evidence does, and what became of an assumption once it was looked at again.
STANCES: tuple[str, ...] = ("for", "against")
OUTCOMES: tuple[str, ...] = ("not_yet_tried", "held_up", "did_not", "changed")

_TEXT = Field(type="text", max_chars=TEXT_MAX_CHARS)
_WHO = Field(type="text", max_chars=WHO_MAX_CHARS, required=False, may_be_empty=True)
_BY_WHEN = Field(type="text", max_chars=BY_WHEN_MAX_CHARS, required=False, may_be_empty=True)
_ID = Field(type="id")
_ON = {"round_id": _ID, "assumption_id": _ID}


def told(op: WireOperation) -> Board:
    """What stands with anything that was written here. What a table brought has its source, and nobody's name."""
    body = op["body"]
    known = {"id": op["target_id"], "share": body["share"], "version": body["version"]}
    return {**known, "from_table": body.get("from_table"), "actor": op["actor"], "at": body.get("at", op["at"])}


def named(board: Board, op: WireOperation) -> Board:
    """An assumption, as it is written or shown to more people."""
    body = op["body"]
    return put(board, "assumptions", op["target_id"], {"round_id": body["round_id"], "text": body["text"], **told(op)})


def found(board: Board, op: WireOperation, part: str) -> Board:
    """Something that was written on an assumption: what is for or against it, a test, or what became of it."""
    body = op["body"]
    said = {
        "round_id": body["round_id"],
        "assumption_id": body["assumption_id"],
        "part": part,
        "text": body.get("text"),
        "who": body.get("who") or None,
        "by_when": body.get("by_when") or None,
        "outcome": body.get("outcome"),
        **told(op),
    }
    return put(board, "findings", op["target_id"], said)


def shown(board: Board, op: WireOperation) -> Board:
    """Anything that more people can read now, some of them for the first time."""
    part = op["body"]["part"]
    return named(board, op) if part == "assumption" else found(board, op, part)


def _evidence(board: Board, op: WireOperation) -> Board:
    return found(board, op, op["body"]["stance"])


def _test(board: Board, op: WireOperation) -> Board:
    return found(board, op, "test")


def _outcome(board: Board, op: WireOperation) -> Board:
    return found(board, op, "outcome")


def _reword(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    fresh = {"text": body["text"], "version": body["version"]}
    more = {"who": body.get("who") or None, "by_when": body.get("by_when") or None}
    return {
        **changed(board, "assumptions", op["target_id"], **fresh),
        **changed(board, "findings", op["target_id"], **fresh, **more),
    }


def _remove(board: Board, op: WireOperation) -> Board:
    """The place of an assumption stays, without words, for what others wrote on it."""
    emptied = changed(board, "assumptions", op["target_id"], text=None, version=op["body"]["version"])
    return {**emptied, **without(board, "findings", op["target_id"])}


NOUN = Noun(
    name="assumption",
    kinds=(
        Kind(
            name="assumption.name",
            says=(
                "An assumption (target_id) is brought up in a round of assumptions, perhaps from a note that its "
                "sender can read (source_id): readers are not told which. Readers: {round_id, text, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "text": _TEXT,
                "source_id": Field(type="id", required=False, nullable=True),
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="assumption.evidence",
            says=(
                "Something that speaks for or against an assumption (target_id, its own id). The assumption is one "
                "that was named, or one of the step by its place (assumption-1 …). "
                "Readers: {round_id, assumption_id, stance, text, share, version}."
            ),
            senders=ANYONE,
            takes={**_ON, "stance": Field(type="choice", choices=STANCES), "text": _TEXT, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="assumption.test",
            says=(
                "A small thing (target_id) that would show whether an assumption still holds, who tries it, and by "
                "when. Readers: {round_id, assumption_id, text, who, by_when, share, version}."
            ),
            senders=ANYONE,
            takes={**_ON, "text": _TEXT, "who": _WHO, "by_when": _BY_WHEN, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="assumption.outcome",
            says=(
                "What became of an assumption (target_id, its own id), with or without words; each keeps its date and "
                "the latest counts. Once the event has closed, only the facilitators can say so. "
                "Readers: {round_id, assumption_id, outcome, text, share, version}."
            ),
            senders=ANYONE,
            takes={
                **_ON,
                "outcome": Field(type="choice", choices=OUTCOMES),
                "text": Field(type="text", max_chars=TEXT_MAX_CHARS, required=False, may_be_empty=True),
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="always",
        ),
        Kind(
            name="assumption.reword",
            says=(
                "The author rewords what they wrote; base_version guards against a stale edit. Only a test has {who, "
                "by_when}. Readers: {text, who, by_when, version}."
            ),
            senders=ANYONE,
            takes={"text": _TEXT, "who": _WHO, "by_when": _BY_WHEN},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="assumption.share",
            says=(
                "The author lets more people read what they wrote; it never narrows. Readers, some of whom see it for "
                "the first time: {part, round_id, text, share, version, at}, and what else was told of it: "
                "{assumption_id, who, by_when, outcome}."
            ),
            senders=ANYONE,
            shows=("text", "who", "by_when"),
            takes={"share": Field(type="choice", choices=SHARES)},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="assumption.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"assumptions": {}, "findings": {}},
    apply={
        "assumption.name": named,
        "assumption.evidence": _evidence,
        "assumption.test": _test,
        "assumption.outcome": _outcome,
        "assumption.reword": _reword,
        "assumption.share": shown,
        "assumption.remove": _remove,
    },
    texts={"assumptions": ("text",), "findings": ("text", "who", "by_when")},
    signed="not_to_desk",
)
