"""The sentence about an audio recording in the queue, the same on every page."""

from __future__ import annotations

from collections.abc import Mapping

from retreat.recordings.estimates import Needs, in_words, size_in_words
from retreat.speech.work.queue import InQueue, Queue

_SOON_S = 20


def said_of(one: InQueue, stages: Mapping[str, str]) -> str:
    """The state of one audio recording."""
    if one.is_ending:
        return "It is being stopped."
    if one.is_held:
        done = f" at {one.progress:.0%}" if one.progress else ""
        if one.is_running:
            return "It will pause at its next checkpoint, usually within a minute."
        return f"Paused{done}. It keeps its place in the queue and what has been transcribed."
    if one.is_running:
        return f"{stages.get(one.stage or '', 'It is being processed')} … {_left(one)}"
    if one.retry_at is not None:
        return "That did not work; it will be tried again." if one.has_failed else "It is waiting for more parts."
    return f"It is in the queue{_begins(one)}."


def _left(one: InQueue) -> str:
    return "" if one.left_s is None else f"{_about(one.left_s)} left in all"


def _about(seconds: float) -> str:
    told = in_words(seconds)
    return told if told.startswith("less than") else f"about {told}"


def _begins(one: InQueue) -> str:
    if one.starts_s is None:
        return ""
    begins = "and is next" if one.starts_s < _SOON_S else f"and begins in {_about(one.starts_s)}"
    takes = "" if one.left_s is None else f", then takes {_about(one.left_s)}"
    return f" {begins}{takes}"


def said_of_queue(queue: Queue) -> str:
    """When all of it will be done."""
    count = len(queue.running) + len(queue.waiting)
    if not count:
        return ""
    told = "1 audio recording" if count == 1 else f"{count} audio recordings"
    if queue.ready_s is None or queue.unknown == count:
        return f"{told}."
    besides = " Audio recordings of unknown length will take longer." if queue.unknown else ""
    return f"{told}, ready in {_about(queue.ready_s)}.{besides}"


def said_of_needs(duration_s: float, takes_s: float, need: Needs, *, learned: bool) -> str:
    """What a job will take, before it begins."""
    by = "judging by this machine's past speed" if learned else "a first guess"
    return (
        f"{in_words(duration_s).capitalize()} of sound will take {_about(takes_s)} ({by}), "
        f"{size_in_words(need.memory_bytes)} of memory and {size_in_words(need.disk_bytes)} of disk, "
        f"of which {size_in_words(need.kept_bytes)} is kept."
    )
