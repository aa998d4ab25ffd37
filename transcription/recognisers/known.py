"""Whisper networks by name: where the hub has them, and how many parameters they have. Pure.

A network with more parameters counts as the stronger one. The numbers are those of the published files, as
`network.read_network` counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A published network: its short name, its repository on the hub, its number of parameters."""

    name: str
    repository: str
    parameters: int

    @property
    def file_bytes(self) -> int:
        """The size of its weights as they are published: two bytes a parameter."""
        return 2 * self.parameters


def _known(name: str, parameters: int, repository: str = "") -> tuple[str, Known]:
    where = repository or f"Systran/faster-whisper-{name}"
    return name, Known(name=name, repository=where, parameters=parameters)


KNOWN: Mapping[str, Known] = dict(
    (
        _known("tiny", 37_765_248),
        _known("tiny.en", 37_764_864),
        _known("base", 72_603_136),
        _known("base.en", 72_602_624),
        _known("small", 241_762_560),
        _known("small.en", 241_761_792),
        _known("medium", 763_931_648),
        _known("medium.en", 763_930_624),
        _known("large-v1", 1_543_427_840),
        _known("large-v2", 1_543_427_840),
        _known("large-v3", 1_543_613_440),
        _known("large-v3-turbo", 808_929_280, "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
        _known("distil-small.en", 166_147_584, "Systran/faster-distil-whisper-small.en"),
        _known("distil-medium.en", 394_403_840, "Systran/faster-distil-whisper-medium.en"),
        _known("distil-large-v2", 756_266_240, "Systran/faster-distil-whisper-large-v2"),
        _known("distil-large-v3", 756_451_840, "Systran/faster-distil-whisper-large-v3"),
    )
)
# Those worth adding to the packaged ones, from the quickest to the best.
OFFERED = ("small", "medium", "large-v3-turbo")
_OTHER_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
_PREFIXES = ("faster-whisper-", "faster-distil-whisper-", "whisper-")


def known(name: str) -> Known | None:
    """A network by its short name, another name for it, its repository, or the last part of a folder's path."""
    last = name.strip().rstrip("/").rpartition("/")[2].casefold()
    plain = next((last.removeprefix(prefix) for prefix in _PREFIXES if last.startswith(prefix)), last)
    if last.startswith("faster-distil-whisper-"):
        plain = f"distil-{plain}"
    return KNOWN.get(_OTHER_NAMES.get(plain, plain))
