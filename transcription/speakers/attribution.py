"""Gives words to speakers' spans and spans their text. Pure; must never know how either was found."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from transcription.types import FLAG_OVERLAP, Turn, Word

NEAR_MS = 600
_PAUSE_MS = 1200
_FARTHEST_MS = 700
_MOST_WORDS = 2
_CLEAR_PAUSE_MS = 600
_SENTENCE_ENDS = ".?!…"
_CLAUSE_ENDS = ",;:"


def attribute(words: Sequence[Word], spans: Sequence[Turn]) -> tuple[tuple[Word, ...], tuple[Turn, ...]]:
    """Assign each word to the span that it overlaps most; if two speak at once, to the one who was already speaking.

    A word outside all spans goes to the nearest within 0.6 s, or else to a turn without a speaker. Spans without
    words stay, with empty text.
    """
    ordered = sorted(spans, key=lambda span: (span.start_ms, span.end_ms))
    starts = [span.start_ms for span in ordered]
    longest_ms = max((span.end_ms - span.start_ms for span in ordered), default=0)
    chosen: list[int | None] = []
    before: int | None = None
    for word in words:
        first = bisect.bisect_left(starts, word.start_ms - longest_ms - NEAR_MS)
        after = bisect.bisect_right(starts, word.end_ms + NEAR_MS)
        before = _best_span(word, ordered, range(first, after), before)
        chosen.append(before)
    return _with_their_words(words, ordered, _settled(words, ordered, chosen))


def _best_span(word: Word, spans: Sequence[Turn], candidates: range, before: int | None) -> int | None:
    length_ms = max(1, word.end_ms - word.start_ms)
    best: tuple[float, int] | None = None
    for index in candidates:
        span = spans[index]
        shared_ms = min(word.end_ms, span.end_ms) - max(word.start_ms, span.start_ms)
        if shared_ms < -NEAR_MS:
            continue
        score = shared_ms / length_ms if shared_ms > 0 else shared_ms / NEAR_MS - 1.0
        if before is not None and span.speaker == spans[before].speaker:
            score += 0.3
        if best is None or score > best[0]:
            best = (score, index)
    return best[1] if best else None


def _settled(words: Sequence[Word], spans: Sequence[Turn], chosen: Sequence[int | None]) -> list[int | None]:
    """Move changes of speaker to the nearest end of a sentence or pause, if that is only a word or two away."""
    settled = list(chosen)
    for at in range(1, len(settled)):
        before, after = settled[at - 1], settled[at]
        if before is None or after is None or spans[before].speaker == spans[after].speaker:
            continue
        best = max(_places(words, settled, spans, at), key=lambda place: _fitness(words, place, at))
        for index in range(at, best):
            settled[index] = before
        for index in range(best, at):
            settled[index] = after
    return settled


def _places(words: Sequence[Word], chosen: Sequence[int | None], spans: Sequence[Turn], at: int) -> list[int]:
    """Where a change of speaker may be: here, or nearby, inside the two runs of words that it separates.

    A whole run changes hands only if its span is just a blip.
    """
    first, after = at - 1, at + 1
    while first > 0 and chosen[first - 1] == chosen[at - 1]:
        first -= 1
    while after < len(words) and chosen[after] == chosen[at]:
        after += 1
    blip = spans[chosen[at] or 0]
    whole = after < len(words) and blip.end_ms - blip.start_ms <= _FARTHEST_MS
    reach = range(max(first + 1, at - _MOST_WORDS), min(after - (not whole), at + _MOST_WORDS) + 1)
    return [place for place in reach if _moved_ms(words, place, at) <= _FARTHEST_MS]


def _fitness(words: Sequence[Word], place: int, at: int) -> float:
    """How good a place for a change of speaker the start of this word is."""
    said, gap_ms = words[place - 1].text, words[place].start_ms - words[place - 1].end_ms
    ends = 1.0 if said[-1:] in _SENTENCE_ENDS else 0.3 if said[-1:] in _CLAUSE_ENDS else 0.0
    moved_ms = _moved_ms(words, place, at)
    return ends + min(1.0, max(0, gap_ms) / _CLEAR_PAUSE_MS) - moved_ms / _FARTHEST_MS - (0.2 if place != at else 0.0)


def _moved_ms(words: Sequence[Word], place: int, at: int) -> int:
    """How long the words that would change hands last."""
    low, high = sorted((place, at))
    return words[high - 1].end_ms - words[low].start_ms if low < high else 0


def _with_their_words(
    words: Sequence[Word], spans: Sequence[Turn], chosen: Sequence[int | None]
) -> tuple[tuple[Word, ...], tuple[Turn, ...]]:
    held: dict[int, list[int]] = {}
    stray: list[list[int]] = []
    for index, span in enumerate(chosen):
        if span is not None:
            held.setdefault(span, []).append(index)
        elif stray and stray[-1][-1] == index - 1 and words[index].start_ms - words[index - 1].end_ms < _PAUSE_MS:
            stray[-1].append(index)
        else:
            stray.append([index])
    spoken = tuple(
        replace(word, speaker=None if span is None else spans[span].speaker)
        for word, span in zip(words, chosen, strict=True)
    )
    turns = [
        replace(span, text=_text_of(words, held.get(index, [])), word_indexes=tuple(held.get(index, [])))
        for index, span in enumerate(spans)
    ]
    turns += [
        Turn(
            speaker=None,
            start_ms=words[group[0]].start_ms,
            end_ms=max(words[index].end_ms for index in group),
            text=_text_of(words, group),
            word_indexes=tuple(group),
        )
        for group in stray
    ]
    return spoken, tuple(_marked_overlaps(sorted(turns, key=lambda turn: (turn.start_ms, turn.end_ms))))


def _marked_overlaps(turns: Sequence[Turn]) -> list[Turn]:
    marked = list(turns)
    reach_ms, reached = -1, -1
    for index, turn in enumerate(turns):
        if turn.start_ms < reach_ms:
            for which in (index, reached):
                if FLAG_OVERLAP not in marked[which].flags:
                    marked[which] = replace(marked[which], flags=(*marked[which].flags, FLAG_OVERLAP))
        if turn.end_ms > reach_ms:
            reach_ms, reached = turn.end_ms, index
    return marked


def _text_of(words: Sequence[Word], indexes: Sequence[int]) -> str:
    return " ".join(words[index].text for index in indexes)
