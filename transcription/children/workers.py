"""Share jobs out over several workers, each at one job at a time. Must never know what the jobs are."""

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
    """What came of each job, in the order of the jobs, as soon as that and all before it are done.

    Args:
        workers: who there is; where it is one, asked again before each job, since it may have become several.

    Raises:
        Exception: What a job raised; jobs that haven't begun by then never do.
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
