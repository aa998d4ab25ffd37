"""The door between a narrative and the room: identifiers are settled, then a second person signs it off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.ids import Ids
from retreat.programme.narratives.identifying import Decided, rewritten, suggested_in
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.operations import (
    NarrativeChanged,
    WentBack,
    Written,
    change_narrative,
    narrative_row,
    seen_as,
)
from retreat.programme.narratives.origins import origin_of

_BOTH = "Please confirm both. If you cannot, the narrative is not ready to be read by others."
_SECOND = (
    "You brought this narrative or typed some of its words. Please ask somebody else on the team to read it "
    "and clear it."
)
_NO_ORIGIN = "Please say first where it comes from: from how many, who chose it and why, and with the person or not."
_NO_DAY = "Please say first until when people may read it, under “How long it stays”."
_UNSETTLED = "Something in it may identify somebody. Please decide about each place under “Identifier check” first."


def hands_in(narrative: Narrative, latest: NarrativeText) -> frozenset[str]:
    """Ids of the staff who brought it or typed some of its words: none of them may clear it."""
    return frozenset(filter(None, (narrative.created_by, *latest.writers)))


def settle_identifiers(
    db: Session,
    programme_id: str,
    narrative_id: str,
    decided: Decided,
    *,
    seen: str,
    by: str,
    now: datetime,
    ids: Ids,
) -> None:
    """Put other words where somebody could be recognised, and say which suggestions identify nobody.

    Whoever puts other words in has a hand in the text from then on. What was cleared has to be cleared again.

    Raises:
        InvalidInput: See `rewritten` and `add_narrative`.
        NarrativeChanged: It is no longer as it was ``seen``.
    """
    narrative, latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if seen != seen_as(latest):
        raise NarrativeChanged()
    title, text, settled = rewritten(latest, suggested_in(latest), decided)
    written = Written(
        title=title, text=text, partner_id=narrative.partner_id or "", sector_id=narrative.sector_id or ""
    )
    change_narrative(db, programme_id, narrative_id, written, seen=seen, by=by, now=now, ids=ids)
    _narrative, latest = narrative_row(db, programme_id, narrative_id)
    latest.settled, latest.settled_by, latest.settled_at = settled, by, now
    latest.is_anonymous, latest.cleared_at, latest.cleared_by = False, None, None
    db.flush()


def clear_narrative(
    db: Session,
    programme_id: str,
    narrative_id: str,
    *,
    seen: str,
    anonymous: bool,
    agreed: bool,
    by: str,
    now: datetime,
) -> None:
    """Say that its latest words can be read by others. One person prepares it, and another says so.

    Raises:
        InvalidInput: Not both were confirmed; it is not a second person who says so; an identifier is
            unsettled; its origin is not told; or no day is set on
            which the text goes back.
        NarrativeChanged: The words are no longer as they were ``seen``.
        WentBack: The partner has the text again.
    """
    narrative, latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if by in hands_in(narrative, latest):
        raise _not_cleared(_SECOND, "second_person")
    if seen != seen_as(latest):
        raise NarrativeChanged()
    if narrative.returned_at is not None:
        raise WentBack()
    if not (anonymous and agreed):
        raise _not_cleared(_BOTH, "not_cleared")
    if any(not one.is_settled for one in suggested_in(latest)):
        raise _not_cleared(_UNSETTLED, "unsettled")
    if not origin_of(narrative).is_whole:
        raise _not_cleared(_NO_ORIGIN, "no_origin")
    if narrative.returns_at is None or narrative.returns_at <= now:
        raise _not_cleared(_NO_DAY, "no_day")
    latest.is_anonymous, latest.cleared_at, latest.cleared_by = True, now, by
    db.flush()


def _not_cleared(says: str, code: str) -> InvalidInput:
    return InvalidInput(says, code=code, fields={"clear": says})
