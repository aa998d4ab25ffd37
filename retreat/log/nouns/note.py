"""A note: written, reworded, opened to more readers, moved, revealed, taken back. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, CHOSEN, LEADS, NOTE_KINDS, RANK, SHARE, SHARES, TEXT, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without


def note_of(op: WireOperation, body: dict[str, Any], note_id: str) -> dict[str, Any]:
    """A note as an operation tells of it, with its source: a table that brought it to everyone, a picture of paper."""
    source: dict[str, Any] = {name: body[name] for name in ("from_table", "picture_id") if name in body}
    return {
        "id": note_id,
        "prompt_id": body["prompt_id"],
        "text": body["text"],
        "note_kind": body["note_kind"],
        "share": body["share"],
        "table": body.get("table"),
        "seat": body.get("seat"),
        "version": body["version"],
        "written_at": body["written_at"],
        "actor": body.get("actor", op["actor"]),
        "at": body.get("at", op["at"]),
        "cluster_id": body.get("cluster_id"),
        "rank": body.get("rank"),
        **source,
    }


def _note_add(board: Board, op: WireOperation) -> Board:
    return put(board, "notes", op["target_id"], note_of(op, op["body"], op["target_id"]))


def _note_edit(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return changed(board, "notes", op["target_id"], text=body["text"], version=body["version"])


def _note_move(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return changed(board, "notes", op["target_id"], cluster_id=body["cluster_id"], rank=body["rank"])


def _note_remove(board: Board, op: WireOperation) -> Board:
    votes = without(board, "votes", op["target_id"])
    return {**without(board, "notes", op["target_id"]), **votes}


def _notes_reveal(board: Board, op: WireOperation) -> Board:
    shown = {body["id"]: note_of(op, {**body, "share": "everyone"}, body["id"]) for body in op["body"]["notes"]}
    return {"notes": {**board["notes"], **shown}}


NOUN = Noun(
    name="note",
    kinds=(
        Kind(
            name="note.add",
            says=(
                "A note (target_id) is written. Readers: {prompt_id, text, note_kind, share, version, written_at}; "
                "a note for a table also carries {table}, one from a seat of the step that seat (seat-1 …). A "
                "note chosen by its picture says so to the record alone (chosen)."
            ),
            senders=ANYONE,
            takes={
                "prompt_id": Field(type="id"),
                "text": TEXT,
                "note_kind": Field(type="choice", choices=NOTE_KINDS, required=False),
                "share": SHARE,
                "seat": Field(type="id", required=False, nullable=True),
                "chosen": Field(type="choice", choices=CHOSEN, required=False),
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="note.edit",
            says="The author rewords a note; base_version guards against a stale edit. Readers: {text, version}.",
            senders=ANYONE,
            ones_own=True,
            takes={"text": TEXT},
            needs_notes_consent=True,
        ),
        Kind(
            name="note.move",
            says="A note goes into a cluster, or out of one (null), at a rank. Readers: {cluster_id, rank}.",
            senders=LEADS,
            takes={"cluster_id": Field(type="id", nullable=True), "rank": RANK},
        ),
        Kind(
            name="note.share",
            says=(
                "The author lets more people read a note; it never narrows. Readers, some of whom see the note for the "
                "first time: the whole note as in note.add, with {cluster_id, rank, seat}."
            ),
            senders=ANYONE,
            shows=("text",),
            takes={"share": Field(type="choice", choices=SHARES)},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="note.remove",
            says=(
                "The author takes a note back (its words are erased), also one that was set aside; or a facilitator "
                "sets it aside. Readers: {}."
            ),
            senders=ANYONE,
            ones_own=True,
            until="always",
        ),
        Kind(
            name="notes.reveal",
            says=(
                "Handed-in notes are shown to everyone, by prompt_id or note_ids; by note_ids also those that everyone "
                "could read before they were set aside. Readers: {notes: [{id, prompt_id, text, note_kind, "
                "seat, version, written_at, cluster_id, rank, actor, at}]}."
            ),
            senders=LEADS,
            takes={
                "prompt_id": Field(type="id", required=False),
                "note_ids": Field(type="ids", required=False),
            },
        ),
    ),
    parts={"notes": {}},
    apply={
        "note.add": _note_add,
        "note.edit": _note_edit,
        "note.move": _note_move,
        "note.share": _note_add,
        "note.remove": _note_remove,
        "notes.reveal": _notes_reveal,
    },
    texts={"notes": ("text",)},
    signed="not_to_desk",
)
