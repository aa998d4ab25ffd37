"""The parent's end of a child process: one JSON request per line; the last of several answers ends an exchange.

A child ends when its parent's pipe closes, whatever it is doing, and inherits no other file of the parent.
Must never know what the children compute.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from transcription.errors import EngineFailed

from .messages import ERRORS_BY_CODE, Message
from .processor import processor_settings
from .programs import ROOT, command_of
from .standing_back import gives_way, stand_back

# Networks ask for the same large blocks again and again. If these are returned to the system, as the C library does
# by default on all threads but the first, zeroing them again takes a third of the encoder's time.
KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
}


class Child:
    """The parent's end. One request at a time; the child is started on first use, and again after it died.

    Args:
        at_once: Whether somebody waits for its answers, so that it keeps its priority even if speech gives way.
        gives_way: Says, at each start of the child, whether speech currently gives way.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        threads: int = 0,
        at_once: bool = False,
        gives_way: Callable[[], bool] = gives_way,
    ) -> None:
        self._command = command_of(module, *arguments)
        self._at_once = at_once
        self._gives_way = gives_way
        self._threads = threads
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def ask(self, request: Mapping[str, Any], heard: Callable[[Message], None] = lambda _message: None) -> Message:
        """Send one request and wait for its answer; earlier messages go to ``heard``.

        Raises:
            TranscriptionError: what the child reported.
            EngineFailed: the child died before it answered.
        """
        with self._lock:
            process = self._running()
            try:
                last = self._exchange(process, request, heard)
            except BaseException:  # stopped half-way: the child's remaining messages must not answer the next request
                self._end(process)
                raise
            if last is None:
                raise EngineFailed(self._obituary(process))
        if "error" in last:
            raise ERRORS_BY_CODE.get(last["error"], EngineFailed)(last["message"])
        return dict(last["answer"])

    def _exchange(
        self, process: subprocess.Popen[str], request: Mapping[str, Any], heard: Callable[[Message], None]
    ) -> Message | None:
        """The message that ends the exchange; None if the child died before it."""
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except OSError:
            return None
        for line in process.stdout:
            if not line.endswith("\n"):  # it died in the middle of a message
                return None
            message: Message = json.loads(line)
            if "answer" in message or "error" in message:
                return message
            heard(message)
        return None

    def close(self) -> None:
        """End the child; a waiting request fails, and a later one starts a new child."""
        process = self._process
        if process is None:
            return
        if self._lock.acquire(blocking=False):
            try:
                self._end(process)
            finally:
                self._lock.release()
        else:
            # The waiting thread reads the pipes and has to close them, because a child that hangs never will.
            process.kill()

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            environment = dict(os.environ)
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH")]))
            # Idle threads sleep instead of spinning: a laptop that also serves a hall of phones has two cores.
            environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            # NumPy's own threads would compete with the networks', which hold the cores already.
            environment.setdefault("OPENBLAS_NUM_THREADS", "1")
            for name, value in {**KEEP_MEMORY, **processor_settings()}.items():
                environment.setdefault(name, value)
            if self._threads:
                # Set before any OpenMP runtime loads: two of them in one process, or one with too many threads, stall.
                environment["OMP_NUM_THREADS"] = str(self._threads)
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env=environment,
                start_new_session=True,  # Ctrl-C goes to the parent, which then closes the pipe
            )
            if self._gives_way() and not self._at_once:
                stand_back(self._process.pid)
        return self._process

    def _end(self, process: subprocess.Popen[str]) -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process is self._process:
            self._process = None

    def _obituary(self, process: subprocess.Popen[str]) -> str:
        self._end(process)
        name = self._command[3].rsplit(".", 1)[-1].replace("_", " ")
        return f"The {name} ended unexpectedly (status {process.returncode}); what was finished before is kept."
