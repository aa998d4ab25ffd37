"""The narrative that people read, and their marks on it. A noun of its own: readings may be signed, marks never are.

Pure. A narrative's id is that of one wording, which never changes: what is anchored to it stays in its place.
"""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, SHARE, TITLE_MAX_CHARS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without
from retreat.log.nouns.read import NARRATIVE_MAX_CHARS

_ID = Field(type="id")


def _read_lay(board: Board, op: WireOperation) -> Board:
    body, narrative_id = op["body"], op["target_id"]
    before = board["narratives"].get(narrative_id, {"laid": []})["laid"]
    laid = {"round_id": body["round_id"], "table_id": body["table_id"], "at": op["at"]}
    narrative = {
        "id": narrative_id,
        "title": body["title"],
        "text": body["text"],
        "lines": body["lines"],
        "laid": [*before, laid],
    }
    return put(board, "narratives", narrative_id, narrative)


def _read_mark(board: Board, op: WireOperation) -> Board:
    return put(board, "marks", op["target_id"], {**op["body"], "id": op["target_id"], "at": op["at"]})


def _read_unmark(board: Board, op: WireOperation) -> Board:
    return without(board, "marks", op["target_id"])


def _read_show(board: Board, op: WireOperation) -> Board:
    return put(board, "heats", op["target_id"], {**op["body"], "id": op["target_id"], "at": op["at"]})


NOUN = Noun(
    name="read_text",
    kinds=(
        Kind(
            name="read.lay",
            says=(
                "The facilitators lay out a narrative (target_id, the id of its wording) for everyone, or for one "
                "table: one that the programme has cleared. Its words are never sent with it (title, text, cleared): "
                "a second person clears them first. "
                "lines are its numbered lines: from, to, and 1 where a paragraph begins. "
                "Readers: {round_id, table_id, title, text, lines}."
            ),
            senders=LEADS,
            takes={
                "round_id": _ID,
                "table_id": Field(type="id", required=False, nullable=True),
                "title": Field(type="text", max_chars=TITLE_MAX_CHARS, required=False),
                "text": Field(type="text", max_chars=NARRATIVE_MAX_CHARS, required=False),
                "cleared": Field(type="choice", choices=("yes",), required=False),
            },
        ),
        Kind(
            name="read.mark",
            says=(
                "A mark (target_id) on a place in a narrative, with what it means: one of the step's meanings by its "
                "place (meaning-1 …). It is never signed. Readers: {round_id, place, meaning, share}."
            ),
            senders=ANYONE,
            takes={
                "round_id": _ID,
                "place": Field(type="span", most=NARRATIVE_MAX_CHARS),
                "meaning": _ID,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="read.unmark",
            says="Somebody takes their own mark back (target_id). Readers: {}.",
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
        Kind(
            name="read.show",
            says=(
                "The facilitators show where a narrative (target_id) was marked, by line, and by sector where five "
                "or more of it marked the line; never fewer than five people. "
                "Readers: {round_id, spread: [{line, round_id, meaning, groups: [{name, people}]}]}; "
                "where meaning is null, all marks on the line count."
            ),
            senders=LEADS,
            takes={"round_id": _ID},
        ),
    ),
    parts={"narratives": {}, "marks": {}, "heats": {}},
    apply={"read.lay": _read_lay, "read.mark": _read_mark, "read.unmark": _read_unmark, "read.show": _read_show},
    texts={"narratives": ("title", "text")},
    signed="never",
)
