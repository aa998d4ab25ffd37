"""What people set beside figures, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.figure.models import FigurePair
from retreat.log.makings import Making

WHY = "Why"

PAIRS = Making(
    noun="figure",
    title="Figure and account",
    called="a figure with an account",
    many="figures with accounts",
    icon="kind-evidence",
    row=FigurePair,
    texts={"account": "", "why": WHY},
    at=FigurePair.at,
    version=FigurePair.version,
    shape="diamond",
    weight=2,
    table=lambda _db, pair: pair.table_id,
    set_aside=FigurePair.removed_at.is_not(None),
)
