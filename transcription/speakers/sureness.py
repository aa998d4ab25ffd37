"""How sure the machine is of a span's speaker: the sureness of the local voices that lie under it.

Pure arithmetic. Must never know what voices sound like.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .clustering import Person


class PlacedVoice(Protocol):
    """What is asked of a local voice: its window, and which of the window's voices it is."""

    @property
    def window(self) -> int: ...
    @property
    def voice(self) -> int: ...


class Sureness:
    """Knows of each person the local voices that were taken for theirs.

    Args:
        active: by window, uint8 (frames, 3), who of its voices speaks when.
        people: a person for each local voice, or None.
        firsts: the first frame of each window, counted from the start of the sound.
    """

    def __init__(
        self,
        active: Sequence[NDArray[np.uint8]],
        people: Sequence[Person | None],
        voices: Sequence[PlacedVoice],
        firsts: Sequence[int],
    ) -> None:
        self._active = active
        self._longest = max((len(window) for window in active), default=0)
        self._of: dict[int, list[tuple[int, int, int, float]]] = {}
        for voice, person in zip(voices, people, strict=True):
            if person is not None:
                place = (firsts[voice.window], voice.window, voice.voice, person.sureness)
                self._of.setdefault(person.number, []).append(place)
        for places in self._of.values():
            places.sort()

    def of(self, person: int, first: int, after: int) -> float | None:
        """The mean sureness over the frames from ``first`` to before ``after``; None if no voice lies there."""
        places = self._of.get(person, [])
        said, weight = 0.0, 0
        start = bisect.bisect_left(places, (first - self._longest,))
        end = bisect.bisect_left(places, (after,))
        for begins, window, voice, sure in places[start:end]:
            frames = int(self._active[window][max(0, first - begins) : max(0, after - begins), voice].sum())
            said, weight = said + sure * frames, weight + frames
        return round(said / weight, 3) if weight else None
