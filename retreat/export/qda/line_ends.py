"""Texts with the line ends of Windows, as LF, with the places in them moved along. Pure.

Programs differ: some count a line end of two characters as one, others as two. What fits the words tells which.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

Place = tuple[int | None, int | None]


def with_lf(text: str, places: Sequence[Place]) -> tuple[str, Mapping[Place, Place]]:
    """The text with LF alone, and where each place is in it; places that stay are not named."""
    if "\r" not in text:
        return text, {}
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    pairs = [at for at in range(len(text) - 1) if text[at] == "\r" and text[at + 1] == "\n"]
    asked = [(start, end) for start, end in places if start is not None and end is not None]
    moved: dict[Place, Place] = {one: (_less(one[0], pairs), _less(one[1], pairs)) for one in asked}
    counted_as_two = sum(_fits(plain, (_less(one[0], pairs), _less(one[1], pairs))) for one in asked)
    counted_as_one = sum(_fits(plain, one) for one in asked)
    return plain, moved if counted_as_two > counted_as_one else {}


def _less(at: int, pairs: Sequence[int]) -> int:
    return at - bisect_left(pairs, at)


def _fits(text: str, place: tuple[int, int]) -> int:
    """How many ends of a place lie between words rather than within one."""
    return sum(_is_edge(text, at) for at in place)


def _is_edge(text: str, at: int) -> bool:
    if at <= 0 or at == len(text):
        return at >= 0
    return at < len(text) and not (text[at - 1].isalnum() and text[at].isalnum())
