"""What must be known to decide about assumptions, and what the desk is told of tables and depths."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.interactions.assumption.depths import Placing, spread
from facilitation.interactions.assumption.facts import AssumptionSituation, PartFacts
from facilitation.interactions.assumption.making import ASSUMPTIONS
from facilitation.interactions.assumption.models import AssumptionDepth, AssumptionPart
from facilitation.interactions.assumption.options import assumption_ids
from facilitation.loading import is_erased, is_taken, round_facts, round_of, table_called, tables_of
from retreat.clock import to_text
from retreat.consent.gate import Gated, Owner, Reader, may_be_shown, may_read
from retreat.log.fields import SHARES, Operation
from retreat.log.models import Note
from retreat.programme.models import Round

# For what is decided, and what the desk is told.
_EVERYBODY = Owner()
GATED = Gated(author=AssumptionDepth.participant_id, session=AssumptionDepth.session_id)


def of_new(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> AssumptionSituation:
    origin = round_of(db, session_id, op.body["round_id"])
    return AssumptionSituation(
        session_state=state,
        round=_open_now(db, session_id) or origin,
        origin=origin,
        named=_part(db, session_id, op.body.get("assumption_id")),
        target_taken=_is_taken(db, op.target_id),
        source_audience=_audience_of_note(db, session_id, op.body.get("source_id")),
    )


def of_part(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> AssumptionSituation:
    part = _part(db, session_id, op.target_id)
    origin = round_of(db, session_id, part.round_id) if part else None
    opened = _open_now(db, session_id)
    offered = {share for each in (origin, opened) if each for share in each.step.shares or SHARES}
    return AssumptionSituation(
        session_state=state, part=part, origin=origin, round=opened or origin, shares_offered=tuple(offered)
    )


def of_removal(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> AssumptionSituation:
    """What was set aside is there for its author alone."""
    part = _part(db, session_id, op.target_id, aside=True)
    is_theirs = part is None or not part.set_aside or part.author_id == actor.id
    return AssumptionSituation(session_state=state, part=part if is_theirs else None)


def of_spread(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> AssumptionSituation:
    origin = round_of(db, session_id, op.body["round_id"])
    placed = placings(db, session_id)[place_of(rounds_here(db, session_id), origin, op.body["assumption_id"])]
    return AssumptionSituation(
        session_state=state,
        origin=origin,
        named=_part(db, session_id, op.body["assumption_id"]),
        spread=spread(placed, for_everyone=True),
    )


def for_desk(db: Session, session_id: str, _round_id: str) -> dict[str, Any]:
    """What no reader is sent: ``{"tables": [{"id", "name", "words"}], "spreads": {place: spread}}``.

    Of each table, how many assumptions and words on them it keeps to itself. Spreads only of what the desk reads, by
    the round and the assumption's id.
    """
    rounds = rounds_here(db, session_id)
    at_tables = (AssumptionPart.session_id == session_id, AssumptionPart.share == "table")
    kept = Counter(db.scalars(select(AssumptionPart.table_id).where(*at_tables, AssumptionPart.removed_at.is_(None))))
    placed = placings(db, session_id, rounds=rounds)
    read = {f"{one.id} {each}" for one in rounds for each in assumption_ids(one.step.options)}
    rows = db.scalars(select(AssumptionPart).where(AssumptionPart.session_id == session_id))
    read |= {f"{row.round_id} {row.id}" for row in rows if {"all", "facilitators"} & set(row.audience)}
    return {
        "tables": [
            {"id": table.id, "name": table.name, "words": kept[table.id]} for table in tables_of(db, session_id)
        ],
        "spreads": {place: spread(found, for_everyone=False) for place, found in placed.items() if place in read},
    }


def own_depths(db: Session, session_id: str, participant_id: str) -> list[str]:
    """Somebody's placings: the board tells of them unsigned."""
    own = (AssumptionDepth.session_id == session_id, AssumptionDepth.participant_id == participant_id)
    return list(db.scalars(select(AssumptionDepth.id).where(*own)))


def rounds_here(db: Session, session_id: str) -> list[RoundFacts]:
    """The rounds of assumptions that were opened, in the order in which they were."""
    opened = (Round.session_id == session_id, Round.opened_at.is_not(None))
    rows = db.scalars(select(Round).where(*opened).order_by(Round.opened_at, Round.id))
    return [each for each in map(round_facts, rows) if each.step.interaction == "assumption"]


def place_of(rounds: Sequence[RoundFacts], round_: RoundFacts | None, assumption_id: str) -> str:
    """Where an assumption stands: what several steps list in the same words stands where it was listed first."""
    here = dict(zip(_ids(round_), _texts(round_), strict=True)) if round_ else {}
    for each in rounds:
        for found, words in zip(_ids(each), _texts(each), strict=True):
            if here.get(assumption_id) == words:
                return f"{each.id} {found}"
    return f"{round_.id if round_ else ''} {assumption_id}"


def placings(
    db: Session, session_id: str, reader: Reader = _EVERYBODY, *, rounds: Sequence[RoundFacts] | None = None
) -> defaultdict[str, list[Placing]]:
    """All placings that count, by the place of their assumption, in the order in which they were made."""
    known = rounds_here(db, session_id) if rounds is None else rounds
    by_id = {one.id: one for one in known}
    rows = db.scalars(
        select(AssumptionDepth)
        .where(AssumptionDepth.session_id == session_id, may_read(reader, GATED))
        .order_by(AssumptionDepth.at, AssumptionDepth.id)
    )
    found: defaultdict[str, list[Placing]] = defaultdict(list)
    for row in rows:
        place = place_of(known, by_id.get(row.round_id), row.assumption_id)
        found[place].append(Placing(person=row.participant_id, depth=row.depth))
    return found


def _ids(round_: RoundFacts) -> list[str]:
    return assumption_ids(round_.step.options)


def _texts(round_: RoundFacts) -> Sequence[str]:
    texts: Sequence[str] = round_.step.options.get("assumptions", ())
    return texts


def _open_now(db: Session, session_id: str) -> RoundFacts | None:
    rows = db.scalars(select(Round).where(Round.session_id == session_id, Round.state == "open"))
    return next((each for each in map(round_facts, rows) if each.step.interaction == "assumption"), None)


def _audience_of_note(db: Session, session_id: str, note_id: str | None) -> tuple[str, ...] | None:
    row = db.get(Note, note_id) if note_id else None
    if row is None or row.session_id != session_id or row.removed_at is not None or is_erased(db, row.words_id):
        return None
    return tuple(row.audience)


def _part(db: Session, session_id: str, part_id: object, *, aside: bool = False) -> PartFacts | None:
    row = db.get(AssumptionPart, part_id) if part_id else None
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return None
    if row.removed_at is not None and not aside:
        return None
    agreed = select(AssumptionPart.id).where(AssumptionPart.id == row.id, may_be_shown(ASSUMPTIONS.gated))
    return PartFacts(
        id=row.id,
        part=row.part,
        round_id=row.round_id,
        assumption_id=row.assumption_id,
        outcome=row.outcome,
        author_id=row.participant_id,
        share=row.share,
        table_id=row.table_id,
        table_name=table_called(db, session_id, row.table_id),
        audience=tuple(row.audience),
        version=row.version,
        words_id=row.words_id,
        at=to_text(row.at),
        set_aside=row.removed_at is not None,
        may_be_shown=db.scalar(agreed) is not None,
    )


def _is_taken(db: Session, target_id: str) -> bool:
    return is_taken(db, target_id) or db.get(AssumptionDepth, target_id) is not None
