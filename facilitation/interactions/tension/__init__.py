"""A live disagreement with a fair statement of each side, and a place for “neither”; never a tally."""

from facilitation.interaction import Interaction
from facilitation.interactions.tension import (
    deciding,
    holding,
    loading,
    marking,
    projecting,
    record,
    returning,
    showing,
)
from facilitation.interactions.tension.making import TENSIONS
from facilitation.interactions.tension.options import FIELDS, wrong_options

INTERACTION = Interaction(
    name="tension",
    options=wrong_options,
    fields=FIELDS,
    label="Put each side of a disagreement into words",
    plain=showing.on_the_plain_page,
    desk=loading.held_for_desk,
    own=loading.own_holds,
    unsaid=returning.signatures,
    again=returning.sign_again,
    makes=TENSIONS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "tension.name": deciding.tension_name,
        "tension.side": deciding.tension_side,
        "tension.neither": deciding.tension_neither,
        "tension.reword": deciding.tension_reword,
        "tension.remove": deciding.tension_remove,
        "tension.mark": marking.tension_mark,
        "tension.leave": marking.tension_leave,
        "tension.sign": holding.tension_sign,
        "tension.unsign": holding.tension_unsign,
    },
    load={
        "tension.name": loading.of_new,
        "tension.side": loading.of_new,
        "tension.neither": loading.of_new,
        "tension.reword": loading.of_part,
        "tension.remove": loading.of_removal,
        "tension.mark": loading.of_new,
        "tension.leave": loading.of_new,
        "tension.sign": loading.of_sign,
        "tension.unsign": loading.of_unsign,
    },
    project={
        "tension.name": projecting.part_added,
        "tension.side": projecting.part_added,
        "tension.neither": projecting.part_added,
        "tension.reword": projecting.tension_reword,
        "tension.remove": projecting.tension_remove,
        "tension.sign": projecting.tension_sign,
        "tension.unsign": projecting.tension_unsign,
    },
)
