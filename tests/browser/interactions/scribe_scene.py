"""A session of two tables, with dots and then a line, in which somebody has no phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.programme.steps import Step
from tests.browser.live_server import make_session
from tests.support.planning import activity_of


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Notes with dots first; then two cards on a line."""
    write = Step(
        title="Write",
        prompts=("What matters here?",),
        note_kinds=("note",),
        shares=("everyone", "facilitators", "me"),
        vote_budget=3,
    )
    line = Step(
        title="Where we stand",
        interaction="position",
        prompts=("Where do you stand?",),
        options={"cards": ("We have time", "We are heard"), "ends": ("Not at all", "Completely")},
    )
    names = ("scribed", "counted")
    return {name: make_session(house, activity_of(write, line), state="writing", tables=2) for name in names}
