"""What people write on plan cards, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.plan.models import PlanPart
from facilitation.interactions.plan.words import PUZZLE, STAGE_WORDS
from facilitation.parts.loading import Parts
from retreat.log.makings import Making
from retreat.log.nouns.plan import STAGES

PLANS = Making(
    noun="plan",
    title="Part of a plan",
    called="a part of a plan",
    many="parts of plans",
    icon="kind-action",
    row=PlanPart,
    texts={"text": "", "puzzle": PUZZLE},
    at=PlanPart.at,
    version=PlanPart.version,
    shape="square",
    weight=2,
    stance=PlanPart.stance,
    stances={**STAGE_WORDS, "card": "A plan card"},
    table=lambda _db, part: part.table_id,
    set_aside=PlanPart.removed_at.is_not(None),
)
PARTS = Parts("plan", PLANS, dict.fromkeys(STAGES, "plan.write") | {"card": "plan.add"})
