"""Figures beside accounts: what does this number not see?"""

from facilitation.interaction import Interaction
from facilitation.interactions.figure import deciding, loading, projecting, record, showing
from facilitation.interactions.figure.making import PAIRS
from facilitation.interactions.figure.options import FIELDS, wrong_options

INTERACTION = Interaction(
    name="figure",
    options=wrong_options,
    fields=FIELDS,
    label="Set figures beside accounts",
    plain=showing.on_the_plain_page,
    makes=PAIRS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "figure.pair": deciding.figure_pair,
        "figure.reword": deciding.figure_reword,
        "figure.remove": deciding.figure_remove,
    },
    load={
        "figure.pair": loading.of_new,
        "figure.reword": loading.of_pair,
        "figure.remove": loading.of_removal,
    },
    project={
        "figure.pair": projecting.figure_pair,
        "figure.reword": projecting.figure_reword,
        "figure.remove": projecting.figure_remove,
    },
)
