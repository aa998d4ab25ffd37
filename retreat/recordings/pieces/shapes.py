"""The format that all pieces of one stream share, and which formats recorders make. Pure; must never know files.

Silence between two pieces is counted in these units, which a piece states itself: it is believed only as far as a
real recorder could make it.
"""

from __future__ import annotations

from dataclasses import dataclass

LOWEST_HZ, HIGHEST_HZ = 1_000, 384_000
_CHANNELS_MAX = 8
_BITS_MAX = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """Samples a second, how many at a time, and how fine each is."""

    rate_hz: int
    channels: int
    bits: int

    @property
    def width_bytes(self) -> int:
        """The bytes of one sample of all channels, uncompressed."""
        return self.channels * ((self.bits + 7) // 8)

    @property
    def is_a_recorders(self) -> bool:
        """Whether anything that records sound makes such a stream."""
        rate_fits = LOWEST_HZ <= self.rate_hz <= HIGHEST_HZ
        return rate_fits and 1 <= self.channels <= _CHANNELS_MAX and 1 <= self.bits <= _BITS_MAX
