"""What people write in exchanges, as search, the time line and the rooms above learn of it."""

from __future__ import annotations

from facilitation.interactions.exchange.models import ExchangePart
from facilitation.interactions.exchange.words import CELL_WORDS, HOW
from facilitation.parts.loading import Parts
from retreat.log.makings import Making
from retreat.log.nouns.exchange import CELLS

EXCHANGES = Making(
    noun="exchange",
    title="Entry",
    called="an entry",
    many="entries in tables of exchange",
    icon="table",
    row=ExchangePart,
    texts={"text": "", "how": HOW},
    at=ExchangePart.at,
    version=ExchangePart.version,
    shape="square",
    weight=2,
    stance=ExchangePart.stance,
    stances={**CELL_WORDS, "matter": "A matter", "outcome": "What was agreed", "differs": "Where I do not agree"},
    table=lambda _db, part: part.table_id,
    set_aside=ExchangePart.removed_at.is_not(None),
)
PARTS = Parts(
    "exchange",
    EXCHANGES,
    dict.fromkeys(CELLS, "exchange.say")
    | {"matter": "exchange.matter", "outcome": "exchange.agree", "differs": "exchange.differ"},
)
