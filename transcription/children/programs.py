"""How to start a module of this package as a program. Must never know which modules there are."""

from __future__ import annotations

import sys
from pathlib import Path

# The folder that must be on the path of such a program, wherever it is started.
ROOT = Path(__file__).resolve().parents[2]


def command_of(module: str, *arguments: str) -> list[str]:
    """The command line; ``-P`` keeps our ``types.py`` from shadowing the standard library's."""
    return [sys.executable, "-P", "-m", module, *arguments]
