"""Piles, as search, the time line and the rooms above learn of them."""

from __future__ import annotations

from facilitation.interactions.sort.models import SortPile
from retreat.log.makings import Making

PILES = Making(
    noun="sort",
    title="Pile",
    called="a pile",
    many="piles",
    icon="move",
    row=SortPile,
    texts={"title": ""},
    at=SortPile.at,
    version=SortPile.version,
    shape="square",
    table=lambda _db, pile: pile.table_id,
    set_aside=SortPile.removed_at.is_not(None),
)
