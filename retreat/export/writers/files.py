"""What writers give back, and how its names are made. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_NAME_MAX_CHARS = 60
# XML has no way to write these, and programs stop reading where they meet one.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file; ``name`` may have a folder, with ``/``."""

    name: str
    content: bytes


def plain_name(text: str, otherwise: str) -> str:
    """A title as a file's name on any system."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", bare).strip("-").lower()[:_NAME_MAX_CHARS].strip("-") or otherwise


def told_apart(names: Iterable[str]) -> list[str]:
    """The same names, with a number behind those that repeat."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def writable(text: str) -> str:
    """The text without characters that XML cannot hold; all line ends as LF."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def clock_time(ms: int, *, comma: bool = False) -> str:
    """``HH:MM:SS.mmm``, or with a comma as SRT wants it."""
    seconds, rest = divmod(max(0, ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{',' if comma else '.'}{rest:03}"


def stamp(ms: int | None) -> str:
    """``[HH:MM:SS]`` before a turn; empty where there is no time."""
    return "" if ms is None else f"[{clock_time(ms)[:8]}]"
