"""How what ends is said to the team, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

STATE_WORDS: Mapping[str, str] = {
    "kept": "kept",
    "due": "to be destroyed",
    "held": "held",
    "waits": "to be destroyed next",
    "going": "being destroyed",
    "none": "nothing here",
}
DESTRUCTION_WORDS: Mapping[str, str] = {
    "confirmed": "waiting to be destroyed",
    "working": "being destroyed",
    "done": "destroyed",
    "stopped": "stopped by a legal hold",
}
