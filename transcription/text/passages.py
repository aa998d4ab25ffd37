"""Cuts a transcript into passages: consecutive turns of 60 to 150 words, split at pauses and topic shifts.

Standard library only. Meaning comes in as plain numbers, so that cutting can be tested without any model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transcription.types import Passage, Turn, Word

FEWEST_WORDS = 60
MOST_WORDS = 150
# The usual length where no pause or shift decides: shorter passages are found clearly less well.
_AIM_WORDS = 120
_AIM_PULL_WORDS = 60
_LONG_PAUSE_MS = 8_000
_SENTENCE_ENDS = (".", "?", "!", "…")

# How different the words before and after a gap are, 0 to 1; only for gaps between units.
Shift = Callable[[Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """The smallest thing that is not cut: a sentence, or the end of a turn."""

    first: int
    last: int
    turn: int


def cut(words: Sequence[Word], turns: Sequence[Turn], shift: Shift | None = None) -> tuple[Passage, ...]:
    """Passages over all words, in order, without gaps.

    Args:
        shift: tells for the texts of all units how much the topic changes after each; None: pauses decide alone.
    """
    turn_of = {index: number for number, turn in enumerate(turns) for index in turn.word_indexes}
    units = _units(words, turn_of)
    if not units:
        return ()
    texts = [" ".join(words[index].text for index in range(unit.first, unit.last + 1)) for unit in units]
    changes = list(shift(texts)) if shift and len(units) > 1 else [0.0] * len(units)
    merits = [_merit(words, units, index, changes) for index in range(len(units) - 1)]
    return tuple(
        _passage_of(words, turns, units[first : last + 1]) for first, last in _runs_of_units(words, units, merits)
    )


def _units(words: Sequence[Word], turn_of: dict[int, int]) -> list[_Unit]:
    units: list[_Unit] = []
    first = 0
    for index, word in enumerate(words):
        ends = index + 1 == len(words) or turn_of.get(index) != turn_of.get(index + 1)
        sentence = word.text.endswith(_SENTENCE_ENDS) and index - first >= 3
        if ends or sentence or index - first + 1 >= FEWEST_WORDS:
            units.append(_Unit(first=first, last=index, turn=turn_of.get(first, 0)))
            first = index + 1
    return units


def _merit(words: Sequence[Word], units: Sequence[_Unit], index: int, changes: Sequence[float]) -> float:
    """How good a place for a cut the gap after a unit is."""
    here, there = units[index], units[index + 1]
    pause_ms = max(0, words[there.first].start_ms - words[here.last].end_ms)
    other = words[here.last].speaker != words[there.first].speaker
    return min(pause_ms, 4000) / 4000 + changes[index] + (0.35 if other else 0.0)


def _runs_of_units(words: Sequence[Word], units: Sequence[_Unit], merits: Sequence[float]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    first = 0
    while first < len(units):
        last = _best_last_unit(words, units, merits, first)
        parts.append((first, last))
        first = last + 1
    if len(parts) > 1:
        (before, _), (start, end) = parts[-2], parts[-1]
        count = units[end].last - units[before].first + 1
        if units[end].last - units[start].first + 1 < FEWEST_WORDS // 2 and count <= MOST_WORDS:
            parts[-2:] = [(before, end)]  # a short remainder joins the passage before it
    return parts


def _best_last_unit(words: Sequence[Word], units: Sequence[_Unit], merits: Sequence[float], first: int) -> int:
    """The best last unit for a passage that begins with ``first``."""
    best = first
    best_merit: float | None = None
    for index in range(first, len(units)):
        count = units[index].last - units[first].first + 1
        if count > MOST_WORDS and index > first:
            break
        if index == len(units) - 1:
            return (
                index
                if count <= MOST_WORDS and (best_merit is None or count <= (FEWEST_WORDS + MOST_WORDS) // 2)
                else best
            )
        gap_ms = words[units[index + 1].first].start_ms - words[units[index].last].end_ms
        if gap_ms >= _LONG_PAUSE_MS and count >= FEWEST_WORDS // 3:
            return index
        merit = merits[index] - abs(count - _AIM_WORDS) / _AIM_PULL_WORDS
        if count >= FEWEST_WORDS and (best_merit is None or merit > best_merit):
            best, best_merit = index, merit
        elif best_merit is None:
            best = index
    return best


def _passage_of(words: Sequence[Word], turns: Sequence[Turn], units: Sequence[_Unit]) -> Passage:
    first, last = units[0].first, units[-1].last
    chosen = words[first : last + 1]
    numbers = [unit.turn for unit in units]
    speakers = tuple(dict.fromkeys(word.speaker for word in chosen if word.speaker))
    return Passage(
        text=" ".join(word.text for word in chosen),
        start_ms=chosen[0].start_ms,
        end_ms=max(word.end_ms for word in chosen),
        speakers=speakers,
        first_word=first,
        last_word=last,
        first_turn=min(numbers) if turns else 0,
        last_turn=max(numbers) if turns else 0,
    )
