"""The board: everything one reader knows of a live session, folded from the operations that reader received.

Pure: standard library only, no clock, no database. ``static/js/board/fold.js`` is its twin; the cases in
``tests/cases/board`` are folded by both in a test, and must come out equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Board = dict[str, Any]
WireOperation = dict[str, Any]


class UnknownKind(ValueError):
    """An operation of a kind that this version does not know; the client must load the page again."""


def empty_board() -> Board:
    """A board on which nothing has happened. All maps are keyed by id."""
    return {
        "session": None,
        "rounds": {},
        "prompts": {},
        "notes": {},
        "clusters": {},
        "votes": {},
        "lightbulbs": {},
        "positions": {},
        "wall": None,
    }


def fold_all(operations: Iterable[WireOperation], board: Board | None = None) -> Board:
    """Fold operations in the order they were received."""
    folded = empty_board() if board is None else board
    for operation in operations:
        folded = fold(folded, operation)
    return folded


def fold(board: Board, operation: WireOperation) -> Board:
    """Return a new board with one operation applied; the board given is not changed.

    Raises:
        UnknownKind: The kind is not one of ``APPLIERS``.
    """
    try:
        apply = APPLIERS[operation["kind"]]
    except KeyError as error:
        raise UnknownKind(operation["kind"]) from error
    return {**board, **apply(board, operation)}


def _with(board: Board, part: str, key: str, **changes: Any) -> Board:
    """Change one thing that is there; a thing that is not there stays away (its reader never saw it)."""
    if key not in board[part]:
        return {}
    return {part: {**board[part], key: {**board[part][key], **changes}}}


def _put(board: Board, part: str, key: str, thing: dict[str, Any]) -> Board:
    return {part: {**board[part], key: thing}}


def _without(board: Board, part: str, key: str) -> Board:
    return {part: {k: v for k, v in board[part].items() if k != key}}


def _session_open(_board: Board, op: WireOperation) -> Board:
    return {"session": {"state": "open", "title": op["body"]["title"], "activity": op["body"]["activity"]}}


def _session_end(board: Board, _op: WireOperation) -> Board:
    return {"session": {**(board["session"] or {}), "state": "ended"}}


def _session_next(board: Board, op: WireOperation) -> Board:
    return {"session": {**(board["session"] or {"state": "planned"}), "next": dict(op["body"])}}


def _seat_changed(_board: Board, _op: WireOperation) -> Board:
    return {}


def _round_open(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _put(
        board,
        "rounds",
        op["target_id"],
        {"id": op["target_id"], "state": "open", "opened_at": op["at"], **body},
    )


def _round_close(board: Board, op: WireOperation) -> Board:
    return _with(board, "rounds", op["target_id"], state="closed", version=op["body"]["version"], ends_at=None)


def _prompt_ask(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _put(
        board,
        "prompts",
        op["target_id"],
        {
            "id": op["target_id"],
            "round_id": body["round_id"],
            "text": body["text"],
            "version": body["version"],
            "at": op["at"],
        },
    )


def _prompt_reword(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _with(board, "prompts", op["target_id"], text=body["text"], version=body["version"])


def _note(op: WireOperation, body: dict[str, Any], note_id: str) -> dict[str, Any]:
    return {
        "id": note_id,
        "prompt_id": body["prompt_id"],
        "text": body["text"],
        "note_kind": body["note_kind"],
        "share": body["share"],
        "table": body.get("table"),
        "version": body["version"],
        "written_at": body["written_at"],
        "actor": body.get("actor", op["actor"]),
        "at": body.get("at", op["at"]),
        "cluster_id": body.get("cluster_id"),
        "rank": body.get("rank"),
    }


def _note_add(board: Board, op: WireOperation) -> Board:
    return _put(board, "notes", op["target_id"], _note(op, op["body"], op["target_id"]))


def _note_edit(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _with(board, "notes", op["target_id"], text=body["text"], version=body["version"])


def _note_move(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _with(board, "notes", op["target_id"], cluster_id=body["cluster_id"], rank=body["rank"])


def _note_remove(board: Board, op: WireOperation) -> Board:
    votes = _without(board, "votes", op["target_id"])
    return {**_without(board, "notes", op["target_id"]), **votes}


def _notes_reveal(board: Board, op: WireOperation) -> Board:
    shown = {body["id"]: _note(op, {**body, "share": "everyone"}, body["id"]) for body in op["body"]["notes"]}
    return {"notes": {**board["notes"], **shown}}


def _cluster_add(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _put(
        board,
        "clusters",
        op["target_id"],
        {
            "id": op["target_id"],
            "title": body["title"],
            "prompt_id": body["prompt_id"],
            "rank": body["rank"],
            "version": body["version"],
            "at": op["at"],
        },
    )


def _cluster_rename(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _with(board, "clusters", op["target_id"], title=body["title"], version=body["version"])


def _cluster_merge(board: Board, op: WireOperation) -> Board:
    gone, into = op["target_id"], op["body"]["into"]
    notes = {k: ({**v, "cluster_id": into} if v["cluster_id"] == gone else v) for k, v in board["notes"].items()}
    votes = dict(board["votes"])
    moved = votes.pop(gone, 0)
    if moved:
        votes[into] = votes.get(into, 0) + moved
    return {**_without(board, "clusters", gone), "notes": notes, "votes": votes}


def _vote_cast(board: Board, op: WireOperation) -> Board:
    return {"votes": {**board["votes"], op["target_id"]: board["votes"].get(op["target_id"], 0) + 1}}


def _vote_retract(board: Board, op: WireOperation) -> Board:
    left = board["votes"].get(op["target_id"], 0) - 1
    if left <= 0:
        return _without(board, "votes", op["target_id"])
    return {"votes": {**board["votes"], op["target_id"]: left}}


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
    return _put(board, "lightbulbs", op["target_id"], bulb)


def _lightbulb_remove(board: Board, op: WireOperation) -> Board:
    return _without(board, "lightbulbs", op["target_id"])


def _position_set(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return _put(
        board,
        "positions",
        op["target_id"],
        {"id": op["target_id"], "scale_id": body["scale_id"], "value": body["value"], "at": op["at"]},
    )


def _wall_show(_board: Board, op: WireOperation) -> Board:
    return {"wall": {"view": op["body"]["view"], "prompt_id": op["body"]["prompt_id"]}}


_ERASABLE = {"notes": "text", "prompts": "text", "clusters": "title", "lightbulbs": "text"}


def _words_erased(board: Board, op: WireOperation) -> Board:
    targets = set(op["body"]["targets"])
    return {
        part: {k: ({**v, words: None} if k in targets else v) for k, v in board[part].items()}
        for part, words in _ERASABLE.items()
    }


APPLIERS: dict[str, Callable[[Board, WireOperation], Board]] = {
    "session.open": _session_open,
    "session.end": _session_end,
    "session.next": _session_next,
    "seat.changed": _seat_changed,
    "round.open": _round_open,
    "round.close": _round_close,
    "prompt.ask": _prompt_ask,
    "prompt.reword": _prompt_reword,
    "note.add": _note_add,
    "note.edit": _note_edit,
    "note.move": _note_move,
    "note.share": _note_add,
    "note.remove": _note_remove,
    "notes.reveal": _notes_reveal,
    "cluster.add": _cluster_add,
    "cluster.rename": _cluster_rename,
    "cluster.merge": _cluster_merge,
    "vote.cast": _vote_cast,
    "vote.retract": _vote_retract,
    "lightbulb.mark": _lightbulb_mark,
    "lightbulb.remove": _lightbulb_remove,
    "position.set": _position_set,
    "wall.show": _wall_show,
    "words.erased": _words_erased,
}
