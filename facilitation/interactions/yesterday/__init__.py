"""Yesterday: the headings that the team made overnight are questioned and renamed, beside what stands under them."""

from facilitation.interaction import Interaction, no_options
from facilitation.interactions.yesterday import deciding, laying, loading, record
from facilitation.interactions.yesterday.making import PARTS, YESTERDAYS
from facilitation.interactions.yesterday.showing import on_the_plain_page
from facilitation.parts.projecting import part_added, part_removed, part_reworded

INTERACTION = Interaction(
    name="yesterday",
    options=no_options,
    label="Question and rename what the team grouped overnight",
    plain=on_the_plain_page,
    desk=laying.for_desk,
    opening=laying.opening,
    prepared=laying.is_prepared,
    makes=YESTERDAYS,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "yesterday.head": deciding.yesterday_head,
        "yesterday.write": deciding.yesterday_write,
        "yesterday.reword": deciding.yesterday_reword,
        "yesterday.remove": deciding.yesterday_remove,
    },
    load={
        "yesterday.head": PARTS.of_new,
        "yesterday.write": loading.of_write,
        "yesterday.reword": PARTS.of_part,
        "yesterday.remove": PARTS.of_removal,
    },
    project={
        "yesterday.head": part_added(YESTERDAYS),
        "yesterday.write": part_added(YESTERDAYS),
        "yesterday.reword": part_reworded(YESTERDAYS),
        "yesterday.remove": part_removed(YESTERDAYS),
    },
)
