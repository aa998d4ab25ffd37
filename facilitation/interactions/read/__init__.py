"""Close reading: marks, dated readings and rewritings, each anchored to its place in an outcome narrative."""

from facilitation.interaction import Interaction
from facilitation.interactions.read import deciding, erasing, laying, leaving, loading, projecting, record, showing
from facilitation.interactions.read.making import READINGS
from facilitation.interactions.read.options import FIELDS, wrong_options
from retreat.programme.narratives.ports import when_erased, when_returned

INTERACTION = Interaction(
    name="read",
    options=wrong_options,
    fields=FIELDS,
    label="Read a narrative closely, line by line",
    takes_shares=True,
    plain=showing.on_the_plain_page,
    desk=laying.for_desk,
    own=loading.own_marks,
    opening=laying.opening,
    prepared=laying.is_prepared,
    makes=READINGS,
    record=record.SECTION,
    tables=record.TABLES,
    decide={
        "read.lay": deciding.read_lay,
        "read.mark": deciding.read_mark,
        "read.unmark": deciding.read_unmark,
        "read.show": deciding.read_show,
        "read.write": deciding.read_write,
        "read.remove": deciding.read_remove,
    },
    load={
        "read.lay": loading.of_lay,
        "read.mark": loading.of_mark,
        "read.unmark": loading.of_unmark,
        "read.show": loading.of_show,
        "read.write": loading.of_write,
        "read.remove": loading.of_removal,
    },
    project={
        "read.lay": projecting.read_lay,
        "read.mark": projecting.read_mark,
        "read.unmark": projecting.read_unmark,
        "read.write": projecting.read_write,
        "read.remove": projecting.read_remove,
    },
)

when_erased(erasing.erase_what_was_made)
when_returned(leaving.take_out)
