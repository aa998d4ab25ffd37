"""The frame of every talk: the session, its rounds and prompts, and what the wall shows."""

from facilitation.frame import deciding, loading
from facilitation.interaction import Interaction

INTERACTION = Interaction(
    name="frame",
    decide={
        "session.end": deciding.session_end,
        "round.open": deciding.round_open,
        "round.close": deciding.round_close,
        "prompt.ask": deciding.prompt_ask,
        "prompt.reword": deciding.prompt_reword,
        "wall.show": deciding.wall_show,
    },
    load={
        "round.open": loading.of_round,
        "round.close": loading.of_round,
        "prompt.ask": loading.of_prompt_ask,
        "prompt.reword": loading.of_prompt_reword,
    },
)
