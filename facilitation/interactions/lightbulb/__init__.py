"""Light-bulbs: self-declared shifts of understanding."""

from facilitation.interaction import Interaction
from facilitation.interactions.lightbulb import deciding, loading, projecting, record
from retreat.log.light_bulbs import LIGHT_BULBS

INTERACTION = Interaction(
    name="lightbulb",
    makes=LIGHT_BULBS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "lightbulb.mark": deciding.lightbulb_mark,
        "lightbulb.edit": deciding.lightbulb_edit,
        "lightbulb.remove": deciding.lightbulb_remove,
    },
    load={
        "lightbulb.mark": loading.of_mark,
        "lightbulb.edit": loading.of_own,
        "lightbulb.remove": loading.of_own,
    },
    project={
        "lightbulb.mark": projecting.lightbulb_mark,
        "lightbulb.edit": projecting.lightbulb_edit,
        "lightbulb.remove": projecting.lightbulb_remove,
    },
)
