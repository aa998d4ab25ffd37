"""A talking circle: one speaks, the others listen, and the turn goes round."""

from facilitation.interaction import Interaction
from facilitation.interactions.circle import deciding, loading, record
from facilitation.interactions.circle.options import FIELDS, wrong_options
from facilitation.interactions.circle.showing import on_the_plain_page

INTERACTION = Interaction(
    name="circle",
    options=wrong_options,
    fields=FIELDS,
    label="Speak in turn, in a circle",
    plain=on_the_plain_page,
    leaving=loading.leaving,
    own=loading.own_places,
    record=record.SECTION,
    decide={
        "circle.join": deciding.circle_join,
        "circle.leave": deciding.circle_leave,
        "circle.begin": deciding.circle_begin,
        "circle.next": deciding.circle_next,
    },
    load={
        "circle.join": loading.of_place,
        "circle.leave": loading.of_place,
        "circle.begin": loading.of_turn,
        "circle.next": loading.of_turn,
    },
)
