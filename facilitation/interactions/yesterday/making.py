"""Headings and what people say of them, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.yesterday.models import YesterdayPart
from facilitation.interactions.yesterday.words import STANCE_WORDS
from facilitation.parts.loading import Parts
from retreat.log.makings import Making

YESTERDAYS = Making(
    noun="yesterday",
    title="On yesterday’s headings",
    called="something on a heading",
    many="headings and what people said of them",
    icon="kind-question",
    row=YesterdayPart,
    texts={"text": ""},
    at=YesterdayPart.at,
    version=YesterdayPart.version,
    shape="square",
    weight=1,
    stance=YesterdayPart.stance,
    stances={**STANCE_WORDS, "head": "A heading"},
    table=lambda _db, part: part.table_id,
    set_aside=YesterdayPart.removed_at.is_not(None),
)
PARTS = Parts(
    "yesterday", YESTERDAYS, {"head": "yesterday.head", "challenge": "yesterday.write", "name": "yesterday.write"}
)
