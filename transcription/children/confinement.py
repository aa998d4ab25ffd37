"""Removes what a process that reads foreign bytes does not need: files, network, other processes, memory, time.

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

from .landlock import shut
from .system_calls import allow_computing_only

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def enter(*, memory_bytes: int, cpu_s: int, written_bytes: int) -> dict[str, bool]:
    """Confine this process for good. Call it before any thread starts, with everything needed open and loaded.

    If the system lacks a measure, the others still apply.

    Returns:
        Each measure, and whether it works here: ``files`` (no path can be reached), ``network`` (there is none),
        ``calls`` (only system calls for computing), ``opening`` (no further descriptor), ``memory``, ``time`` and
        ``size`` (of a file that it writes).
    """
    os.environ.clear()
    keep_privileges_down()
    has_no_network = leave_network()
    is_alone = _is_alone()
    has_no_files = shut() > 0 and is_alone and _is_refused_a_file()
    die_with_parent()
    bounded = limit(memory_bytes=memory_bytes, cpu_s=cpu_s, written_bytes=written_bytes)
    return {"files": has_no_files, "network": has_no_network, "calls": allow_computing_only(), **bounded}


def keep_privileges_down() -> None:
    """Started programs cannot have more rights than this process, and other processes cannot look into it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _is_alone() -> bool:
    """Whether no other thread runs, which would have kept its access to files."""
    tasks = Path("/proc/self/task")
    return tasks.exists() and len(list(tasks.iterdir())) == 1


def _is_refused_a_file() -> bool:
    """Test it: a kernel may accept rules that a container does not enforce."""
    try:
        os.close(os.open(sys.executable, os.O_RDONLY))
    except PermissionError:
        return True
    return False


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
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWNET) == 0)


def limit(*, memory_bytes: int, cpu_s: int, written_bytes: int) -> dict[str, bool]:
    """Limit memory, processor time and file size, and forbid opening any further file.

    Returns:
        Which of ``memory``, ``time``, ``size`` and ``opening`` are now bounded.
    """
    _lower(resource.RLIMIT_CORE, 0)
    bounded = {"time": _lower(resource.RLIMIT_CPU, cpu_s), "size": _lower(resource.RLIMIT_FSIZE, written_bytes)}
    if sys.platform != "linux":  # elsewhere these two don't hold, or stop what is open already
        return {**bounded, "memory": False, "opening": False}
    return {
        **bounded,
        "memory": _lower(resource.RLIMIT_AS, memory_bytes),
        "opening": _lower(resource.RLIMIT_NOFILE, 0),
    }


def _lower(kind: int, value: int) -> bool:
    """Lower a limit for good. Returns whether the system confirms it."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):  # a system that refuses one limit still gets the others
        return False
    return resource.getrlimit(kind) == (value, value)
