"""A round: a timed part of a session that opens, pauses and closes; a question asked now has one of its own. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put

EXTRA_MAX_MINUTES = 240


def _round_open(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return put(
        board,
        "rounds",
        op["target_id"],
        {"id": op["target_id"], "state": "open", "opened_at": op["at"], **body},
    )


def _round_close(board: Board, op: WireOperation) -> Board:
    return changed(board, "rounds", op["target_id"], state="closed", version=op["body"]["version"], ends_at=None)


def _round_add(_board: Board, _op: WireOperation) -> Board:
    return {}


def _round_timed(board: Board, op: WireOperation) -> Board:
    return changed(board, "rounds", op["target_id"], **op["body"])


def _round_pause(board: Board, op: WireOperation) -> Board:
    return changed(board, "rounds", op["target_id"], version=op["body"]["version"], paused_at=op["at"])


def _round_resume(board: Board, op: WireOperation) -> Board:
    return changed(board, "rounds", op["target_id"], **op["body"], paused_at=None)


NOUN = Noun(
    name="round",
    kinds=(
        Kind(
            name="round.open",
            says=(
                "A planned round (target_id) opens. base_version compares and sets. Readers: {title, interaction, "
                "instruction, easy_read, group, audio, shares, default_share, note_kinds, note_budget, vote_budget, "
                "who, speaking_as, options, ends_at, version}."
            ),
            senders=LEADS,
            takes={"minutes": Field(type="number", required=False, nullable=True)},
        ),
        Kind(
            name="round.close",
            says="An open round (target_id) closes. base_version compares and sets. Readers: {version}.",
            senders=LEADS,
        ),
        Kind(
            name="round.add",
            says=(
                "A round (target_id) for a question that is asked now, beside the plan; it opens at once, and its "
                "question follows as prompt.ask. While it is open it comes before all others, which stay open. "
                "Facilitators: {title}."
            ),
            senders=LEADS,
            takes={
                "note_kinds": Field(type="ids", required=False),
                "share": Field(type="choice", choices=("facilitators", "everyone"), required=False),
            },
        ),
        Kind(
            name="round.extend",
            says=(
                "An open round (target_id) gets more minutes: from its end, or from now where that has passed or "
                "there was none. base_version compares and sets. Readers: {ends_at, version}."
            ),
            senders=LEADS,
            takes={"minutes": Field(type="number", least=1, most=EXTRA_MAX_MINUTES)},
        ),
        Kind(
            name="round.pause",
            says=(
                "The time of an open round (target_id) stops; people can still write. base_version compares and "
                "sets. Readers: {version}."
            ),
            senders=LEADS,
        ),
        Kind(
            name="round.resume",
            says=(
                "A paused round (target_id) goes on with the time that it had left. base_version compares and sets. "
                "Readers: {ends_at, version}."
            ),
            senders=LEADS,
        ),
    ),
    parts={"rounds": {}},
    apply={
        "round.open": _round_open,
        "round.close": _round_close,
        "round.add": _round_add,
        "round.extend": _round_timed,
        "round.pause": _round_pause,
        "round.resume": _round_resume,
    },
)
