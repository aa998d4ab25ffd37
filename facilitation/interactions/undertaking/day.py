"""Undertakings on “My day”: what somebody has taken on, to say what became of it; and what they were asked by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from facilitation.interactions.undertaking.making import UNDERTAKINGS
from facilitation.interactions.undertaking.models import UndertakingAsked, UndertakingPart
from facilitation.interactions.undertaking.options import owner_ids
from facilitation.interactions.undertaking.words import BECAME_WORDS, SORT_WORDS
from facilitation.loading import round_facts
from retreat.consent.gate import may_be_shown
from retreat.log.models import Words
from retreat.log.nouns.undertaking import SORTS
from retreat.programme.models import Round


def on_the_day(db: Session, participant_id: str) -> Mapping[str, Any]:
    """What somebody answers for: what they took on, and what they wrote that nobody has taken on. And who asked."""
    owned = _answers_for(db, participant_id)
    return {
        "owned": [_told(db, part, words) for part, words in owned],
        "asked": [_asked(db, proposal, part, words) for proposal, part, words in _proposals(db, participant_id)],
        "sorts": SORT_WORDS,
        "became": BECAME_WORDS,
    }


def _answers_for(db: Session, participant_id: str) -> list[tuple[UndertakingPart, Words]]:
    taken = aliased(UndertakingPart)
    on = and_(taken.on_id == UndertakingPart.id, taken.stance == "taken", taken.removed_at.is_(None))
    found = (
        select(UndertakingPart, Words, taken.participant_id)
        .join(Words, Words.id == UndertakingPart.words_id)
        .outerjoin(taken, on)
        .where(UndertakingPart.stance.in_(SORTS), ~UNDERTAKINGS.gone, _can_be_read(participant_id))
        .where(
            or_(
                taken.participant_id == participant_id,
                and_(taken.id.is_(None), UndertakingPart.participant_id == participant_id),
            )
        )
        .order_by(UndertakingPart.at, UndertakingPart.id)
    )
    return [(part, words) for part, words, _owner in db.execute(found)]


def _proposals(db: Session, participant_id: str) -> list[tuple[UndertakingPart, UndertakingPart, Words]]:
    """Those that they have not answered, of what nobody has taken on yet."""
    proposal, taken = aliased(UndertakingPart), aliased(UndertakingPart)
    on = and_(taken.on_id == UndertakingPart.id, taken.stance == "taken", taken.removed_at.is_(None))
    found = (
        select(proposal, UndertakingPart, Words)
        .join(UndertakingAsked, UndertakingAsked.part_id == proposal.id)
        .join(UndertakingPart, UndertakingPart.id == proposal.on_id)
        .join(Words, Words.id == UndertakingPart.words_id)
        .outerjoin(taken, on)
        .where(UndertakingAsked.participant_id == participant_id, UndertakingAsked.declined_at.is_(None))
        .where(proposal.removed_at.is_(None), taken.id.is_(None), ~UNDERTAKINGS.gone, _can_be_read(participant_id))
        .order_by(proposal.at, proposal.id)
    )
    return [(one, part, words) for one, part, words in db.execute(found)]


def _can_be_read(participant_id: str) -> Any:
    """They were sent it when they took it on or were asked; its author may have said no since."""
    return or_(UndertakingPart.participant_id == participant_id, may_be_shown(UNDERTAKINGS.gated))


def _told(db: Session, part: UndertakingPart, words: Words) -> dict[str, Any]:
    latest = db.execute(
        select(UndertakingPart, Words)
        .join(Words, Words.id == UndertakingPart.words_id)
        .where(UndertakingPart.on_id == part.id, UndertakingPart.stance == "became", ~UNDERTAKINGS.gone)
        .order_by(UndertakingPart.at.desc(), UndertakingPart.id)
        .limit(1)
    ).first()
    return {
        "id": part.id,
        "session_id": part.session_id,
        "sort": part.stance,
        "text": words.texts.get("text", ""),
        "due": (latest[0].due if latest else None) or part.due,
        "state": latest[0].place if latest else "open",
    }


def _asked(db: Session, proposal: UndertakingPart, part: UndertakingPart, words: Words) -> dict[str, Any]:
    options = round_facts(db.get_one(Round, part.round_id)).step.options
    return {
        "id": part.id,
        "proposal_id": proposal.id,
        "session_id": part.session_id,
        "sort": part.stance,
        "text": words.texts.get("text", ""),
        "due": part.due,
        "owners": dict(zip(owner_ids(options), options.get("owners", ()), strict=True)),
    }
