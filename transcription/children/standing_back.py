"""Long work stands back: it computes with what a room full of phones, on the same machine, leaves."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

BEHIND = 10
_TRIES = 20
_AGAIN_S = 0.05


class _Priority:
    """Whether this process has something beside it that comes first. One for the process: so is its processor time."""

    is_given_up = False


def give_way() -> None:
    """From now on, what this process starts for speech stands back, but for what somebody waits for."""
    _Priority.is_given_up = True


def gives_way() -> bool:
    """Whether what this process starts for speech stands back."""
    return _Priority.is_given_up


def stand_back(pid: int, *, system: Path = Path("/proc")) -> None:
    """Give a process that leads a session of its own a low priority, among all others too.

    Desktop Linux shares the processor out between sessions first, and only within one by priority: without the second
    step a process in a session of its own takes as much as everything else together. Source: ``man 7 sched``, the
    autogroup feature. A process that is gone by then is no error.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, BEHIND)
    for _ in range(_TRIES):
        try:
            (system / str(pid) / "autogroup").write_text(str(BEHIND))
        except BlockingIOError:  # the system takes this from ordinary users once in a tenth of a second
            time.sleep(_AGAIN_S)
        except OSError:  # another system, one without sessions of this kind, or the process is gone
            return
        else:
            return
