"""Lets long work give way: it uses only what a room full of phones on the same machine leaves."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

BEHIND = 10
_TRIES = 20
_AGAIN_S = 0.05


class _Priority:
    """Whether something else on this machine comes first. One for each process, like its priority."""

    is_given_up = False


def give_way() -> None:
    """From now on, speech processes that this one starts give way, unless somebody waits for them."""
    _Priority.is_given_up = True


def gives_way() -> bool:
    """Whether speech processes that this one starts give way."""
    return _Priority.is_given_up


def stand_back(pid: int, *, system: Path = Path("/proc")) -> None:
    """Lower the priority of a process that leads its own session, within the session and among sessions.

    Desktop Linux divides the processor between sessions first, and by priority only within one: without the second
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
