"""Runs a pure module on foreign bytes in a confined child: ``… -m transcription.children.confined MODULE FD CPU_S``.

The module offers ``answer(content)``, which returns JSON values and raises nothing. The child opens no file: what
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
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import IO, Any

from .confinement import enter
from .programs import ROOT, command_of
from .standing_back import stand_back

_CPU_S = 30
_LONGER_THAN_COMPUTING = 6
_MEMORY_BYTES = 1 << 30
# More than the longest transcript makes; a pipe has no other bound, and this process would hold all of it.
_ANSWER_MAX_BYTES = 256 * 1024**2
_PROGRAM = "transcription.children.confined"
# Several files wait for each other, because the machine has others to serve.
_one_at_a_time = threading.Lock()


def read_confined(module: str, content: bytes, *, cpu_s: int = _CPU_S) -> Any | None:
    """What ``module.answer`` returns for these bytes; None if it failed, or exceeded its time or memory.

    One child at a time, with the lowest priority and at most 1 GiB.

    Args:
        cpu_s: Seconds of processor time that it may use; by the clock it has six times as long.
    """
    with _one_at_a_time, _nameless() as handed:
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


def _nameless() -> IO[bytes]:
    """A file that no folder shows: in memory where the system can, so that no other disk ever holds these bytes."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("handed"), "w+b")
    return tempfile.TemporaryFile()


def _answer(child: subprocess.Popen[bytes], within_s: float) -> Any | None:
    assert child.stdin and child.stdout
    overdue = threading.Timer(within_s, child.kill)
    overdue.start()
    try:
        said = child.stdout.read(_ANSWER_MAX_BYTES + 1)
        if len(said) > _ANSWER_MAX_BYTES:
            return None
        with suppress(ValueError, RecursionError):
            return json.loads(said)
        return None
    finally:
        overdue.cancel()
        child.kill()
        child.stdin.close()
        child.stdout.close()
        child.wait()


class _Bare(MetaPathFinder):
    """Finds our packages without what they do when imported: a pure module wants no database, and starts in no time."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Our package by its folder alone; None for anything else, which others find."""
        folder = ROOT.joinpath(*fullname.split("."))
        if not (folder / "__init__.py").exists():
            return None
        spec = ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        return spec


def main() -> int:
    """Confine, read, answer."""
    sys.meta_path.insert(0, _Bare())
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
