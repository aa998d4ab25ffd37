"""Jobs shared out: each worker at one job at a time, several at once, and an error ends the rest."""

from __future__ import annotations

import threading

import pytest

from transcription.children.workers import share_out


def test_two_workers_when_two_jobs_need_each_other_then_both_are_done() -> None:
    both = threading.Barrier(2, timeout=10)

    done = list(share_out(lambda: ["one", "other"], [1, 2], lambda worker, job: (worker, job, both.wait())))

    assert {worker for worker, _, _ in done} == {"one", "other"}
    assert [job for _, job, _ in done] == [1, 2]


def test_two_workers_when_the_second_job_ends_first_then_it_waits_for_the_first() -> None:
    second_done = threading.Event()

    def do(_worker: int, job: int) -> int:
        if job == 1:
            assert second_done.wait(10)
        if job == 2:
            second_done.set()
        return job

    assert list(share_out(lambda: range(2), [1, 2, 3], do)) == [1, 2, 3]


def test_a_worker_when_there_are_many_jobs_then_it_never_has_two() -> None:
    busy: set[str] = set()

    def do(worker: str, job: int) -> int:
        assert worker not in busy
        busy.add(worker)
        value = sum(range(job * 1000))
        busy.remove(worker)
        return value

    done = list(share_out(lambda: ["a", "b", "c"], range(60), do))

    assert done == [sum(range(job * 1000)) for job in range(60)]


@pytest.mark.parametrize("workers", [1, 2])
def test_many_jobs_when_one_breaks_down_then_its_error_comes_out_and_the_rest_never_begins(workers: int) -> None:
    begun: list[int] = []
    never = threading.Event()

    def do(_worker: int, job: int) -> int:
        begun.append(job)
        if job == 3:
            raise ValueError("broken")
        never.wait(0.002)  # a job takes its time: all thousand would take a second
        return job

    with pytest.raises(ValueError, match="broken"):
        list(share_out(lambda: range(workers), range(1000), do))

    assert len(begun) < 1000


def test_one_worker_when_it_becomes_two_half_way_then_the_rest_is_done_by_both() -> None:
    there = ["graphics"]
    both = threading.Barrier(2, timeout=10)

    def do(worker: str, job: int) -> tuple[str, int]:
        if job == 2:  # the graphics processor gives up; what takes its place has two cores
            there[:] = ["core 1", "core 2"]
        if worker != "graphics":
            both.wait()
        return worker, job

    done = list(share_out(lambda: there, [1, 2, 3, 4], do))

    assert done[:2] == [("graphics", 1), ("graphics", 2)]
    assert [job for _, job in done] == [1, 2, 3, 4]
    assert {worker for worker, _ in done[2:]} == {"core 1", "core 2"}
