"""What must be known to decide about piles, and how everybody sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.interactions.notes.loading import note_facts, note_of
from facilitation.interactions.sort.facts import PileFacts, PileSituation
from facilitation.interactions.sort.making import PILES
from facilitation.interactions.sort.models import SortPile, SortPlacing
from facilitation.interactions.sort.together import SortedPile, Sorting, for_everyone, matrix, pairs_of, proposal
from facilitation.loading import count, is_erased, is_taken, round_of
from retreat.consent.gate import Gated, Owner, Reader, may_be_shown, may_read
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.models import Note, Words
from retreat.log.written import NOTES

# For what is decided, and what the desk is told.
_EVERYBODY = Owner()
# Whose placing counts; the name of a pile has a gate of its own.
_GATED = Gated(author=SortPlacing.participant_id, session=SortPlacing.session_id)
_MADE_BY = Gated(author=SortPile.participant_id, session=SortPile.session_id)
ALONE = "me"


def of_pile(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PileSituation:
    round_ = round_of(db, session_id, op.body["round_id"])
    theirs = (SortPile.participant_id == actor.id, SortPile.round_id == op.body["round_id"])
    return PileSituation(
        session_state=state,
        round=round_,
        target_taken=is_taken(db, op.target_id),
        piles_made=count(db, SortPile.id, *theirs, SortPile.removed_at.is_(None)),
    )


def of_own(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PileSituation:
    return PileSituation(session_state=state, pile=_pile(db, session_id, op.target_id))


def of_removal(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PileSituation:
    """What was set aside is there for its maker alone."""
    pile = _pile(db, session_id, op.target_id, aside=True)
    is_theirs = pile is None or not pile.set_aside or pile.author_id == actor.id
    return PileSituation(session_state=state, pile=pile if is_theirs else None)


def of_placing(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PileSituation:
    pile = _pile(db, session_id, op.target_id)
    note = note_of(db, session_id, op.body["note_id"])
    if pile is None:
        return PileSituation(session_state=state)
    return PileSituation(
        session_state=state,
        round=round_of(db, session_id, pile.round_id),
        pile=pile,
        note=note_facts(note) if note else None,
        from_id=_lies_on(db, pile, str(op.body["note_id"])),
    )


def of_show(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PileSituation:
    round_ = round_of(db, session_id, op.target_id)
    picture = None
    if round_ is not None:
        sortings = sortings_of(db, session_id, round_.id)
        picture = for_everyone(sortings, notes_for_all(db, session_id))
    return PileSituation(session_state=state, round=round_, picture=picture)


def for_desk(db: Session, session_id: str, round_id: str) -> dict[str, Any]:
    """How often notes were put together, what headings that suggests, and each sorting whose piles the desk reads."""
    sortings = sortings_of(db, session_id, round_id)
    pairs = pairs_of(sortings, notes_for_all(db, session_id))
    groups = proposal(pairs)
    return {
        "sortings": len(sortings),
        "pairs": [[pair.one_id, pair.other_id, pair.together, pair.of] for pair in pairs],
        "groups": groups,
        "matrix": matrix(pairs, groups),
        "each": [[pile.id for pile in one.piles] for one in sortings if one.share in ("facilitators", "everyone")],
    }


def sortings_of(db: Session, session_id: str, round_id: str, reader: Reader = _EVERYBODY) -> list[Sorting]:
    """Every sorting of a round with at least one note on a pile, in an order that tells nothing.

    What somebody sorted for themselves alone is in none. The name of a pile is there as far as it may be read.
    """
    named = select(SortPile.id, Words.texts).join(Words, Words.id == SortPile.words_id)
    titles = dict(db.execute(named.where(SortPile.round_id == round_id, may_read(reader, PILES.gated))).tuples().all())
    rows = db.execute(
        select(SortPile, SortPlacing.note_id)
        .join(SortPlacing, SortPlacing.pile_id == SortPile.id)
        .where(
            SortPile.session_id == session_id,
            SortPile.round_id == round_id,
            SortPile.removed_at.is_(None),
            SortPile.share != ALONE,
            SortPlacing.left_at.is_(None),
            may_read(reader, _GATED),
            may_read(reader, _MADE_BY),
        )
        .order_by(SortPile.at, SortPile.id, SortPlacing.at, SortPlacing.note_id)
    ).all()
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pile, note_id in rows:
        found[pile.table_id or pile.participant_id, pile.share][pile.id].append(note_id)
    sortings = [
        Sorting(
            key=sha256("".join(piles).encode()).hexdigest(),
            share=share,
            piles=tuple(
                SortedPile(
                    id=pile,
                    title=titles[pile].get("title", "") if pile in titles else None,
                    note_ids=tuple(notes),
                )
                for pile, notes in piles.items()
            ),
        )
        for (_whose, share), piles in found.items()
    ]
    return sorted(sortings, key=lambda one: one.key)


def empty_piles(db: Session, session_id: str, round_id: str, reader: Reader) -> list[SortedPile]:
    """Piles that have a name and no note, which are in no sorting: what led on to nothing is part of the record."""
    filled = select(SortPlacing.pile_id).where(SortPlacing.left_at.is_(None), may_read(reader, _GATED))
    rows = db.execute(
        select(SortPile.id, Words.texts)
        .join(Words, Words.id == SortPile.words_id)
        .where(
            SortPile.session_id == session_id,
            SortPile.round_id == round_id,
            SortPile.removed_at.is_(None),
            SortPile.share != ALONE,
            SortPile.id.not_in(filled),
            may_read(reader, PILES.gated),
        )
        .order_by(SortPile.at, SortPile.id)
    ).tuples()
    return [SortedPile(id=pile, title=texts.get("title", ""), note_ids=()) for pile, texts in rows]


def notes_for_all(db: Session, session_id: str) -> Collection[str]:
    """The notes that everybody reads, and whose authors have not said no since."""
    here = select(Note.id).join(Words, Words.id == Note.words_id).where(Note.session_id == session_id)
    return set(db.scalars(here.where(Note.share == "everyone", may_be_shown(NOTES.gated))))


def rounds_of_sorting(db: Session, session_id: str) -> list[RoundFacts]:
    """The rounds of sorting in which somebody made a pile, in the order in which they were opened."""
    made = select(SortPile.round_id, SortPile.at).where(SortPile.session_id == session_id).order_by(SortPile.at)
    ids = dict.fromkeys(round_id for round_id, _at in db.execute(made))
    return [found for round_id in ids if (found := round_of(db, session_id, round_id))]


def _pile(db: Session, session_id: str, pile_id: object, *, aside: bool = False) -> PileFacts | None:
    row = db.get(SortPile, pile_id) if pile_id else None
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return None
    if row.removed_at is not None and not aside:
        return None
    return PileFacts(
        id=row.id,
        round_id=row.round_id,
        author_id=row.participant_id,
        table_id=row.table_id,
        share=row.share,
        audience=store.channels_of(db, session_id, row.id, "sort.pile"),
        version=row.version,
        set_aside=row.removed_at is not None,
    )


def _lies_on(db: Session, pile: PileFacts, note_id: str) -> str | None:
    """The pile of the same sorting, read by the same people, on which a note lies."""
    same: list[ColumnElement[bool]] = [SortPile.round_id == pile.round_id, SortPile.share == pile.share]
    same.append(SortPile.table_id == pile.table_id if pile.table_id else SortPile.participant_id == pile.author_id)
    lying = (SortPlacing.note_id == note_id, SortPlacing.left_at.is_(None), SortPile.removed_at.is_(None))
    asked = select(SortPile.id).join(SortPlacing, SortPlacing.pile_id == SortPile.id).where(*same, *lying)
    return db.scalars(asked.limit(1)).first()
