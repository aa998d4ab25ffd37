"""Outcome narratives of an export: those that its sessions read, and coded ones that no session has read."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.export.bundle import Account
from retreat.programme.models import Partner, Round, Sector
from retreat.programme.narratives.models import Narrative, NarrativeChoice, NarrativeText
from retreat.programme.narratives.returned import returned_on


def accounts_of(
    db: Session, programme_ids: Collection[str], session_ids: Collection[str], coded: Collection[str]
) -> tuple[Account, ...]:
    """The wordings that these sessions are to read, and of those that no session reads the ones that are coded.

    A narrative belongs to a programme. What no session reads would otherwise be in no export at all; what another
    session reads is in the exports of that one. Of what went back to its partner only approved lines are here, each in
    its place, and the title says so.
    """
    chosen = select(NarrativeChoice.text_id)
    here = chosen.join(Round, Round.id == NarrativeChoice.round_id).where(Round.session_id.in_(session_ids))
    read_here = NarrativeText.id.in_(here) & or_(NarrativeText.cleared_at.is_not(None), NarrativeText.id.in_(coded))
    read_nowhere = NarrativeText.id.in_(coded) & NarrativeText.id.not_in(chosen)
    rows = db.execute(
        select(NarrativeText, Narrative.returned_at, Partner.name, Sector.name)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .outerjoin(Partner, Partner.id == Narrative.partner_id)
        .outerjoin(Sector, Sector.id == Narrative.sector_id)
        .where(Narrative.programme_id.in_(programme_ids), Narrative.erased_at.is_(None), or_(read_here, read_nowhere))
        .order_by(NarrativeText.title, NarrativeText.id)
    )
    return tuple(
        Account(
            id=text.id,
            title=f"{text.title} ({returned_on(returned_at)})" if returned_at else text.title,
            text=text.text,
            by=" · ".join(filter(None, brought)),
            at=text.written_at,
        )
        for text, returned_at, *brought in rows
    )
