"""Foreign bytes read by a pure module in a confined child: ``… -m transcription.children.confined MODULE FD CPU_S``.

The module offers ``answer(content)``, which gives what JSON can say and raises nothing. The child opens no file: what
it reads is a descriptor that the parent opened. Must never know what is being read.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from typing import Any

from .confinement import enter
from .programs import ROOT, command_of
from .standing_back import stand_back

_CPU_S = 10
_LONGER_THAN_COMPUTING = 6
_MEMORY_BYTES = 1 << 30
_PROGRAM = "transcription.children.confined"
# Whoever sends many files waits for their own: the machine has others to serve.
_one_at_a_time = threading.Lock()


def read_confined(module: str, content: bytes, *, cpu_s: int = _CPU_S) -> Any | None:
    """What ``module.answer`` says of these bytes; None where it took more time or memory than it may, or broke.

    One child at a time, behind everything else that this machine does, with 1 GiB at most.

    Args:
        cpu_s: Seconds of computing that it may take; on a busy machine it has six times as long by the clock.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as handed:
        handed.write(content)
        handed.flush()
        handed.seek(0)
        child = subprocess.Popen(
            command_of(_PROGRAM, module, str(handed.fileno()), str(cpu_s)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(handed.fileno(),),
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
        stand_back(child.pid)
        return _answer(child, _LONGER_THAN_COMPUTING * cpu_s)


def _answer(child: subprocess.Popen[bytes], within_s: float) -> Any | None:
    assert child.stdin and child.stdout
    overdue = threading.Timer(within_s, child.kill)
    overdue.start()
    try:
        said = child.stdout.read()
        with suppress(ValueError):
            return json.loads(said)
        return None
    finally:
        overdue.cancel()
        child.kill()
        child.stdin.close()
        child.stdout.close()
        child.wait()


def main() -> int:
    """Confine, read, answer."""
    module = importlib.import_module(sys.argv[1])
    # Closed before anything is limited: below the number of an open file, others may be opened.
    with os.fdopen(int(sys.argv[2]), "rb") as handed:
        content = handed.read()
    enter(memory_bytes=_MEMORY_BYTES, cpu_s=int(sys.argv[3]), written_bytes=0)
    with suppress(MemoryError):
        sys.stdout.write(json.dumps(module.answer(content)))
        sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
