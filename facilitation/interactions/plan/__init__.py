"""Plan cards: plan, act, observe and reflect, each dated, by table or local project, cycle after cycle."""

from facilitation.interaction import Interaction
from facilitation.interactions.plan import deciding, loading, record
from facilitation.interactions.plan.making import PARTS, PLANS
from facilitation.interactions.plan.options import FIELDS, wrong_options
from facilitation.interactions.plan.showing import on_the_plain_page
from facilitation.parts.projecting import part_added, part_removed, part_reworded

INTERACTION = Interaction(
    name="plan",
    options=wrong_options,
    fields=FIELDS,
    label="Plan, act, observe and reflect on a card",
    plain=on_the_plain_page,
    makes=PLANS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "plan.add": deciding.plan_add,
        "plan.write": deciding.plan_write,
        "plan.reword": deciding.plan_reword,
        "plan.remove": deciding.plan_remove,
    },
    load={
        "plan.add": loading.of_card,
        "plan.write": loading.of_write,
        "plan.reword": PARTS.of_part,
        "plan.remove": PARTS.of_removal,
    },
    project={
        "plan.add": part_added(PLANS),
        "plan.write": part_added(PLANS),
        "plan.reword": part_reworded(PLANS),
        "plan.remove": part_removed(PLANS),
    },
)
