"""Pictures of paper, beside the steps: what is typed from one becomes notes on its question, at its table."""

from facilitation.interaction import Interaction
from facilitation.interactions.notes.projecting import note_add
from facilitation.interactions.picture import day, deciding, loading, record

INTERACTION = Interaction(
    name="picture",
    own=loading.own_of_session,
    day=day.on_the_day,
    record=record.SECTION,
    decide={"picture.note": deciding.picture_note},
    load={"picture.note": loading.of_note},
    project={"picture.note": note_add},
)
