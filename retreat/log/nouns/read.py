"""What people write on an outcome narrative: dated readings of a place in it, and other words for a place. Pure.

A reading is never reworded. Its author adds a later one of the same place, and says what changed and why.
"""

from __future__ import annotations

from retreat.log.fields import ANYONE, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without

WORDS_MAX_CHARS = 4_000
WHY_MAX_CHARS = 1_000
READINGS_MAX = 3
FORMS: tuple[str, ...] = ("reading", "rewriting")
NARRATIVE_MAX_CHARS = 12_000

PLACE = Field(type="span", required=False, most=NARRATIVE_MAX_CHARS)
QUOTE = Field(type="text", max_chars=NARRATIVE_MAX_CHARS, required=False, may_be_empty=True)
_ID = Field(type="id")


def _read_write(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    written = {
        "id": op["target_id"],
        "round_id": body["round_id"],
        "narrative_id": body["narrative_id"],
        "form": body["form"],
        "place": body["place"],
        "first_id": body["first_id"],
        "text": body["text"],
        "why": body["why"],
        "quote": body["quote"],
        "share": body["share"],
        "version": body["version"],
        "actor": op["actor"],
        "at": op["at"],
    }
    return put(board, "readings", op["target_id"], written)


def _read_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "readings", op["target_id"])


NOUN = Noun(
    name="read",
    kinds=(
        Kind(
            name="read.write",
            says=(
                "A reading of a place in a narrative, or other words for it (form rewriting), with why (target_id). "
                "Without a place it is of the whole narrative that its author reads. With reading_id, of the author's "
                "own first reading, it is a later reading of the same place: at most three, each with what changed and "
                "why. The server keeps the quoted words; a quote that differs from them is refused. "
                "Readers: {round_id, narrative_id, form, place, first_id, text, why, quote, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "form": Field(type="choice", choices=FORMS, required=False),
                "place": PLACE,
                "reading_id": Field(type="id", required=False, nullable=True),
                "text": Field(type="text", max_chars=WORDS_MAX_CHARS),
                "why": Field(type="text", max_chars=WHY_MAX_CHARS, required=False, may_be_empty=True),
                "quote": QUOTE,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="read.remove",
            says=(
                "The author takes back what they wrote (its words are erased), also what was set aside; or a "
                "facilitator sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"readings": {}},
    apply={"read.write": _read_write, "read.remove": _read_remove},
    texts={"readings": ("text", "why", "quote")},
    signed="not_to_desk",
)
