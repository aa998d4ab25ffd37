"""Share jobs out over several workers, each at one job at a time. Must never know what the jobs are."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Worker = TypeVar("Worker")
Job = TypeVar("Job")
Result = TypeVar("Result")


def at_once(
    workers: Sequence[Worker], jobs: Sequence[Job], do: Callable[[Worker, Job], Result]
) -> Iterator[tuple[Job, Result]]:
    """Each job with what came of it, as soon as it is done; jobs begin in their order.

    Raises:
        Exception: What a job raised; jobs that haven't begun never do.
    """
    if len(workers) == 1:
        yield from ((job, do(workers[0], job)) for job in jobs)
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
        jobs_of = {pool.submit(done, job): job for job in jobs}
        try:
            for future in as_completed(jobs_of):
                yield jobs_of[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)
