"""What people take for granted: how deep it lies, what is for and against it, a test, and what became of it."""

from facilitation.interaction import Interaction
from facilitation.interactions.assumption import deciding, depths, loading, projecting, record, showing
from facilitation.interactions.assumption.making import ASSUMPTIONS
from facilitation.interactions.assumption.options import FIELDS, wrong_options

INTERACTION = Interaction(
    name="assumption",
    options=wrong_options,
    fields=FIELDS,
    label="Look under an assumption",
    takes_shares=True,
    stays="assumptions",
    plain=showing.on_the_plain_page,
    desk=loading.for_desk,
    own=loading.own_depths,
    makes=ASSUMPTIONS,
    record=record.SECTION,
    tables=(record.TABLE, record.DEPTHS_TABLE),
    decide={
        "assumption.name": deciding.assumption_name,
        "assumption.evidence": deciding.assumption_evidence,
        "assumption.test": deciding.assumption_test,
        "assumption.outcome": deciding.assumption_outcome,
        "assumption.reword": deciding.assumption_reword,
        "assumption.share": deciding.assumption_share,
        "assumption.bring": deciding.assumption_bring,
        "assumption.remove": deciding.assumption_remove,
        "assumption.place": depths.assumption_place,
        "assumption.spread": depths.assumption_spread,
    },
    load={
        "assumption.name": loading.of_new,
        "assumption.evidence": loading.of_new,
        "assumption.test": loading.of_new,
        "assumption.outcome": loading.of_new,
        "assumption.reword": loading.of_part,
        "assumption.share": loading.of_part,
        "assumption.bring": loading.of_part,
        "assumption.remove": loading.of_removal,
        "assumption.place": loading.of_new,
        "assumption.spread": loading.of_spread,
    },
    project={
        "assumption.name": projecting.part_added,
        "assumption.evidence": projecting.part_added,
        "assumption.test": projecting.part_added,
        "assumption.outcome": projecting.part_added,
        "assumption.reword": projecting.assumption_reword,
        "assumption.share": projecting.assumption_share,
        "assumption.bring": projecting.assumption_bring,
        "assumption.remove": projecting.assumption_remove,
        "assumption.place": projecting.assumption_place,
    },
)
