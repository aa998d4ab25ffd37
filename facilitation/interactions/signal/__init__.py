"""What people can signal on their phones beside a step: done, a raised hand, a pause. Never a step of its own."""

from facilitation.interaction import Interaction
from facilitation.interactions.signal import deciding, loading

INTERACTION = Interaction(
    name="signal",
    own=loading.own_signals,
    leaving=loading.leaving,
    decide={
        "signal.done": deciding.signal_done,
        "signal.undone": deciding.signal_undone,
        "signal.raise": deciding.signal_raise,
        "signal.lower": deciding.signal_lower,
        "signal.call": deciding.signal_call,
        "signal.pause": deciding.signal_pause,
        "signal.seen": deciding.signal_seen,
    },
    load={
        "signal.done": loading.of_new,
        "signal.raise": loading.of_new,
        "signal.pause": loading.of_new,
        "signal.undone": loading.of_given,
        "signal.lower": loading.of_given,
        "signal.call": loading.of_given,
        "signal.seen": loading.of_given,
    },
)
