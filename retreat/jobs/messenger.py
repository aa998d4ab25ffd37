"""Wakes a worker: Huey carries an id and nothing else. A lost message costs time, never work.

Tasks have a name and one id; payloads are JSON. Must never carry words, or be the only place where a request
is recorded.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer
from redis import ConnectionPool

_log = logging.getLogger(__name__)
_CARRIED = ("id", "name", "args")
# A Redis that hangs must not hold up a worker, which finds its work without it.
_PATIENCE_S = 2.0


class IdsOnly(Serializer):  # type: ignore[misc]
    """Messages as JSON that hold a task's name and one id; anything else is refused."""

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            return json.dumps(data).encode()
        if data.kwargs or not all(isinstance(one, str) for one in data.args):
            raise TypeError("a message carries ids only")
        return json.dumps([data.id, data.name, list(data.args)]).encode()

    def _deserialize(self, data: bytes) -> Any:
        read = json.loads(data)
        if isinstance(read, list) and len(read) == len(_CARRIED):
            return Message(id=read[0], name=read[1], args=tuple(read[2]), kwargs={}, retries=0, retry_delay=0)
        return read


class Messenger:
    """One queue. Sending never blocks on work and never fails loudly."""

    def __init__(self, huey: Huey) -> None:
        self._huey = huey
        self._is_silent = False

        @huey.task(name="work")  # type: ignore[untyped-decorator]
        def work(_row_id: str) -> None:
            """Only its name and the id travel; `take` calls the worker's function."""

        self._task: Any = work

    def send(self, row_id: str) -> None:
        """Ask for a worker to look at this row. Touches a file or Redis: call it from one thread off the event loop."""
        try:
            self._task(row_id)
        except Exception:  # noqa: BLE001 - the row is the intent; the periodic look finds it without us
            _log.warning("a worker could not be woken; it will find the work by itself")

    def take(self, work: Callable[[str], object]) -> bool:
        """Do the next task that waits, if any; whether there was one."""
        task = self._next()
        if task is None:
            return False
        work(*task.args)
        return True

    def _next(self) -> Any:
        try:
            task = self._huey.dequeue()
        except Exception:  # noqa: BLE001 - a broken queue only delays
            if not self._is_silent:
                _log.warning("the queue cannot be read; until it can be, work is found by looking for it")
            self._is_silent = True
            return None
        if self._is_silent:
            _log.warning("the queue can be read again")
        self._is_silent = False
        return task

    def close(self) -> None:
        """Close the file or connection."""
        self._huey.storage.close()


class HasQueue(Protocol):
    """The settings that say which queue there is."""

    @property
    def data(self) -> Path: ...

    @property
    def redis_url(self) -> str: ...


def open_messenger(settings: HasQueue) -> Messenger:
    """Redis where there is one, else a small SQLite file of its own.

    The file is not in WAL: Huey uses Python's own SQLite, which can lose data in that mode.
    """
    if settings.redis_url:
        pool = ConnectionPool.from_url(
            settings.redis_url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S
        )
        return Messenger(
            RedisHuey("retreat", connection_pool=pool, serializer=IdsOnly(), results=False, blocking=False)
        )
    file = settings.data / "queue.db"
    if not file.exists():
        file.touch(mode=0o600)
    return Messenger(
        SqliteHuey(
            "retreat",
            filename=str(file),
            journal_mode="delete",
            serializer=IdsOnly(),
            results=False,
            strict_fifo=True,
        )
    )
