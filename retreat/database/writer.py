"""The single writer of the web process: one native thread, one connection, group commit.

Many greenlets hand in small writes; each runs in a savepoint and they are committed together, so that one ``fsync``
serves all who waited. Nobody's result is given out before the commit; if the commit fails, nobody's is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

import gevent
from gevent.event import Event
from gevent.threadpool import ThreadPool
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from retreat.database.engine import take_hooks, translated
from retreat.errors import Unavailable

T = TypeVar("T")
GROUP_MAX = 64


@dataclass(slots=True)
class _Request:
    """One write. It runs in the context of whoever handed it in, so that it finds the same house there."""

    fn: Callable[[Session], Any]
    context: Context = field(default_factory=copy_context)
    arrived: Event = field(default_factory=Event)
    result: Any = None
    error: BaseException | None = None
    hooks: list[Callable[[], None]] = field(default_factory=list)
    is_settled: bool = False


class GroupWriter:
    """Commits in groups whatever was handed in while the previous group was being written.

    Args:
        engine: Used by the writer's thread alone; never share its pool with readers.
    """

    def __init__(self, engine: Engine) -> None:
        self._own_engine = engine
        self._engine = engine.execution_options(begin="IMMEDIATE")
        self._waiting: list[_Request] = []
        self._idle = Event()
        self._idle.set()
        self._closed = False
        self._thread = ThreadPool(1)

    def submit(self, fn: Callable[[Session], T]) -> T:
        """See ``Database.write``. Called from a greenlet; other greenlets run while it waits.

        A caller who comes while nothing is being written leads: handing the work to a dedicated greenlet would cost
        two more turns of a busy event loop before the answer.
        """
        if self._closed:
            raise Unavailable("This machine is shutting down; what you wrote stays on your device.")
        request = _Request(fn=fn)
        self._waiting.append(request)
        if self._idle.is_set():
            self._idle.clear()
            self._write_group()
        else:
            request.arrived.wait()
        if request.error is not None:
            raise request.error
        for hook in request.hooks:
            hook()
        result: T = request.result
        return result

    def close(self) -> None:
        """Finish what was handed in, then stop the thread."""
        self._closed = True
        self._idle.wait()
        self._thread.kill()
        self._own_engine.dispose()

    def _write_group(self) -> None:
        group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
        try:
            self._thread.apply(_commit, (self._engine, group))
        finally:
            for request in group:
                if not request.is_settled:
                    # The leader was killed; nobody knows whether the write is on disk, so we do not say so.
                    request.error = Unavailable()
                request.arrived.set()
            if self._waiting:
                gevent.spawn(self._write_group)
            else:
                self._idle.set()


def _commit(engine: Engine, group: list[_Request]) -> None:
    """Write one group; every request gets a result or an error, whatever happens."""
    try:
        with Session(engine, expire_on_commit=False) as db, db.begin():
            for request in group:
                _perform(db, request)
    except Exception as error:  # noqa: BLE001 - the thread must live on; each caller gets the error
        failure = translated(error) if isinstance(error, DBAPIError) else error
        for request in group:
            request.error = request.error or failure
    for request in group:
        request.is_settled = True


def _perform(db: Session, request: _Request) -> None:
    try:
        with db.begin_nested():
            request.result = request.context.run(request.fn, db)
        request.hooks = take_hooks(db)
    except Exception as error:  # noqa: BLE001 - one refused write must not undo the others of its group
        request.error = translated(error) if isinstance(error, DBAPIError) else error
        take_hooks(db)
