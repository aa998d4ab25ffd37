"""How certain the machine is of a span's speaker: the certainty of its local voices.

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
    """What identifies a local voice: its window, and which of the window's voices it is."""

    @property
    def window(self) -> int: ...
    @property
    def voice(self) -> int: ...


class Sureness:
    """Knows, for each person, the local voices assigned to them.

    Args:
        active: By window, uint8 (frames, 3), which of its voices speaks when.
        people: A person for each local voice, or None.
        firsts: The first frame of each window, counted from the start of the sound.
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
        """The mean certainty over the frames from ``first`` to before ``after``; None if there is no voice."""
        places = self._of.get(person, [])
        said, weight = 0.0, 0
        start = bisect.bisect_left(places, (first - self._longest,))
        end = bisect.bisect_left(places, (after,))
        for begins, window, voice, sure in places[start:end]:
            frames = int(self._active[window][max(0, first - begins) : max(0, after - begins), voice].sum())
            said, weight = said + sure * frames, weight + frames
        return round(said / weight, 3) if weight else None
