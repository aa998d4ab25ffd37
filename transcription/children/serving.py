"""The child's end: reads requests line by line and answers them in order until the parent's pipe closes.

Must never know what is computed for them.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from transcription.errors import EngineFailed, NoRoom, TranscriptionError, is_for_room

from .messages import Message

_LONG_REQUEST_S = 1.0
_NO_ROOM = "The disk of this machine is full: please free some space. What was finished before is kept."


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
        if time.monotonic() - began > _LONG_REQUEST_S:
            give_memory_back()


def _broken_down(error: Exception) -> Message:
    """What failed and where, but never the error's own text, which may hold what people said."""
    if isinstance(error, OSError) and is_for_room(error):
        return {"error": NoRoom.code, "message": _NO_ROOM}
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    message = f"A stage of speech broke down ({where}); what was finished before is kept."
    return {"error": EngineFailed.code, "message": message}


def give_memory_back() -> None:
    """Return memory after a stage, or after a model that was needed once, because other processes need it."""
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
