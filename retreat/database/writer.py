"""The single writer of the web process: one native thread, one connection, group commit.

Many greenlets hand in small writes; the writer runs each in a savepoint and commits them together, so that one
``fsync`` serves all who waited. Nobody's result is given out before the commit; if it fails, nobody's is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import gevent
from gevent._threading import Queue as NativeQueue
from gevent.event import Event
from gevent.hub import get_hub
from gevent.monkey import get_original
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from retreat.database.engine import take_hooks, translated
from retreat.errors import Unavailable

T = TypeVar("T")
GROUP_MAX = 64
GATHER_S = 0.002
WAIT_MAX_S = 30.0

_start_thread = get_original("_thread", "start_new_thread")
_allocate_lock = get_original("_thread", "allocate_lock")
_sleep = get_original("time", "sleep")


@dataclass(slots=True)
class _Request:
    fn: Callable[[Session], Any]
    wake: Callable[[], None]
    result: Any = None
    error: BaseException | None = None
    hooks: list[Callable[[], None]] = field(default_factory=list)


class GroupWriter:
    """Runs writes one after another on its own thread and commits them in groups."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(begin="IMMEDIATE")
        self._inbox: Any = NativeQueue()
        self._closed = False
        self._done = _allocate_lock()
        self._done.acquire()
        _start_thread(self._run, ())

    def submit(self, fn: Callable[[Session], T]) -> T:
        """See ``Database.write``. Called from a greenlet; other greenlets run while it waits."""
        if self._closed:
            raise Unavailable("This machine is shutting down; what you wrote stays on your device.")
        arrived = Event()
        notice = get_hub().loop.async_()
        notice.start(arrived.set)
        request = _Request(fn=fn, wake=notice.send)
        try:
            self._inbox.put(request)
            if not arrived.wait(WAIT_MAX_S):
                raise Unavailable()
        finally:
            notice.stop()
            notice.close()
        if request.error is not None:
            raise request.error
        for hook in request.hooks:
            hook()
        result: T = request.result
        return result

    def close(self) -> None:
        """Finish what was handed in, then stop the thread."""
        if not self._closed:
            self._closed = True
            self._inbox.put(None)
            while not self._done.acquire(False):
                gevent.sleep(0.005)

    def _run(self) -> None:
        while True:
            first = self._inbox.get()
            if first is None:
                break
            group = self._gather(first)
            ended = group[-1] is None
            self._commit([request for request in group if request is not None])
            if ended:
                break
        self._done.release()

    def _gather(self, first: _Request) -> list[_Request | None]:
        """Take what already waits; where several do, give the rest of the burst a moment to arrive."""
        group: list[_Request | None] = [first]
        if self._inbox.qsize():
            _sleep(GATHER_S)
        while self._inbox.qsize() and len(group) < GROUP_MAX and group[-1] is not None:
            group.append(self._inbox.get())
        return group

    def _commit(self, group: list[_Request]) -> None:
        try:
            with Session(self._engine, expire_on_commit=False) as db, db.begin():
                for request in group:
                    self._perform(db, request)
        except BaseException as error:  # noqa: BLE001 - the thread must live; each caller gets the error
            failure = translated(error) if isinstance(error, DBAPIError) else error
            for request in group:
                request.error = request.error or failure
        for request in group:
            request.wake()

    @staticmethod
    def _perform(db: Session, request: _Request) -> None:
        try:
            with db.begin_nested():
                request.result = request.fn(db)
            request.hooks = take_hooks(db)
        except DBAPIError as error:
            request.error = translated(error)
            take_hooks(db)
        except Exception as error:  # noqa: BLE001 - one refused write must not undo the others of its group
            request.error = error
            take_hooks(db)
