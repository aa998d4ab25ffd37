"""A picture of paper: there, left out, gone; and what is typed from it, as notes. Nobody's name is told. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, SERVER, SHARE, TEXT, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without
from retreat.log.nouns.note import note_of


def _add(board: Board, op: WireOperation) -> Board:
    told = {"id": op["target_id"], **op["body"]}
    return {**put(board, "pictures", op["target_id"], told), **without(board, "pictures_out", op["target_id"])}


def _leave_out(board: Board, op: WireOperation) -> Board:
    told = {"id": op["target_id"], "table": op["body"]["table"], "at": op["at"]}
    return {**without(board, "pictures", op["target_id"]), **put(board, "pictures_out", op["target_id"], told)}


def _remove(board: Board, op: WireOperation) -> Board:
    return {**without(board, "pictures", op["target_id"]), **without(board, "pictures_out", op["target_id"])}


def _note(board: Board, op: WireOperation) -> Board:
    return put(board, "notes", op["target_id"], note_of(op, op["body"], op["target_id"]))


NOUN = Noun(
    name="picture",
    kinds=(
        Kind(
            name="picture.add",
            says=(
                "A picture of paper (target_id) was taken at a table, null for the whole room, or is shown again. "
                "Readers: {prompt_id, table_id, table, width, height, taken_at}; its bytes are fetched."
            ),
            senders=SERVER,
        ),
        Kind(
            name="picture.leave_out",
            says="Somebody at its table asked to leave a picture out, unsigned: it is hidden. Readers: {table}.",
            senders=SERVER,
        ),
        Kind(
            name="picture.remove",
            says="A picture was taken back or erased, and its bytes are gone. Readers: {}.",
            senders=SERVER,
        ),
        Kind(
            name="picture.note",
            says=(
                "Whoever took a picture, the host or scribe of its table, or the desk types a line of it as a note "
                "(target_id) on its question and table, unsigned. Readers: {picture_id}, and the rest as in note.add."
            ),
            senders=ANYONE,
            takes={"picture_id": Field(type="id"), "text": TEXT, "share": SHARE},
            needs_notes_consent=True,
            until="always",
        ),
    ),
    parts={"pictures": {}, "pictures_out": {}},
    apply={
        "picture.add": _add,
        "picture.leave_out": _leave_out,
        "picture.remove": _remove,
        "picture.note": _note,
    },
    signed="never",
)
