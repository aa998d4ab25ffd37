"""Divides jobs between several workers, one job at a time each. Must never know what the jobs are."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Worker = TypeVar("Worker")
Job = TypeVar("Job")
Result = TypeVar("Result")


def share_out(
    workers: Callable[[], Sequence[Worker]], jobs: Sequence[Job], do: Callable[[Worker, Job], Result]
) -> Iterator[Result]:
    """The result of each job, in order, as soon as it and all earlier ones are done.

    Args:
        workers: The available workers; if there is one, checked again before each job, because there may now be more.

    Raises:
        Exception: What a job raised; jobs that have not begun by then never do.
    """
    alone = 0
    while alone < len(jobs) and len(found := workers()) == 1:
        yield do(found[0], jobs[alone])
        alone += 1
    if alone < len(jobs):
        yield from _over_several(found, jobs[alone:], do)


def _over_several(
    workers: Sequence[Worker], jobs: Sequence[Job], do: Callable[[Worker, Job], Result]
) -> Iterator[Result]:
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def done(job: Job) -> Result:
        worker = idle.get()
        try:
            return do(worker, job)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        yield from pool.map(done, jobs)
