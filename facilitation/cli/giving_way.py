"""Speech gives way if this machine is serving a room, because phones come first. Otherwise it takes what it can."""

from __future__ import annotations

import os
from pathlib import Path

from transcription.children.standing_back import give_way


def give_way_to_a_room(data: Path) -> None:
    """Lower the priority of speech processes if a web process of this data folder runs on this machine."""
    if any(lives(arriving.name) for arriving in (data / "tmp").glob("*")):
        give_way()


def lives(pid: str) -> bool:
    """Whether a process of this number runs: another server may use the same folder."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
