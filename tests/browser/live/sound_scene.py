"""Sessions that are planned without sound, or with one table without it; and one in whose record sound is held back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.people.operations import Arrival, join
from retreat.programme.operations import plan_sound
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from tests.browser.live_server import make_session
from tests.record.sound import wav


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """One with a table without sound, one without any, one whose first table's sound is held back."""
    made = {name: make_session(house, "brainstorm", state="open", tables=3) for name in ("quiet", "off", "held")}
    plans: dict[str, dict[str, Any]] = {
        "quiet": {"without_sound": False, "quiet_table": 3},
        "off": {"without_sound": True, "quiet_table": None},
    }
    for name, planned in plans.items():
        house.database.write(lambda db, at=made[name]["id"], planned=planned: plan_sound(db, at, **planned))
    _hold(house, made["held"]["id"], made["held"]["letters"])
    return made


def _hold(house: House, session_id: str, letters: str) -> None:
    recording_id, now = house.ids(), house.clock()
    kept = LocalStorage(house.storage).save(file_name(recording_id), [wav(3.0)])
    somebody = Arrival(display_name="Ben", session=session_id, answers={"attend": True})
    house.database.write(lambda db: join(db, letters, somebody, now=now, ids=house.ids))
    file = WholeFile(
        recording_id=recording_id,
        session_id=session_id,
        table_id=None,
        filename="recorder 2.wav",
        mime="audio/wav",
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
    )
    house.database.write(lambda db: keep_file(db, file, now=now, wake=house.enqueue))
