"""How a module of this package is started as a program of its own. Must never know which modules there are."""

from __future__ import annotations

import sys
from pathlib import Path

# The folder that must be on the path of such a program, which is started from anywhere.
ROOT = Path(__file__).resolve().parents[2]


def command_of(module: str, *arguments: str) -> list[str]:
    """The command line; ``-P`` keeps our ``types.py`` from shadowing the standard library's."""
    return [sys.executable, "-P", "-m", module, *arguments]
