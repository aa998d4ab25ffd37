"""Child processes that answer line by line: one JSON object in, some JSON objects out, the last one ends it.

A child ends when its parent's pipe closes, whatever it is doing, and inherits no other file of the parent.
Must never know what the children compute.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from transcription.errors import EngineFailed, EngineMissing, NoRoom, TranscriptionError, UnreadableAudio, is_for_room

from .processor import processor_settings
from .standing_back import gives_way, stand_back

Message = dict[str, Any]
_KINDS: dict[str, type[TranscriptionError]] = {
    kind.code: kind for kind in (UnreadableAudio, EngineFailed, EngineMissing, NoRoom)
}
# Networks ask for the same large blocks again and again; given back to the system each time, as the C library does
# by default on all threads but the first, zeroing them anew takes a third of the encoder's time.
_KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
}
_LONG_S = 1.0
_NO_ROOM = "The disk of this machine is full: please make room. What was finished before is kept."
_ROOT = Path(__file__).resolve().parents[2]


class Child:
    """The parent's end. One request at a time; started on first use and again after it died.

    Args:
        at_once: somebody waits for its answers: it doesn't stand back, even where speech gives way to a room.
    """

    def __init__(self, module: str, arguments: Sequence[str] = (), *, threads: int = 0, at_once: bool = False) -> None:
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._at_once = at_once
        self._threads = threads
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def ask(self, request: Mapping[str, Any], heard: Callable[[Message], None] = lambda _message: None) -> Message:
        """Send one request and wait for its answer; other messages on the way go to ``heard``.

        Raises:
            TranscriptionError: what the child reported.
            EngineFailed: the child died before it answered.
        """
        with self._lock:
            process = self._running()
            try:
                last = self._exchange(process, request, heard)
            except BaseException:  # stopped half-way: what the child still has to say must not answer the next request
                self._end(process)
                raise
            if last is None:
                raise EngineFailed(self._obituary(process))
        if "error" in last:
            raise _KINDS.get(last["error"], EngineFailed)(last["message"])
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
            if not line.endswith("\n"):  # it died while it spoke
                return None
            message: Message = json.loads(line)
            if "answer" in message or "error" in message:
                return message
            heard(message)
        return None

    def close(self) -> None:
        """End the child; a request that waits for it fails, and a later one starts a fresh child."""
        process = self._process
        if process is None:
            return
        if self._lock.acquire(blocking=False):
            try:
                self._end(process)
            finally:
                self._lock.release()
        else:
            # Whoever waits for its answer reads the pipes: they are theirs to close, and a child that hangs never will.
            process.kill()

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            environment = dict(os.environ)
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), environment.get("PYTHONPATH")]))
            # Idle threads sleep instead of spinning: a laptop that also serves a hall of phones has two cores.
            environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            # NumPy's own threads would compete with the networks', which hold the cores already.
            environment.setdefault("OPENBLAS_NUM_THREADS", "1")
            for name, value in {**_KEEP_MEMORY, **processor_settings()}.items():
                environment.setdefault(name, value)
            if self._threads:
                # Set before any OpenMP runtime loads: two of them in one process, or one too wide, stall.
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
            if gives_way() and not self._at_once:
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


def serve(answer: Callable[[Message, Callable[[Message], None]], Message]) -> None:
    """The child's main loop: read requests from standard input, answer on standard output, end at its close.

    Reading happens on its own thread so that a closed pipe ends the process in the middle of any work.
    Whatever libraries print goes to standard error, never between the lines of the answers.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def send(message: Message) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    for request in _requests(os.fdopen(os.dup(0), "r", encoding="utf-8")):
        began = time.monotonic()
        try:
            send({"answer": answer(request, send)})
        except TranscriptionError as error:
            send({"error": error.code, "message": str(error)})
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:  # noqa: BLE001 - the edge of this process: the parent decides what to do
            send(_broken_down(error))
        if time.monotonic() - began > _LONG_S:
            give_back()


def _broken_down(error: Exception) -> Message:
    """What and where, and never the error's own text: that may hold what people said."""
    if isinstance(error, OSError) and is_for_room(error):
        return {"error": NoRoom.code, "message": _NO_ROOM}
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    message = f"A stage of speech broke down ({where}); what was finished before is kept."
    return {"error": EngineFailed.code, "message": message}


def give_back() -> None:
    """After a stage, or a model that was needed once: what the C library kept would stand beside what others need."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _requests(stream: IO[str]) -> Iterator[Message]:
    waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            waiting.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True, name="parent-watch").start()
    while True:
        yield waiting.get()
