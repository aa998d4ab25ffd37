"""Everything that a search found, as rows of a table with permanent addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retreat.consent.gate import Reader
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.search.found import hrefs_of
from retreat.search.listing.asked import filters_in, typed_in
from retreat.search.passages import Hit, hits_of, shown_for
from retreat.search.searching import LIMIT_MAX, Embed, rank
from retreat.search.typed.reading import read_query
from retreat.search.vectors import known_vectors
from retreat.transcripts.phrases import sound_time, voices

COLUMNS = ("number", "session_id", "session", "said_at", "sound_time", "speakers", "kind", "words", "found", "address")


def rows_found(
    house: House, reader: Reader, asked: Mapping[str, str], embed: Embed | None, *, root: str
) -> Sequence[Sequence[Any]]:
    """A row for each hit, best first, at most `LIMIT_MAX`.

    Args:
        root: What addresses begin with, without a slash at its end.
    Raises:
        InvalidInput: Nothing was asked for, or a filter is wrong.
    """
    typed, filters = typed_in(asked), filters_in(asked)
    if not typed:
        raise InvalidInput("Please search for something first.")
    with house.database.read() as db:
        ranking = rank(
            db,
            typed,
            reader=reader,
            vectors=known_vectors(house.settings.data),
            embed=embed,
            filters=filters,
            limit=LIMIT_MAX,
        )
        hits = hits_of(db, ranking, reader=reader, filters=shown_for(read_query(typed), filters))
        hrefs = hrefs_of(db, [hit.passage_id for hit in hits if hit.note_id is None])
    return [_row(number, hit, root + address_of(hit, hrefs)) for number, hit in enumerate(hits, 1)]


def address_of(hit: Hit, hrefs: Mapping[str, str]) -> str:
    """The permanent address of a hit's words, or of the note."""
    return hrefs.get(hit.passage_id) or f"/sessions/{hit.session_id}?show=notes#note-{hit.note_id}"


def _row(number: int, hit: Hit, address: str) -> Sequence[Any]:
    return (
        number,
        hit.session_id,
        hit.session_title,
        hit.at.isoformat(timespec="seconds") if hit.at else "",
        "" if hit.play_ms is None else sound_time(hit.play_ms),
        voices(hit.speakers),
        hit.made.title if hit.made else "spoken",
        hit.text,
        ", ".join(hit.why["words"]) or "similar meaning",
        address,
    )
