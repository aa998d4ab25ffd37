"""How strong a recogniser is, by whatever is known of it. Must never load a network."""

from __future__ import annotations

import contextlib
from pathlib import Path

from transcription.errors import ModelRefused

from .folder import WEIGHTS
from .known import known
from .network import read_network


def strength_of(setting: str) -> int | None:
    """The number of parameters of a recogniser by its folder, its name or its repository; None where nobody knows."""
    with contextlib.suppress(ModelRefused, OSError):
        return read_network(Path(setting).expanduser() / WEIGHTS).parameters
    found = known(setting)
    return found.parameters if found else None
