"""Sessions of close reading: with a narrative to read, and one in which nobody has chosen any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facilitation.activities import find_activity
from retreat.clock import system_clock
from retreat.house import House
from retreat.ids import system_ids
from retreat.programme.operations import add_default_event, create_session
from tests.browser.live_server import make_session
from tests.support.planning import activity_of

ACTIVITY = "outcome_narrative_close_reading"
MARKS, READINGS, REWRITING = 1, 3, 4


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Each begins with the step that its test is about."""
    steps = find_activity(ACTIVITY).steps

    def of(*places: int) -> dict[str, Any]:
        return make_session(house, activity_of(*(steps[place] for place in places)), state="writing")

    names = ("round", "readings", "keys", "plain", "looks")
    places = {"readings": (READINGS, REWRITING), "plain": (READINGS, REWRITING), "looks": (READINGS,)}
    made = {name: of(*places.get(name, (MARKS,))) for name in names}
    return made | {"unprepared": _unprepared(house, steps)}


def _unprepared(house: House, steps: Any) -> dict[str, Any]:
    def write(db: Any) -> dict[str, Any]:
        view = create_session(
            db,
            event_id=add_default_event(db, title="", clock=system_clock, ids=system_ids),
            title="Nothing yet",
            template=activity_of(steps[MARKS]),
            by=None,
            clock=system_clock,
            ids=system_ids,
            tables=2,
        )
        return {"id": view.id, "letters": view.join_pass, "programme": view.programme_id}

    return house.database.write(write)
