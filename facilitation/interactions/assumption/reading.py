"""The assumptions of a session as they may be read, in the order in which they were brought up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import RoundFacts
from facilitation.interactions.assumption.depths import Placing, spread
from facilitation.interactions.assumption.loading import place_of, placings, rounds_here
from facilitation.interactions.assumption.making import ASSUMPTIONS
from facilitation.interactions.assumption.models import AssumptionPart
from facilitation.interactions.assumption.options import assumption_ids
from retreat.consent.gate import Reader, may_read
from retreat.log.labels import labels_of
from retreat.log.models import Note, Words
from retreat.log.written import NOTES
from retreat.programme.models import TableGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that was written on an assumption, or the assumption itself.

    Attributes:
        label: Its author, as far as that may be told.
        table: The name of the table that it was written for; None where it was for none.
        source_id: The note that it was made from, where this reader may read it.
    """

    id: str
    part: str
    text: str
    who: str
    by_when: str
    outcome: str | None
    label: str | None
    share: str
    table: str | None
    source_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAssumption:
    """One assumption. ``text`` is None where its words were taken back and others' stand on it.

    Attributes:
        named: What is known of it where somebody brought it up; None where the step listed it.
        spread: How deep people saw it lie, None where too few placed it for this reader to be told.
    """

    id: str
    round_id: str
    text: str | None
    named: Finding | None
    spread: Mapping[str, Any] | None
    findings: tuple[Finding, ...]

    def of(self, part: str) -> list[Finding]:
        return [one for one in self.findings if one.part == part]

    @property
    def outcome(self) -> str:
        """What became of it, as it was said last."""
        said = self.of("outcome")
        return (said[-1].outcome if said else None) or "not_yet_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionsOfStep:
    """The assumptions of one round."""

    title: str
    assumptions: tuple[ReadAssumption, ...]


def assumptions_of(db: Session, reader: Reader, session_id: str, *, for_everyone: bool) -> list[AssumptionsOfStep]:
    """The rounds of assumptions in which there is anything to read, in the order in which they were opened.

    Args:
        for_everyone: Whether spreads are told of five people and more alone.
    """
    rounds = rounds_here(db, session_id)
    by_id = {one.id: one for one in rounds}
    said: dict[str, list[Finding]] = {}
    for row, finding in _findings(db, reader, session_id):
        at = f"{row.round_id} {row.id}"
        if row.part != "assumption":
            at = place_of(rounds, by_id.get(row.round_id), row.assumption_id or "")
        said.setdefault(at, []).append(finding)
    placed = placings(db, session_id, reader, rounds=rounds)
    listed: set[str] = set()  # what a later step lists in the same words stands where it was listed first
    steps = []
    for one in rounds:
        read = _of_round(one, said, placed, listed, for_everyone=for_everyone)
        if read:
            steps.append(AssumptionsOfStep(title=one.step.title, assumptions=read))
    return steps


def _of_round(
    one: RoundFacts,
    said: Mapping[str, list[Finding]],
    placed: Mapping[str, Sequence[Placing]],
    listed: set[str],
    *,
    for_everyone: bool,
) -> tuple[ReadAssumption, ...]:
    texts: dict[str, str | None] = {}
    for found, words in zip(assumption_ids(one.step.options), one.step.options.get("assumptions", ()), strict=True):
        if words not in listed:
            texts[found] = words
            listed.add(words)
    begun = {place.split(" ")[1] for place in (*said, *placed) if place.startswith(f"{one.id} ")}
    named = {
        each.id: each
        for place, here in said.items()
        if place.startswith(f"{one.id} ")
        for each in here
        if each.part == "assumption"
    }
    order = [*texts, *sorted(begun - set(texts), key=lambda found: _first_at(said.get(f"{one.id} {found}", ())))]
    assumptions = []
    for found in order:
        place = f"{one.id} {found}"
        findings = tuple(each for each in said.get(place, ()) if each.part != "assumption")
        text = texts.get(found) or (named[found].text if found in named else None)
        told = spread(placed.get(place, ()), for_everyone=for_everyone)
        if found in named or findings or (found in texts and told):
            assumptions.append(
                ReadAssumption(
                    id=found,
                    round_id=one.id,
                    text=text,
                    named=named.get(found),
                    spread=told if text is not None else None,
                    findings=findings,
                )
            )
    return tuple(assumptions)


def _first_at(said: Sequence[Finding]) -> tuple[float, str]:
    return min(((each.at.timestamp(), each.id) for each in said), default=(float("inf"), ""))


def _findings(db: Session, reader: Reader, session_id: str) -> list[tuple[AssumptionPart, Finding]]:
    rows = db.execute(
        select(AssumptionPart, Words.texts, TableGroup.name)
        .join(Words, Words.id == AssumptionPart.words_id)
        .outerjoin(TableGroup, TableGroup.id == AssumptionPart.table_id)
        .where(AssumptionPart.session_id == session_id, may_read(reader, ASSUMPTIONS.gated))
        .order_by(AssumptionPart.at, AssumptionPart.id)
    ).all()
    people: set[str | None] = {row.participant_id for row, _texts, _table in rows}
    labels, unnamed = (labels_of(db, session_id, people, nameless=nameless) for nameless in (False, True))
    sources = _readable_notes(db, reader, {row.source_id for row, _texts, _table in rows if row.source_id})
    return [
        (
            row,
            Finding(
                id=row.id,
                part=row.part,
                text=texts.get("text", ""),
                who=texts.get("who", ""),
                by_when=texts.get("by_when", ""),
                outcome=row.outcome,
                label=(unnamed if row.nameless else labels).get(row.participant_id),
                share=row.share,
                table=table,
                source_id=row.source_id if row.source_id in sources else None,
                at=row.at,
            ),
        )
        for row, texts, table in rows
    ]


def _readable_notes(db: Session, reader: Reader, ids: set[str]) -> set[str]:
    if not ids:
        return set()
    notes = select(Note.id).join(Words, Words.id == Note.words_id)
    return set(db.scalars(notes.where(Note.id.in_(ids), may_read(reader, NOTES.gated))))
