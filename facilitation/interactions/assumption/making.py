"""What people write on assumptions, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.assumption.models import AssumptionPart
from retreat.consent.derived import holds_none
from retreat.log.makings import Making

WHO, BY_WHEN = "Who", "By when"

ASSUMPTIONS = Making(
    noun="assumption",
    title="On an assumption",
    called="something on an assumption",
    many="words on assumptions",
    icon="kind-assumption",
    row=AssumptionPart,
    texts={"text": "", "who": WHO, "by_when": BY_WHEN},
    at=AssumptionPart.at,
    version=AssumptionPart.version,
    shape="square",
    weight=2,
    table=lambda _db, part: part.table_id,
    set_aside=AssumptionPart.removed_at.is_not(None),
    nameless=AssumptionPart.nameless,
    is_read_back=True,
)
holds_none("assumption_part.audience", why="who reads, by kind and id")
