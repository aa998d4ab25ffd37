"""What transcribing again changes: which new words belong to which turn, and which voice a turn gets. Pure.

Turns stay, because people's work is attached to them. So new words go to the turn with the nearest old words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from retreat.transcripts.editing.diffing import plain
from transcription.types import Turn, Word

# A turn in which nothing was understood counts as having words everywhere, so that new ones can come to it.
_SILENT_STEP_MS = 400
_SAME_WITHIN_MS = 700
# A turn gets a flag if most of its new words have it.
_MOST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A turn's present state: the middle of each word with its text, or its own time if it has no words."""

    n: int
    start_ms: int | None
    end_ms: int | None
    words: tuple[tuple[int, str], ...]


def allotted(words: Sequence[Word], turns: Iterable[Old], *, start_ms: int, end_ms: int) -> dict[int, list[int]]:
    """The words that belong to each turn, by index.

    A word that was there before stays with its turn, even if its time is slightly different now; others go to
    the turn of the nearest.

    Args:
        words: In the order of time.
        start_ms: Words before the span that was transcribed again are left out; likewise after ``end_ms``.
    """
    marks = sorted((at, turn.n, plain(text)) for turn in turns for at, text in (turn.words or _pretended(turn)))
    if not marks:
        return {}
    times = [at for at, _, _ in marks]
    used: set[int] = set()
    found: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        middle = (word.start_ms + word.end_ms) // 2
        if start_ms <= middle < end_ms:
            mark = _mark_of(middle, plain(word.text), marks, times, used)
            found[marks[mark][1]].append(index)
    return dict(found)


def _mark_of(
    middle: int, text: str, marks: Sequence[tuple[int, int, str]], times: Sequence[int], used: set[int]
) -> int:
    near = range(bisect_left(times, middle - _SAME_WITHIN_MS), bisect_left(times, middle + _SAME_WITHIN_MS))
    same = [at for at in near if marks[at][2] == text and at not in used]
    if same:
        mark = min(same, key=lambda at: abs(times[at] - middle))
        used.add(mark)
        return mark
    at = bisect_left(times, middle)
    return min(range(max(at - 1, 0), min(at + 1, len(marks))), key=lambda one: abs(times[one] - middle))


def _pretended(turn: Old) -> tuple[tuple[int, str], ...]:
    if turn.start_ms is None or turn.end_ms is None:
        return ()
    return tuple((at, "") for at in range(turn.start_ms, turn.end_ms, _SILENT_STEP_MS))


def flags_of(indexes: Sequence[int], turns: Sequence[Turn]) -> list[str]:
    """The flags that most of these words have, by their turns in the new transcription."""
    told: Counter[str] = Counter()
    for turn in turns:
        ours = len(set(indexes).intersection(turn.word_indexes))
        told.update(dict.fromkeys(turn.flags, ours))
    return sorted(flag for flag, times in told.items() if times > _MOST * len(indexes))


def same_voices(before: Iterable[tuple[str | None, int, int]], spans: Sequence[Turn]) -> dict[str, str]:
    """The labels of new voices: that of the old voice that each overlaps longest.

    This way, a name stays with its voice. Other voices get the next numbers.

    Args:
        before: Label, start and end of each turn, in milliseconds.
    """
    old = [(label, start, end) for label, start, end in before if label]
    shared: Counter[tuple[str, str]] = Counter()
    for span in spans:
        for label, start, end in old:
            both = min(end, span.end_ms) - max(start, span.start_ms)
            if both > 0 and span.speaker:
                shared[span.speaker, label] += both
    called: dict[str, str] = {}
    for (new, label), _ in shared.most_common():
        if new not in called and label not in called.values():
            called[new] = label
    taken = {label for label, _, _ in old} | set(called.values())
    for new in dict.fromkeys(span.speaker for span in spans if span.speaker):
        if new not in called:
            called[new] = next(label for number in count(1) if (label := f"S{number}") not in taken)
            taken.add(called[new])
    return called


def voice_of(start_ms: int, end_ms: int, spans: Sequence[Turn], called: Mapping[str, str]) -> str | None:
    """The voice that speaks longest between two moments."""
    heard: Counter[str] = Counter()
    for span in spans:
        both = min(end_ms, span.end_ms) - max(start_ms, span.start_ms)
        if both > 0 and span.speaker:
            heard[called[span.speaker]] += both
    return heard.most_common(1)[0][0] if heard else None
