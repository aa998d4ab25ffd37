"""Sending everyone to a step, to the plan of the day, or into a break. Never a step of its own."""

from facilitation.interaction import Interaction
from facilitation.interactions.gather import deciding, loading

INTERACTION = Interaction(
    name="gather",
    decide={
        "gather.call": deciding.gather_call,
        "gather.undo": deciding.gather_undo,
        "gather.end": deciding.gather_end,
    },
    load={
        "gather.call": loading.of_call,
        "gather.undo": loading.of_undo,
        "gather.end": loading.of_undo,
    },
)
