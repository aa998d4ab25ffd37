"""Which words before a colon are a speaker's name, and which only the beginning of a sentence. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

_LABEL = re.compile(r"^\s*([^:\n<>{}]{1,60}?)\s*[:：]\s+(\S.*)$", re.DOTALL)
_ALONE = re.compile(r"^\s*([^:\n<>{}]{1,60}?)\s*[:：]\s*$")
_ADDRESS = ("http", "www", "ftp", "mailto")
_FEW_WORDS = 3


class Labels:
    """The names of one file: what comes twice is a name, what comes once must look like one.

    Args:
        only: The names that are certain, if the file marks them in another way than with a colon.
    """

    def __init__(self, lines: Iterable[str], only: Collection[str] | None = None) -> None:
        self._only = None if only is None else {name.casefold() for name in only}
        self._times = Counter(found.group(1).casefold() for line in lines if (found := _LABEL.match(line)))

    def parted(self, line: str) -> tuple[str | None, str]:
        """The name and the words after it; without a name, None and the whole line."""
        found = _LABEL.match(line)
        if found and self._is_name(found.group(1)):
            return found.group(1), found.group(2).strip()
        return None, line.strip()

    def _is_name(self, label: str) -> bool:
        if label.lower().startswith(_ADDRESS):
            return False
        if self._only is not None:
            return label.casefold() in self._only
        return self._times[label.casefold()] > 1 or len(label.split()) <= _FEW_WORDS or looks_like_name(label)


def name_alone(line: str) -> str | None:
    """The name on a line of its own, without its colon."""
    found = _ALONE.match(line)
    return found.group(1) if found and looks_like_name(found.group(1)) else None


def looks_like_name(text: str) -> bool:
    """A few words, each with a capital or a number, and without the end of a sentence."""
    words = text.split()
    if not words or len(words) > 6 or text[-1] in ".,;?!…":
        return False
    return all(
        word[:1] in "([" or not word[:1].islower() or word in ("de", "van", "von", "of", "the") for word in words
    )
