"""Places and times for words that people add: between their neighbours. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def spread(low: int, high: int, count: int) -> list[int] | None:
    """This many whole numbers, evenly, strictly between two; None if there is no space."""
    free = high - low - 1
    if free < count:
        return None
    return [low + (high - low) * (at + 1) // (count + 1) for at in range(count)]


def spoken_between(
    start_ms: int | None, end_ms: int | None, words: Sequence[str]
) -> list[tuple[int | None, int | None]]:
    """Times for words that were said one after the other from start to end; longer words take longer.

    Without times around them, words have none. If there is no time left, all are at the start, without length.
    """
    if start_ms is None or end_ms is None:
        return [(None, None)] * len(words)
    span = max(0, end_ms - start_ms)
    weights = [len(word) + 1 for word in words]
    whole = sum(weights)
    times: list[tuple[int | None, int | None]] = []
    passed = 0
    for weight in weights:
        begins = start_ms + span * passed // whole
        passed += weight
        times.append((begins, start_ms + span * passed // whole))
    return times
