"""How strong a recogniser is, by whatever is known about it. Must never load a network."""

from __future__ import annotations

import contextlib
from pathlib import Path

from transcription.errors import ModelRefused

from .folder import WEIGHTS
from .known import known
from .network import read_network

# So that a network with a slightly different vocabulary does not count as weaker.
_ALIKE = 0.98
# In tests a written script replaces a recogniser, so there is no strength.
_SCRIPTED = "scripted"


def strength_of(setting: str) -> int | None:
    """The number of parameters of a recogniser by its folder, its name or its repository; None if unknown."""
    if setting == _SCRIPTED:
        return 0
    with contextlib.suppress(ModelRefused, OSError):
        return read_network(Path(setting).expanduser() / WEIGHTS).parameters
    found = known(setting)
    return found.parameters if found else None


def is_as_strong(parameters: int, than: int) -> bool:
    """Whether a network with this many parameters is at least as strong as one with ``than``."""
    return parameters >= than * _ALIKE
