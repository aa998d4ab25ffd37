"""A show of hands beside the dots or the line of a step: counted by the desk, or by a scribe at their table."""

from facilitation.interaction import Interaction
from facilitation.interactions.hands import deciding, loading, record

INTERACTION = Interaction(
    name="hands",
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={"hands.count": deciding.hands_count},
    load={"hands.count": loading.of_count},
)
