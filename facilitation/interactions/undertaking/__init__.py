"""Claims, asks, offers and promises, each with an owner who took it on, a day, and what became of it."""

from facilitation.interaction import Interaction
from facilitation.interactions.undertaking import deciding, loading, projecting, record
from facilitation.interactions.undertaking.day import on_the_day
from facilitation.interactions.undertaking.making import PARTS, UNDERTAKINGS
from facilitation.interactions.undertaking.options import FIELDS, wrong_options
from facilitation.interactions.undertaking.showing import on_the_plain_page
from facilitation.parts.projecting import part_added, part_removed, part_reworded

INTERACTION = Interaction(
    name="undertaking",
    options=wrong_options,
    fields=FIELDS,
    label="Ask, offer and promise, with an owner and a day",
    plain=on_the_plain_page,
    day=on_the_day,
    makes=UNDERTAKINGS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "undertaking.add": deciding.undertaking_add,
        "undertaking.take": deciding.undertaking_take,
        "undertaking.propose": deciding.undertaking_propose,
        "undertaking.decline": deciding.undertaking_decline,
        "undertaking.tell": deciding.undertaking_tell,
        "undertaking.join": deciding.undertaking_join,
        "undertaking.unjoin": deciding.undertaking_unjoin,
        "undertaking.reword": deciding.undertaking_reword,
        "undertaking.remove": deciding.undertaking_remove,
    },
    load={
        "undertaking.add": PARTS.of_new,
        "undertaking.take": loading.of_on,
        "undertaking.propose": loading.of_on,
        "undertaking.decline": loading.of_decline,
        "undertaking.tell": loading.of_on,
        "undertaking.join": loading.of_join,
        "undertaking.unjoin": loading.of_join,
        "undertaking.reword": PARTS.of_part,
        "undertaking.remove": PARTS.of_removal,
    },
    project={
        "undertaking.add": part_added(UNDERTAKINGS),
        "undertaking.take": part_added(UNDERTAKINGS),
        "undertaking.propose": projecting.undertaking_propose,
        "undertaking.decline": projecting.undertaking_decline,
        "undertaking.tell": part_added(UNDERTAKINGS),
        "undertaking.reword": part_reworded(UNDERTAKINGS),
        "undertaking.remove": part_removed(UNDERTAKINGS),
    },
)
