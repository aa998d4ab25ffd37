"""Takes away what a process that reads foreign bytes doesn't need: memory, time, files, network, long life.

Called by a child process about itself, before it touches the bytes. Must never know what is being read.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def die_with_parent() -> None:
    """End this process when the parent dies or closes our standard input, in the middle of any work."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
    threading.Thread(target=_wait_for_close, daemon=True, name="parent-watch").start()


def _wait_for_close() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


def leave_network() -> bool:
    """Move to an empty network namespace where the system allows it. Call it before any thread starts."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWNET) == 0)


def limit(*, memory_bytes: int, cpu_s: int, written_bytes: int) -> None:
    """Bound memory, computing time and file size, and forbid opening any further file."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, cpu_s)
    _lower(resource.RLIMIT_FSIZE, written_bytes)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, memory_bytes)
        highest = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
        # The listing's own descriptor was the highest or below: everything open stays, nothing more can open.
        _lower(resource.RLIMIT_NOFILE, highest)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):  # a system that refuses one limit still gets the others
        return
