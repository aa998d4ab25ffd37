"""The house notation of full verbatim, a plain form of Jefferson's: pauses, overlap, unsure words, voices not heard.

Made from what is known about each word. What people typed in this notation stays as they typed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Signs and what they mean, in the order of the key on the page.
KEY: tuple[tuple[str, str], ...] = (
    ("(.)", "a short pause"),
    ("(4)", "a pause of so many seconds"),
    ("word-", "broken off"),
    ("//…//", "two at once"),
    ("=", "no gap between two speakers"),
    ("(word?)", "not sure what was said"),
    ("[inaudible 00:12:31]", "a voice that could not be understood, and when"),
    ("[laughs]", "a sound or something done"),
    ("((…))", "a remark by whoever wrote this down"),
    ("**word**", "stressed"),
    ("[[town A]]", "put in place of something that would identify a person"),
    ("[off record 02:10]", "left out on purpose, and for how long"),
)
SHORT_PAUSE_MS = 500
LONG_PAUSE_MS = 1_500
_MARKS = ".,?!;:…"
_SIGNS = "([*/="


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A word with what is known about it. ``is_unsure`` only if nobody has confirmed it; times in milliseconds."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    is_unsure: bool = False
    is_overlapped: bool = False


def notated(words: Sequence[SpokenWord], *, after_ms: int | None = None) -> str:
    """Words in the house notation.

    Args:
        after_ms: When the previous speaker ended, so that a pause between the two is written too.
    """
    said: list[str] = []
    ended_ms = after_ms
    for at, word in enumerate(words):
        pause = _pause(ended_ms, word.start_ms, is_first=at == 0)
        if pause:
            said.append(pause)
        text = _unsure(words, at)
        if word.is_overlapped and not (at and words[at - 1].is_overlapped):
            text = f"//{text}"
        if word.is_overlapped and not (at + 1 < len(words) and words[at + 1].is_overlapped):
            text = f"{text}//"
        said.append(text)
        ended_ms = word.end_ms if word.end_ms is not None else ended_ms
    return " ".join(said)


def inaudible(at_ms: int) -> str:
    """A voice that could not be understood, with its time in the sound."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"[inaudible {hours:02}:{minutes:02}:{seconds:02}]"


def _pause(before_ms: int | None, after_ms: int | None, *, is_first: bool) -> str:
    if before_ms is None or after_ms is None:
        return ""
    length_ms = after_ms - before_ms
    if length_ms >= LONG_PAUSE_MS:
        return f"({round(length_ms / 1000)})"
    return "(.)" if length_ms >= SHORT_PAUSE_MS and not is_first else ""


def _unsure(words: Sequence[SpokenWord], at: int) -> str:
    """Neighbouring unsure words share one pair of brackets; punctuation stays outside."""
    word = words[at]
    if not _is_marked(word):
        return word.text
    first = at == 0 or not _is_marked(words[at - 1]) or words[at - 1].text[-1:] in _MARKS or _parted(words, at - 1)
    last = at + 1 == len(words) or not _is_marked(words[at + 1]) or word.text[-1:] in _MARKS or _parted(words, at)
    bare = word.text.rstrip(_MARKS) if last else word.text
    tail = word.text[len(bare) :]
    return f"{'(' if first else ''}{bare}{'?)' if last else ''}{tail}"


def _parted(words: Sequence[SpokenWord], at: int) -> bool:
    """Whether a pause or the edge of an overlap is between this word and the next."""
    this, following = words[at], words[at + 1]
    pause = _pause(this.end_ms, following.start_ms, is_first=False)
    return bool(pause) or this.is_overlapped != following.is_overlapped


def _is_marked(word: SpokenWord) -> bool:
    bare = word.text.rstrip(_MARKS)
    return word.is_unsure and bool(bare) and bare[0] not in _SIGNS and bare[-1] not in ")]*/="
