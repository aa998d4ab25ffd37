"""Speech gives way to a room that is served on the same machine: phones come first. Else it takes what it can."""

from __future__ import annotations

import os
from pathlib import Path

from transcription.children.standing_back import give_way


def give_way_to_a_room(data: Path) -> None:
    """Let what this process starts for speech stand back where a web process of this data folder runs here."""
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
