"""Dots that people give to notes and headings."""

from facilitation.interaction import Interaction
from facilitation.interactions.dots import deciding, loading, projecting, record

INTERACTION = Interaction(
    name="dots",
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "vote.cast": deciding.vote_cast,
        "vote.retract": deciding.vote_retract,
    },
    load={
        "vote.cast": loading.of_vote,
        "vote.retract": loading.of_vote,
    },
    project={
        "vote.cast": projecting.vote_cast,
        "vote.retract": projecting.vote_retract,
    },
)
