"""A read-back: before it leaves, a table says of each line that it wrote whether that is what it said. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, SERVER, SHARE, Field, Kind, Sender
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

ANSWERS: tuple[str, ...] = ("confirmed", "disowned")
CORRECTED = "corrected"
GIST_MAX_CHARS = 1_000

_AT_THE_TABLE: frozenset[Sender] = frozenset({"participant"})
_TEXT = Field(type="text", max_chars=GIST_MAX_CHARS)
_VERSION = Field(type="number", required=False, least=1, most=1_000_000)


def _readback_open(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    running = {"id": op["target_id"], "table_id": body["table_id"], "minutes": body["minutes"], "at": op["at"]}
    return put(board, "readbacks", op["target_id"], running)


def _readback_lines(board: Board, op: WireOperation) -> Board:
    lines = {
        line_id: _line(board, line_id, op["target_id"], place) for place, line_id in enumerate(op["body"]["lines"], 1)
    }
    return {"lines": {**board["lines"], **lines}}


def _line(board: Board, line_id: str, readback_id: str, place: int) -> dict[str, Any]:
    """A line that is read back again is asked again; what somebody objected to stays objected to."""
    objected = board["lines"].get(line_id, {"objected": False})["objected"]
    return {
        "id": line_id,
        "readback_id": readback_id,
        "place": place,
        "answer": None,
        "seen": None,
        "objected": objected,
    }


def _readback_answer(board: Board, op: WireOperation) -> Board:
    return changed(board, "lines", op["target_id"], answer=op["body"]["answer"], seen=op["body"]["seen"])


def _readback_object(board: Board, op: WireOperation) -> Board:
    line_id = op["body"]["line_id"]
    own = {"id": op["target_id"], "line_id": line_id}
    return {**put(board, "objections", op["target_id"], own), **changed(board, "lines", line_id, objected=True)}


def _readback_unobject(board: Board, op: WireOperation) -> Board:
    still = changed(board, "lines", op["body"]["line_id"], objected=op["body"]["objected"])
    return {**without(board, "objections", op["target_id"]), **still}


def _readback_write(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    written = {
        "id": op["target_id"],
        "line_id": body["line_id"],
        "text": body["text"],
        "share": body["share"],
        "version": body["version"],
        "at": op["at"],
    }
    kept = put(board, "gists", op["target_id"], written)
    if body["line_id"] is not None:
        return {**kept, **changed(board, "lines", body["line_id"], answer=CORRECTED, seen=body["seen"])}
    if body["readback_id"] is None:
        return kept
    place = len(board["lines"]) + 1
    return {**kept, **put(board, "lines", op["target_id"], _line(board, op["target_id"], body["readback_id"], place))}


def _readback_reword(board: Board, op: WireOperation) -> Board:
    return changed(board, "gists", op["target_id"], text=op["body"]["text"], version=op["body"]["version"])


def _readback_remove(board: Board, op: WireOperation) -> Board:
    """Without the last correction of a line, nobody has answered it."""
    gone = board["gists"].get(op["target_id"])
    kept = {**without(board, "gists", op["target_id"]), **without(board, "lines", op["target_id"])}
    line_id = gone["line_id"] if gone else None
    line = board["lines"].get(line_id)
    others = [one for key, one in board["gists"].items() if one["line_id"] == line_id and key != op["target_id"]]
    if line is None or others or line["answer"] != CORRECTED:
        return kept
    return {**kept, "lines": {**kept["lines"], line["id"]: {**line, "answer": None, "seen": None}}}


NOUN = Noun(
    name="readback",
    kinds=(
        Kind(
            name="readback.open",
            says=(
                "A table begins to read back what it wrote (target_id); the desk opens it for any table, its host, "
                "or anyone at a table without a host, for their own. Readers, the table and facilitators: {table_id, "
                "minutes}."
            ),
            senders=ANYONE,
            takes={"table_id": Field(type="id", required=False)},
        ),
        Kind(
            name="readback.lines",
            says=(
                "What a table reads back (target_id, as in readback.open): its gists, headings and notes, and "
                "what else was written at the table, by their ids, in the order in which they are read. Readers, the "
                "table: {lines}."
            ),
            senders=SERVER,
        ),
        Kind(
            name="readback.answer",
            says=(
                "A table says of a line (target_id) that it is right, or not theirs; anyone at the table can say it, "
                "and the last answer counts. The sender says which version they saw. Readers: {answer, seen}."
            ),
            senders=_AT_THE_TABLE,
            takes={"answer": Field(type="choice", choices=ANSWERS), "version": _VERSION},
            until="event",
        ),
        Kind(
            name="readback.object",
            says=(
                "Somebody at the table objects to a line (target_id is the objection's own id). It stays on the line, "
                "unsigned. Only the first of a line is told to the table, never how many. Readers: {line_id}."
            ),
            senders=_AT_THE_TABLE,
            takes={"line_id": Field(type="id")},
            until="event",
        ),
        Kind(
            name="readback.unobject",
            says=(
                "Somebody takes their objection (target_id) back. The table is told when nobody objects any more. "
                "Readers: {line_id, objected}."
            ),
            senders=_AT_THE_TABLE,
            ones_own=True,
            until="always",
        ),
        Kind(
            name="readback.write",
            says=(
                "The gist of what a table said (target_id), or, with line_id, how a line should read. While the table "
                "reads back, a gist becomes one of its lines. Readers: {line_id, readback_id, text, share, version, "
                "seen}; seen is the version that a correction is of."
            ),
            senders=_AT_THE_TABLE,
            takes={"text": _TEXT, "share": SHARE, "line_id": Field(type="id", required=False)},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="readback.reword",
            says="The author rewords a gist or a correction; base_version guards it. Readers: {text, version}.",
            senders=_AT_THE_TABLE,
            takes={"text": _TEXT},
            needs_notes_consent=True,
            ones_own=True,
            until="event",
        ),
        Kind(
            name="readback.remove",
            says="The author takes a gist or a correction (target_id) back; its words are erased. Readers: {}.",
            senders=_AT_THE_TABLE,
            ones_own=True,
            until="always",
        ),
    ),
    parts={"readbacks": {}, "lines": {}, "objections": {}, "gists": {}},
    apply={
        "readback.open": _readback_open,
        "readback.lines": _readback_lines,
        "readback.answer": _readback_answer,
        "readback.object": _readback_object,
        "readback.unobject": _readback_unobject,
        "readback.write": _readback_write,
        "readback.reword": _readback_reword,
        "readback.remove": _readback_remove,
    },
    texts={"gists": ("text",)},
    signed="never",
)
