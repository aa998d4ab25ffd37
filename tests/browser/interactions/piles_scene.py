"""Sessions of piles, of steps that lock each other, and of figures beside accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.programme.steps import Step
from tests.browser.live_server import make_session
from tests.support.planning import activity_of

NOTES = {"note_kinds": ("note",), "shares": ("everyone", "facilitators")}


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Of piles: one to be sorted, one led by keys, one for phones without scripts, one of headings alone."""
    write = Step(title="Write", prompts=("What do we bring?",), **NOTES)
    alone = Step(title="Sort", interaction="sort", group="alone", prompts=("What belongs together?",))
    talk = Step(title="Talk", prompts=("Where did we differ?",), **NOTES)
    names = ("sorted", "keys", "plain", "headings")
    sorting = {name: make_session(house, activity_of(write, alone, talk), state="writing") for name in names}
    figures = {
        name: make_session(house, "number_meets_story", state="writing") for name in ("figures", "figures_plain")
    }
    return {**sorting, **figures, "locked": make_session(house, "predict_observe_infer_decide", state="writing")}
