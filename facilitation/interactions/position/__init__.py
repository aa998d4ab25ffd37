"""Where people place something on a scale."""

from facilitation.interaction import Interaction
from facilitation.interactions.position import deciding, loading, projecting

INTERACTION = Interaction(
    name="position",
    decide={
        "position.set": deciding.position_set,
    },
    load={
        "position.set": loading.of_position,
    },
    project={
        "position.set": projecting.position_set,
    },
)
