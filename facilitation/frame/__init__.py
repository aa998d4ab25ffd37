"""The frame of every talk: the session, its rounds and prompts, and what the wall shows."""

from facilitation.frame import deciding, loading, record
from facilitation.interaction import Interaction

INTERACTION = Interaction(
    name="frame",
    record=record.SECTION,
    decide={
        "session.end": deciding.session_end,
        "session.reopen": deciding.session_reopen,
        "round.open": deciding.round_open,
        "round.close": deciding.round_close,
        "round.add": deciding.round_add,
        "round.extend": deciding.round_extend,
        "round.pause": deciding.round_pause,
        "round.resume": deciding.round_resume,
        "prompt.ask": deciding.prompt_ask,
        "prompt.reword": deciding.prompt_reword,
        "wall.show": deciding.wall_show,
    },
    load={
        "session.reopen": loading.of_reopening,
        "round.open": loading.of_round,
        "round.close": loading.of_round,
        "round.add": loading.of_round_add,
        "round.extend": loading.of_round,
        "round.pause": loading.of_round,
        "round.resume": loading.of_round,
        "prompt.ask": loading.of_prompt_ask,
        "prompt.reword": loading.of_prompt_reword,
    },
)
