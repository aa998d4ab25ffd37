"""Sessions that somebody takes part in with pictures and a switch: notes with dots, and cards on a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facilitation.activities import load_catalogue
from retreat.house import House
from retreat.programme.steps import Step
from tests.browser.live_server import make_session
from tests.support.planning import activity_of


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """For each story a session of its own, its first step open."""
    line = load_catalogue()["where_we_stand"].steps[0].options
    notes = {"note_kinds": ("note", "question"), "shares": ("everyone", "facilitators"), "vote_budget": 2}
    write = Step(
        title="Write",
        prompts=("What matters here?",),
        instruction="Deliberate with your neighbour.",
        easy_read="Talk to the person beside you.",
        **notes,
    )
    cards = Step(title="Line", interaction="position", prompts=("Where do you stand?",), options=line)
    both = activity_of(write, cards)
    return {name: make_session(house, both, state="writing") for name in ("switch", "plain", "aloud", "once")} | {
        "line": make_session(house, activity_of(cards), state="writing"),
    }
