"""Share jobs out over several workers, each at one job at a time. Must never know what the jobs are."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Worker = TypeVar("Worker")
Job = TypeVar("Job")
Result = TypeVar("Result")


def at_once(workers: Sequence[Worker], jobs: Sequence[Job], do: Callable[[Worker, Job], Result]) -> Iterator[Result]:
    """What came of each job, in the order of the jobs, as soon as that and all before it are done.

    Raises:
        Exception: What a job raised; jobs that haven't begun by then never do.
    """
    if len(workers) == 1:
        yield from (do(workers[0], job) for job in jobs)
        return
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
