"""A table reads back what it wrote before it leaves: it confirms, corrects or disowns each line."""

from facilitation.interaction import Interaction
from facilitation.interactions.readback import deciding, loading, objecting, projecting, record, writing
from retreat.log.read_backs import GISTS

INTERACTION = Interaction(
    name="readback",
    makes=GISTS,
    own=loading.own_objections,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "readback.open": deciding.readback_open,
        "readback.answer": deciding.readback_answer,
        "readback.object": objecting.readback_object,
        "readback.unobject": objecting.readback_unobject,
        "readback.write": writing.readback_write,
        "readback.reword": writing.readback_reword,
        "readback.remove": writing.readback_remove,
    },
    load={
        "readback.open": loading.of_opening,
        "readback.answer": loading.of_line,
        "readback.object": loading.of_objection,
        "readback.unobject": loading.of_unobjection,
        "readback.write": loading.of_writing,
        "readback.reword": loading.of_text,
        "readback.remove": loading.of_text,
    },
    project={
        "readback.open": projecting.readback_open,
        "readback.answer": projecting.readback_answer,
        "readback.object": projecting.readback_object,
        "readback.unobject": projecting.readback_unobject,
        "readback.write": projecting.readback_write,
        "readback.reword": projecting.readback_reword,
        "readback.remove": projecting.readback_remove,
    },
)
