"""The tables of exchange of a session as they may be read: row by row, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from facilitation.facts import RoundFacts
from facilitation.interactions.exchange.making import EXCHANGES
from facilitation.interactions.exchange.options import columns_of, matter_ids
from facilitation.parts.reading import ReadPart, parts_of, rounds_of
from retreat.consent.gate import Reader
from retreat.log.nouns.exchange import CELLS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMatter:
    """One row. ``text`` is None where its words were taken back and what others said on it stands.

    Attributes:
        said: What each column said, by its name, also where it said nothing.
        outcomes: What was agreed; tables may agree different things.
        dissents: Who does not agree, in their words: all of them, in the order in which they were written.
    """

    id: str
    named: ReadPart | None
    text: str | None
    said: Mapping[str, Sequence[ReadPart]]
    outcomes: Sequence[ReadPart]
    dissents: Sequence[ReadPart]


def exchanges_of(db: Session, reader: Reader, session_id: str) -> list[ReadMatter]:
    """The matters on which somebody wrote something; what several steps list in the same words is one."""
    parts = parts_of(db, reader, session_id, EXCHANGES)
    rounds = rounds_of(db, session_id, "exchange")
    columns = {(one.id, column): words for one in rounds for column, words in columns_of(one.step.options).items()}
    named = {one.id: one for one in parts if one.stance == "matter"}
    found: list[tuple[str | None, ReadPart | None, list[tuple[str, str]]]]
    found = [(words, None, places) for words, places in _planned(rounds).items()]
    found += [(one.text, one, [(one.round_id, one.id)]) for one in named.values()]
    known = {place for _words, _named, places in found for place in places}
    lost: dict[tuple[str, str], None] = dict.fromkeys((one.round_id, one.on_id) for one in parts if one.on_id)
    found += [(None, None, [place]) for place in lost if place not in known]
    return [matter for one in found if (matter := _told(*one, parts, columns)) is not None]


def _planned(rounds: Sequence[RoundFacts]) -> dict[str, list[tuple[str, str]]]:
    """Where each matter that steps list has a place."""
    places: dict[str, list[tuple[str, str]]] = {}
    for one in rounds:
        options = one.step.options
        for place, words in zip(matter_ids(options), options.get("matters", ()), strict=True):
            places.setdefault(words, []).append((one.id, place))
    return places


def _told(
    text: str | None,
    named: ReadPart | None,
    places: Sequence[tuple[str, str]],
    parts: Sequence[ReadPart],
    columns: Mapping[tuple[str, str], str],
) -> ReadMatter | None:
    here = [one for one in parts if (one.round_id, one.on_id) in places]
    if not here and named is None:
        return None
    rounds = {round_id for round_id, _place in places}
    said: dict[str, list[ReadPart]] = {words: [] for (of, _column), words in columns.items() if of in rounds}
    for one in here:
        if one.stance in CELLS:
            said.setdefault(columns.get((one.round_id, one.place or ""), ""), []).append(one)
    return ReadMatter(
        id=named.id if named else places[0][1],
        named=named,
        text=text,
        said=said,
        outcomes=[one for one in here if one.stance == "outcome"],
        dissents=[one for one in here if one.stance == "differs"],
    )
