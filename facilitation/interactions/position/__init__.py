"""Where people place cards on a line: for themselves and for each seat they speak from, before and after."""

from facilitation.interaction import Interaction
from facilitation.interactions.position import deciding, loading, projecting, record, showing
from facilitation.interactions.position.options import FIELDS, wrong_options

INTERACTION = Interaction(
    name="position",
    options=wrong_options,
    fields=FIELDS,
    label="Place cards on a line",
    takes_seats=True,
    plain=showing.on_the_plain_page,
    stays="spreads",
    desk=loading.spread_for_desk,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "position.set": deciding.position_set,
        "position.remove": deciding.position_remove,
        "positions.show": deciding.positions_show,
    },
    load={
        "position.set": loading.of_position,
        "position.remove": loading.of_remove,
        "positions.show": loading.of_show,
    },
    project={
        "position.set": projecting.position_set,
        "position.remove": projecting.position_remove,
    },
)
