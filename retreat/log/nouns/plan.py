"""A plan card: plan, act, observe and reflect, each dated; the next cycle starts from what was reflected. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

STAGES: tuple[str, ...] = ("plan", "act", "observe", "reflect")
TITLE_MAX_CHARS = 200
WORDS_MAX_CHARS = 800
PUZZLE_MAX_CHARS = 400

_ID = Field(type="id")
_MAYBE = Field(type="id", required=False, nullable=True)
_DUE = Field(type="day", required=False, nullable=True)
_PUZZLE = Field(type="text", max_chars=PUZZLE_MAX_CHARS, required=False, may_be_empty=True)


def _add(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    names = ("round_id", "text", "puzzle", "project", "plan_id", "table", "share")
    return put(board, "plans", op["target_id"], {**{name: body.get(name) for name in names}, **_told(op)})


def _write(board: Board, op: WireOperation) -> Board:
    names = ("round_id", "plan_id", "stage", "text", "due", "share")
    return put(board, "stages", op["target_id"], {**{name: op["body"].get(name) for name in names}, **_told(op)})


def _told(op: WireOperation) -> Board:
    return {"id": op["target_id"], "version": op["body"]["version"], "actor": op["actor"], "at": op["at"]}


def _reword(board: Board, op: WireOperation) -> Board:
    body, target = op["body"], op["target_id"]
    fresh = {"text": body["text"], "version": body["version"]}
    return {
        **changed(board, "plans", target, **fresh, puzzle=body.get("puzzle")),
        **changed(board, "stages", target, **fresh, due=body.get("due")),
    }


def _remove(board: Board, op: WireOperation) -> Board:
    """The place of a card stays, without words, for what others wrote on it; of a part, the wording before is there."""
    target = op["target_id"]
    emptied = {"text": None, "puzzle": None, "version": op["body"]["version"]}
    return {**changed(board, "plans", target, **emptied), **without(board, "stages", target)}


NOUN = Noun(
    name="plan",
    kinds=(
        Kind(
            name="plan.add",
            says=(
                "A plan card (target_id): what the local project is called, and what puzzles its people. It may be of "
                "one of the step's projects (project-1 …), and be the next cycle after another card (plan_id), which "
                "starts from what was written there under reflect. "
                "Readers: {round_id, text, puzzle, project, plan_id, table, share, version}; table is whose card it is."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "text": Field(type="text", max_chars=TITLE_MAX_CHARS),
                "puzzle": _PUZZLE,
                "project": _MAYBE,
                "plan_id": _MAYBE,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="plan.write",
            says=(
                "One part of a card (target_id, its own id): plan, act, observe or reflect, and the day it is for. "
                "Written again, the wording before stays, with its date. People at the card's table write on it, where "
                "there are tables; it has the readers of the card. "
                "Readers: {round_id, plan_id, stage, text, due, share, version}."
            ),
            senders=ANYONE,
            takes={
                "plan_id": _ID,
                "stage": Field(type="choice", choices=STAGES),
                "text": Field(type="text", max_chars=WORDS_MAX_CHARS),
                "due": _DUE,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="plan.reword",
            says=(
                "The author rewords what they wrote; base_version guards against a stale edit. "
                "Readers: {text, puzzle, due, version}."
            ),
            senders=ANYONE,
            takes={"text": Field(type="text", max_chars=WORDS_MAX_CHARS), "puzzle": _PUZZLE, "due": _DUE},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="plan.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"plans": {}, "stages": {}},
    apply={"plan.add": _add, "plan.write": _write, "plan.reword": _reword, "plan.remove": _remove},
    texts={"plans": ("text", "puzzle"), "stages": ("text",)},
    signed="not_to_desk",
)
