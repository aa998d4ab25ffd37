"""What people write on undertakings, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.undertaking.models import UndertakingPart
from facilitation.interactions.undertaking.words import KNOWN_BY, SORT_WORDS
from facilitation.parts.loading import Parts
from retreat.log.makings import Making
from retreat.log.nouns.undertaking import SORTS

UNDERTAKINGS = Making(
    noun="undertaking",
    title="Undertaking",
    called="an undertaking",
    many="undertakings",
    icon="kind-action",
    row=UndertakingPart,
    texts={"text": "", "known_by": KNOWN_BY},
    at=UndertakingPart.at,
    version=UndertakingPart.version,
    shape="square",
    weight=2,
    stance=UndertakingPart.stance,
    stances={
        **SORT_WORDS,
        "taken": "I took something on, as",
        "named": "I asked whether this person would take something on",
        "became": "What I said became of something",
    },
    table=lambda _db, part: part.table_id,
    set_aside=UndertakingPart.removed_at.is_not(None),
)
PARTS = Parts(
    "undertaking",
    UNDERTAKINGS,
    dict.fromkeys(SORTS, "undertaking.add")
    | {"taken": "undertaking.take", "named": "undertaking.propose", "became": "undertaking.tell"},
)
