"""Sessions whose steps have easy words, seats to speak from, signals, and rules of who may do what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facilitation.activities import load_catalogue
from retreat.house import House
from retreat.programme.steps import Step
from tests.browser.live_server import make_session
from tests.support.planning import activity_of

NOTES = {"note_kinds": ("note", "question"), "shares": ("everyone", "facilitators"), "vote_budget": 2}
EASY = {"instruction": "Deliberate with your neighbour.", "easy_read": "Talk to the person beside you."}
SEES, RESTS = ({"participants": may, "screens": "see"} for may in ("see", "nothing"))
HIDES = {"participants": "do", "screens": "nothing"}


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """For each kind of rule a session, its first step open."""
    line = load_catalogue()["where_we_stand"].steps[0].options
    write = Step(title="Write", prompts=("What?",), **NOTES, **EASY)
    worn = Step(title="Wear", prompts=("As whom?",), **NOTES, speaking_as=("a commissioner", "a parent"))
    look = Step(title="Look", prompts=("What do you see?",), **NOTES, **EASY, who=SEES)
    cards = Step(title="Line", interaction="position", prompts=("Where?",), options=line, who=SEES)
    rest = Step(title="Rest your eyes", prompts=("One", "Two"), **NOTES, **EASY, who=RESTS)
    quiet = Step(title="Between us", prompts=("What is hard?",), **NOTES, **EASY, who=HIDES)
    signals = Step(title="Talk", prompts=("What now?",), **NOTES, options={"signals": ["done", "hand", "pause"]})
    planned = {
        "signals": (signals,),
        "signals_plain": (signals,),
        "easy": (write, write),
        "easy_plain": (write, write),
        "worn": (worn,),
        "worn_plain": (worn,),
        "look": (look, cards, rest),
        "look_plain": (look, cards, rest),
        "hidden": (quiet,),
    }
    return {name: make_session(house, activity_of(*steps), state="writing") for name, steps in planned.items()}
