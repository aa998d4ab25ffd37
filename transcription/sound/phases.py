"""Two channels that mirror each other: one is inverted before they are mixed, because the mix would be silence.

A balanced microphone cable in a recorder's stereo socket does this. Each channel is fine, but their sum is empty.
"""

from __future__ import annotations

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

# How much louder the difference must be than the sum: ordinary stereo never comes near.
_MIRRORED = 20.0
_HALF_FORGOTTEN_S = 0.3
# Every so many samples, and frames: loudness needs no more.
_LOOKED_AT = 4
_FRAMES = 3


class Phases:
    """Follows one file frame by frame, because a cable may be corrected half-way."""

    def __init__(self) -> None:
        self._sum = self._difference = 0.0
        self._mirrored = False
        self._seen = 0

    def aligned(self, frame: AudioFrame) -> AudioFrame:
        """The frame itself or, if its two channels mirror each other, one with the second channel inverted."""
        if frame.layout.nb_channels != 2 or frame.format.name.startswith("s64"):  # which NumPy is not given
            return frame
        self._seen += 1
        weighed = self._seen % _FRAMES == 1
        if not weighed and not self._mirrored:
            return frame
        sound = frame.to_ndarray()
        left, right = (sound[0], sound[1]) if len(sound) == 2 else (sound[0, ::2], sound[0, 1::2])
        if weighed:
            kept = 0.5 ** (_FRAMES * frame.samples / frame.sample_rate / _HALF_FORGOTTEN_S)
            self._weigh(_centred_floats(left[::_LOOKED_AT]), _centred_floats(right[::_LOOKED_AT]), kept)
        if not self._mirrored:
            return frame
        # The complement rather than the negative: the lowest 16-bit sample has none, and unsigned ones are centred.
        (np.negative if right.dtype.kind == "f" else np.invert)(right, out=right)
        turned = AudioFrame.from_ndarray(sound, format=frame.format.name, layout=frame.layout.name)
        turned.sample_rate = frame.sample_rate
        return turned

    def _weigh(self, left: NDArray[np.float32], right: NDArray[np.float32], kept: float) -> None:
        both, apart = left + right, left - right
        self._sum = kept * self._sum + float(both @ both)
        self._difference = kept * self._difference + float(apart @ apart)
        if self._difference > _MIRRORED * self._sum:
            self._mirrored = True
        elif self._sum > self._difference:
            self._mirrored = False


def _centred_floats(samples: NDArray[np.generic]) -> NDArray[np.float32]:
    """Samples of any kind as floats; unsigned bytes are centred on 128."""
    found = samples.astype(np.float32)
    return found - 128.0 if samples.dtype == np.uint8 else found
