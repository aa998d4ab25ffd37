"""Sortings on the record's page, each as it was made; and what was often put together, as a reading of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.sort.finding import empty_piles, rounds_of_sorting, sortings_of
from facilitation.interactions.sort.making import PILES
from facilitation.interactions.sort.models import SortPlacing
from facilitation.interactions.sort.together import PAIRS_MAX, Pair, for_everyone, matrix, pairs_of, proposal
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.tables import Cell, Table
from retreat.log.written import notes_of
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    notes = {note.id: note.text for note in notes_of(visit.db, visit.reader, visit.session_id)}
    rounds = []
    for one in rounds_of_sorting(visit.db, visit.session_id):
        sortings = sortings_of(visit.db, visit.session_id, one.id, visit.reader)
        pairs = pairs_of(sortings, notes)
        if not whole:
            told = for_everyone(sortings, notes) or {"pairs": ()}
            pairs = [Pair(**pair) for pair in told["pairs"]]
        shown = matrix(pairs, proposal(pairs))
        rounds.append(
            {
                "title": one.step.title,
                "many": len(sortings) if whole or pairs else None,
                "pairs": pairs[:PAIRS_MAX],
                "matrix": shown,
                "cells": {(pair.one_id, pair.other_id): pair for pair in pairs},
                "sortings": sortings if whole else (),
                "empty": empty_piles(visit.db, visit.session_id, one.id, visit.reader) if whole else (),
            }
        )
    return {"rounds": [one for one in rounds if one["pairs"] or one["sortings"] or one["empty"]], "notes": notes}


def _has(visit: Visit) -> bool:
    return has_made(visit.db, visit.reader, visit.session_id, PILES)


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    """Every note on every pile, also where it has left; a sorting has one number in all rows, and no name."""
    notes = {note.id: note.text for note in notes_of(db, reader, session_id)}
    for one in rounds_of_sorting(db, session_id):
        for number, sorting in enumerate(sortings_of(db, session_id, one.id, reader), 1):
            titles = {pile.id: pile.title for pile in sorting.piles}
            lain = (
                select(SortPlacing).where(SortPlacing.pile_id.in_(titles)).order_by(SortPlacing.at, SortPlacing.note_id)
            )
            for placing in db.scalars(lain):
                yield (
                    one.step.title,
                    number,
                    "a table" if sorting.share == "table" else "one person",
                    placing.pile_id,
                    titles[placing.pile_id],
                    placing.note_id,
                    notes.get(placing.note_id),
                    to_text(placing.at),
                    to_text(placing.left_at) if placing.left_at else None,
                )


SECTION = Section(name="sort", has=_has, gather=_gather, styles=("interactions/sort.css",))
TABLE = Table(
    name="sortings",
    title="Sortings",
    columns=("step", "sorting", "sorted_by", "pile", "pile_name", "note", "words", "put_there_at", "left_at"),
    rows=_rows,
    section=SECTION.name,
    caution="every sorting has rows of its own, without a name. Keep this file within the team.",
)
