"""The decoder on a system that has neither Landlock nor a filter of system calls."""

from __future__ import annotations

from transcription.children import landlock, system_calls
from transcription.sound import decode_child

if __name__ == "__main__":
    landlock._CREATE_RULESET = 100_000
    system_calls._MACHINES.clear()
    decode_child.main()
