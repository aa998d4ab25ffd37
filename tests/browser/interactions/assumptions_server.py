"""Sessions whose first round asks for assumptions, or for notes at tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.programme.steps import Step, who_as_usual
from tests.browser.live_server import make_session
from tests.support.planning import activity_of

STEP: dict[str, Any] = {
    "title": "Depths",
    "prompts": ("Which habits?",),
    "instruction": "Take one at a time: on the ground, under the stone, or bedrock.",
    "shares": ("table", "facilitators", "everyone"),
    "who": who_as_usual() | {"tables": "bring"},
}
LISTED = {"assumptions": ["If it was not written down, it did not happen."]}


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Some without tables, some with two; one whose desk reads the notes of its tables; one
    for the record; one that asks two questions about the same assumptions.
    """
    lifted = activity_of(Step(interaction="assumption", options=LISTED, **STEP))
    both = STEP | {"prompts": ("Which habits?", "What supports them?")}
    twice = activity_of(Step(interaction="assumption", options=LISTED, **both))
    notes = activity_of(Step(note_kinds=("note",), **(STEP | {"who": STEP["who"] | {"desk": "read"}})))
    counted = activity_of(Step(note_kinds=("note",), **(STEP | {"who": who_as_usual()})))
    kept = Step(interaction="assumption", options={**LISTED, "stays": ["shared"]}, **STEP)
    talk = Step(title="Try", prompts=("What do we try?",), note_kinds=("note",), shares=("everyone",))
    alone = {name: make_session(house, lifted, state="writing") for name in ("round", "plain", "looks", "record")}
    return alone | {
        "stays": make_session(house, activity_of(kept, talk), state="writing", tables=2),
        "twice": make_session(house, twice, state="writing"),
        "tables": make_session(house, lifted, state="writing", tables=2),
        "notes": make_session(house, notes, state="writing", tables=2),
        "counted": make_session(house, counted, state="writing", tables=2),
    }
