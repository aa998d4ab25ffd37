"""Which quotes may not be used: parts of other queries."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select

from retreat.consent.quoted.models import CHANGE, REMOVE, QuoteAnswer


@cache
def unquoted_things() -> Select[str | None]:
    """Ids of what people wrote and do not want to be quoted, or not as it is."""
    return select(QuoteAnswer.thing_id).where(
        QuoteAnswer.thing_id.is_not(None), QuoteAnswer.is_latest, QuoteAnswer.answer.in_((REMOVE, CHANGE))
    )


@cache
def unquoted_anchors() -> Select[str | None]:
    """The same of what people said: ids of the anchors that hold the words."""
    return select(QuoteAnswer.anchor_id).where(
        QuoteAnswer.anchor_id.is_not(None), QuoteAnswer.is_latest, QuoteAnswer.answer.in_((REMOVE, CHANGE))
    )
