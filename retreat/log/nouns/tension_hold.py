"""Who could sign a statement of a tension. A noun of its own: statements may be signed, these never are. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without


def _tension_sign(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    hold = {"id": op["target_id"], "side_id": body["side_id"], "version": body["version"], "at": op["at"]}
    held = changed(board, "sides", body["side_id"], held=True)
    return {**put(board, "holds", op["target_id"], hold), **held}


def _tension_unsign(board: Board, op: WireOperation) -> Board:
    held = changed(board, "sides", op["body"]["side_id"], held=op["body"]["held"])
    return {**without(board, "holds", op["target_id"]), **held}


NOUN = Noun(
    name="tension_hold",
    kinds=(
        Kind(
            name="tension.sign",
            says=(
                "“I could sign this” (target_id, its own id), of the wording of a statement that its sender saw. Only "
                "the first of a wording is told to the statement's readers, unsigned: somebody holds it, never how "
                "many. Readers: {side_id, version}."
            ),
            senders=ANYONE,
            takes={"side_id": Field(type="id"), "version": Field(type="number", least=1, most=1_000_000)},
            needs_notes_consent=True,
        ),
        Kind(
            name="tension.unsign",
            says=(
                "Somebody takes back that they could sign a statement (target_id, as in tension.sign). The statement's "
                "readers are told when nobody holds its wording any more. Readers: {side_id, held}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"holds": {}},
    apply={"tension.sign": _tension_sign, "tension.unsign": _tension_unsign},
    signed="never",
)
