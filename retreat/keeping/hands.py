"""Several threads for what one cannot do fast enough: encrypting blocks, and waiting for a disk to have them.

Hashing, compressing and writing run without the interpreter's lock. Only a few blocks are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
U = TypeVar("U")

THREADS = 4
# Blocks of 4 MiB, each of them also encrypted: some 50 MB.
AHEAD = 6


class Hands:
    """A few threads for the length of a ``with``."""

    def __init__(self, threads: int = THREADS, *, ahead: int = AHEAD) -> None:
        """``threads``: with one, things are done in the order in which they are begun."""
        self._ahead = ahead
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="keeping")
        self._going: deque[Future[object]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=error is not None)
        if error is None:
            for future in self._going:
                future.result()

    def do(self, act: Callable[[], T]) -> Future[T]:
        """Begin something, once there are hands for it. An error of something earlier is raised here."""
        while len(self._going) >= self._ahead:
            self._going.popleft().result()
        future = self._pool.submit(act)
        self._going.append(future)  # type: ignore[arg-type]
        return future

    def each(self, act: Callable[[U], T], things: Iterable[U]) -> Iterator[T]:
        """``act`` on each thing, in their order, some of them ahead of time."""
        waiting: deque[Future[T]] = deque()
        for thing in things:
            waiting.append(self._pool.submit(act, thing))
            if len(waiting) >= self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
