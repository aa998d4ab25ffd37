"""Words that stand nowhere else, and every file that still holds them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

_count = itertools.count(1)
# An index leaves out what a word shares with the one before it.
_SHARED = 3


def canary(name: str = "") -> str:
    """One word, as no talk has it; neither stemming nor letter case changes it."""
    return f"zqx{next(_count):03d}{name}vk7"


def files_with(folder: Path, words: Iterable[str]) -> list[str]:
    """Files below a folder that hold any of these canaries in some encoding."""
    needles = [part for word in words for part in (word[_SHARED:].encode(), word[_SHARED:].encode("utf-16-le"))]
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    )
