"""A table brings one of its notes to everyone. A noun of its own: notes may be signed, this never is. Pure."""

from __future__ import annotations

from retreat.log.fields import Kind
from retreat.log.folding import Board, Noun, WireOperation, put
from retreat.log.nouns.note import note_of


def _note_bring(board: Board, op: WireOperation) -> Board:
    return put(board, "notes", op["target_id"], note_of(op, op["body"], op["target_id"]))


NOUN = Noun(
    name="note_bring",
    kinds=(
        Kind(
            name="note.bring",
            says=(
                "Somebody at a table brings a note of that table to everyone, where the step of the note lets tables "
                "do so: with the table as its source, and without the name of who wrote it or who brought it. Readers: "
                "the whole note as in note.share, with {table, from_table}, the table's id and its name."
            ),
            senders=frozenset({"participant"}),
            shows=("text",),
        ),
    ),
    apply={"note.bring": _note_bring},
    signed="never",
)
