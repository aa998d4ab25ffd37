"""What people write on narratives, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.read.models import ReadingPart
from retreat.log.makings import Making

WHY = "What changed, or why"

READINGS = Making(
    noun="read",
    title="Reading",
    called="a reading",
    many="readings",
    icon="kind-interpretation",
    row=ReadingPart,
    texts={"text": "", "why": WHY},
    at=ReadingPart.at,
    version=ReadingPart.version,
    shape="square",
    weight=2,
    table=lambda _db, part: part.table_id,
    set_aside=ReadingPart.removed_at.is_not(None),
)
