"""How strong a recogniser is, by whatever is known of it. Must never load a network."""

from __future__ import annotations

import contextlib
from pathlib import Path

from transcription.errors import ModelRefused

from .folder import WEIGHTS
from .known import known
from .network import read_network

# What keeps a network of a slightly other vocabulary from counting as weaker.
_ALIKE = 0.98
# A written script stands in for a recogniser in tests: nobody listened.
_SCRIPTED = "scripted"


def strength_of(setting: str) -> int | None:
    """The number of parameters of a recogniser by its folder, its name or its repository; None where nobody knows."""
    if setting == _SCRIPTED:
        return 0
    with contextlib.suppress(ModelRefused, OSError):
        return read_network(Path(setting).expanduser() / WEIGHTS).parameters
    found = known(setting)
    return found.parameters if found else None


def is_as_strong(parameters: int, than: int) -> bool:
    """Whether a network of so many parameters is at least as strong as one of ``than``."""
    return parameters >= than * _ALIKE
