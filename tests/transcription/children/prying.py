"""Reads foreign bytes in confinement, and uses the occasion: a reader that the bytes have taken over."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any


def answer(content: bytes) -> Any:
    """What came of it: ``spin`` and ``hoard`` go on for ever, anything else is an address that it calls."""
    if content == b"spin":
        while True:
            pass
    if content == b"hoard":
        return len(b"x" * (3 << 30))
    return {
        "file": _tried(lambda: open("/etc/hostname").read()),
        "network": _tried(lambda: socket.create_connection(("127.0.0.1", int(content)), timeout=5)),
        "environment": sorted(name for name in os.environ if name.startswith(("RETREAT", "HOME", "PATH", "PG"))),
    }


def _tried(act: Callable[[], object]) -> str:
    try:
        act()
    except Exception as refused:  # whatever it runs into: a module that it cannot load any more, too
        return type(refused).__name__
    return "done"
