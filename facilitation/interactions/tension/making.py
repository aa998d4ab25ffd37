"""What people write on tensions, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.tension.models import TensionPart
from retreat.log.makings import Making

PROTECTS = "What this protects"

TENSIONS = Making(
    noun="tension",
    title="Statement",
    called="a statement",
    many="statements",
    icon="kind-tension",
    row=TensionPart,
    texts={"text": "", "protects": PROTECTS},
    at=TensionPart.at,
    version=TensionPart.version,
    shape="square",
    weight=2,
    table=lambda _db, part: part.table_id,
    set_aside=TensionPart.removed_at.is_not(None),
)
