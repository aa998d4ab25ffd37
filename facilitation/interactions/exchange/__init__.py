"""A table with a column for each role or sector and a row for each matter; what was agreed, and what still differs."""

from facilitation.interaction import Interaction
from facilitation.interactions.exchange import deciding, loading, record
from facilitation.interactions.exchange.making import EXCHANGES, PARTS
from facilitation.interactions.exchange.options import FIELDS, wrong_options
from facilitation.interactions.exchange.showing import on_the_plain_page
from facilitation.parts.projecting import part_added, part_removed, part_reworded

INTERACTION = Interaction(
    name="exchange",
    options=wrong_options,
    fields=FIELDS,
    label="Exchange views in a table, a column for each role",
    plain=on_the_plain_page,
    makes=EXCHANGES,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "exchange.sit": deciding.exchange_sit,
        "exchange.matter": deciding.exchange_matter,
        "exchange.say": deciding.exchange_say,
        "exchange.agree": deciding.exchange_agree,
        "exchange.differ": deciding.exchange_differ,
        "exchange.reword": deciding.exchange_reword,
        "exchange.remove": deciding.exchange_remove,
    },
    load={
        "exchange.sit": loading.of_seat,
        "exchange.matter": loading.of_new,
        "exchange.say": loading.of_new,
        "exchange.agree": loading.of_new,
        "exchange.differ": loading.of_new,
        "exchange.reword": PARTS.of_part,
        "exchange.remove": PARTS.of_removal,
    },
    project={
        "exchange.matter": part_added(EXCHANGES),
        "exchange.say": part_added(EXCHANGES),
        "exchange.agree": part_added(EXCHANGES),
        "exchange.differ": part_added(EXCHANGES),
        "exchange.reword": part_reworded(EXCHANGES),
        "exchange.remove": part_removed(EXCHANGES),
    },
)
