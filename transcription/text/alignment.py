"""Aligns a human transcript with its sound: words and speakers are kept letter for letter, only times are added.

Words that match the recogniser's get its times; the others are placed between them. Pure:
words in, words out. Must never change, drop or add a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from transcription.types import Passage, Transcript, Turn, Word

from .matching import Pair, pairs_of, spoken_parts

# What a transcript's own times are: none, times of captions, or times of single words.
OwnTimes = Literal["none", "captions", "words"]

# A word's own time agrees with the sound when it is no farther off than this; recognisers themselves differ by less.
_AGREES_MS = 400
_CAPTION_AGREES_MS = 1_000
_MOST_AGREE = 0.8
_ASTRAY_MS = 4_000
_LETTER_NEEDS_MS, _WORD_NEEDS_MS = 55, 90
# Three words in a row rarely agree by chance; if fewer words than this are in such runs, it is another talk.
_RUN_WORDS = 3
_RUN_SHARE_LEAST = 0.15
_SHORT_TEXT_WORDS = 12
_STRAY_LETTERS, _STRAY_APART = 5, 6

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A transcript with the times of its sound.

    Attributes:
        transcript: The same words, speakers, turns and passages.
        words_found: How many of its words were heard in the sound.
        words_to_find: How many could have been: marks alone are not spoken.
        fits: Whether these are likely the words of this sound at all.
        own_times: Whether the times that it came with were kept.
    """

    transcript: Transcript
    words_found: int
    words_to_find: int
    fits: bool
    own_times: bool


def align(text: Transcript, heard: Sequence[Word], *, duration_ms: int, own: OwnTimes = "none") -> Aligned:
    """Align a transcript with the sound in which ``heard`` was recognised.

    Args:
        heard: Words of the recogniser in time order; their speakers do not matter.
        duration_ms: Length of the sound; no time will be outside it.
    """
    written = _SpokenParts.of([word.text for word in text.words])
    spoken = _SpokenParts.of([word.text for word in heard])
    pairs = _without_strays(pairs_of(written.parts, spoken.parts), written.parts)
    placed, same = _placed(pairs, written, spoken, heard)
    offset_ms = _offset(text, placed, same, own)
    if offset_ms is not None and own == "words":
        spans: list[_Span | None] = [(word.start_ms + offset_ms, word.end_ms + offset_ms) for word in text.words]
    else:
        spans = _all_placed(text, placed, offset_ms, duration_ms)
    words = tuple(
        replace(word, start_ms=start_ms, end_ms=end_ms)
        for word, (start_ms, end_ms) in zip(text.words, _inside(spans, duration_ms), strict=True)
    )
    to_find = len(set(written.word_of))
    return Aligned(
        transcript=_retimed(text, words, duration_ms),
        words_found=len(same),
        words_to_find=to_find,
        fits=_fits(pairs, len(written.parts)),
        own_times=offset_ms is not None,
    )


@dataclass(frozen=True, slots=True)
class _SpokenParts:
    """Spoken parts of written words; ``word_of``: the word that each part belongs to."""

    parts: list[str]
    word_of: list[int]
    share_of: list[tuple[float, float]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _SpokenParts:
        parts: list[str] = []
        word_of: list[int] = []
        share_of: list[tuple[float, float]] = []
        for index, text in enumerate(texts):
            said = spoken_parts(text)
            parts += said
            word_of += [index] * len(said)
            share_of += [(n / len(said), (n + 1) / len(said)) for n in range(len(said))]
        return cls(parts, word_of, share_of)


def _without_strays(pairs: Sequence[Pair], parts: Sequence[str]) -> list[Pair]:
    """Drop short words that match far from any other match, because that is chance."""
    kept: list[Pair] = []
    runs = _runs(pairs)
    for n, run in enumerate(runs):
        letters = sum(len(parts[pair.first]) for pair in run if pair.same)
        before, after = runs[n - 1] if n else None, runs[n + 1] if n + 1 < len(runs) else None
        alone = all(beside is None or _apart(run, beside) > _STRAY_APART for beside in (before, after))
        if letters >= _STRAY_LETTERS or not alone or len(parts) <= _SHORT_TEXT_WORDS:
            kept += run
    return kept


def _runs(pairs: Sequence[Pair]) -> list[list[Pair]]:
    runs: list[list[Pair]] = []
    for pair in pairs:
        if runs and pair.first == runs[-1][-1].first + 1 and pair.second == runs[-1][-1].second + 1:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _apart(one: Sequence[Pair], other: Sequence[Pair]) -> int:
    earlier, later = (one, other) if one[0].first < other[0].first else (other, one)
    return max(later[0].first - earlier[-1].first, later[0].second - earlier[-1].second)


def _placed(
    pairs: Sequence[Pair], written: _SpokenParts, spoken: _SpokenParts, heard: Sequence[Word]
) -> tuple[list[_Span | None], set[int]]:
    """Where the matched words are in the sound, and which of them were heard as written."""
    count = written.word_of[-1] + 1 if written.word_of else 0
    placed: list[_Span | None] = [None] * count
    same: set[int] = set()
    for pair in pairs:
        index, word = written.word_of[pair.first], heard[spoken.word_of[pair.second]]
        begins, ends = spoken.share_of[pair.second]
        length_ms = word.end_ms - word.start_ms
        start_ms, end_ms = word.start_ms + round(begins * length_ms), word.start_ms + round(ends * length_ms)
        known = placed[index]
        placed[index] = (start_ms, end_ms) if known is None else (known[0], max(known[1], end_ms))
        if pair.same:
            same.add(index)
    return placed, same


def _offset(text: Transcript, placed: Sequence[_Span | None], same: set[int], own: OwnTimes) -> int | None:
    """How much later the sound is than the transcript's own times, if those are usable; otherwise None."""
    if own == "none" or not same:
        return None
    heard_ms = {index: span[0] for index in same if (span := placed[index]) is not None}
    offset_ms = round(median(at - text.words[index].start_ms for index, at in heard_ms.items()))
    near_ms = _AGREES_MS if own == "words" else _CAPTION_AGREES_MS
    bounds = [(word.start_ms, word.start_ms) for word in text.words] if own == "words" else _captions(text)
    agreeing = sum(
        bounds[index][0] - near_ms <= at - offset_ms <= bounds[index][1] + near_ms for index, at in heard_ms.items()
    )
    if agreeing < _MOST_AGREE * len(heard_ms):
        return None
    # A smaller offset is the recogniser's habit, not a different starting point.
    return offset_ms if abs(offset_ms) > near_ms else 0


def _captions(text: Transcript) -> list[_Span]:
    """For each word, the span of the caption or turn that it came in."""
    spans = [(word.start_ms, word.end_ms) for word in text.words]
    for turn in text.turns:
        for index in turn.word_indexes:
            spans[index] = (turn.start_ms, max(turn.start_ms, turn.end_ms))
    return spans


def _all_placed(
    text: Transcript, placed: Sequence[_Span | None], offset_ms: int | None, duration_ms: int
) -> list[_Span | None]:
    """Give every word a span: matched ones where they were heard, the others in between."""
    spans: list[_Span | None] = [*placed, *[None] * (len(text.words) - len(placed))]
    captions = None if offset_ms is None else [(a + offset_ms, b + offset_ms) for a, b in _captions(text)]
    if captions is not None:
        spans = [
            span if span is not None and low - _ASTRAY_MS <= span[0] <= high + _ASTRAY_MS else None
            for span, (low, high) in zip(spans, captions, strict=True)
        ]
    turn_of = {index: n for n, turn in enumerate(text.turns) for index in turn.word_indexes}
    known = [index for index, span in enumerate(spans) if span is not None]
    for before, after in zip([-1, *known], [*known, len(spans)], strict=True):
        left = spans[before] if before >= 0 else None
        right = spans[after] if after < len(spans) else None
        lead = [left is not None and turn_of.get(index) == turn_of.get(before) for index in range(before + 1, after)]
        trail = [right is not None and turn_of.get(index) == turn_of.get(after) for index in range(before + 1, after)]
        words = text.words[before + 1 : after]
        room = (left[1] if left else 0, right[0] if right else duration_ms)
        spans[before + 1 : after] = _fitted_between(words, room, lead, trail, offset_ms)
    return spans


def _fitted_between(
    words: Sequence[Word],
    room: _Span,
    lead: Sequence[bool],
    trail: Sequence[bool],
    keeps: int | None,
) -> list[_Span]:
    """Place words between two that were heard, at the pace of speech if there is more time than they need.

    Args:
        lead: For each word, whether it continues the turn of the word before the gap, and so stays close to it.
        trail: The same for the word after the gap.
        keeps: By how many milliseconds to shift their own times, if usable: a turn that was not heard keeps them.
    """
    start_ms, end_ms = room[0], max(room)
    needs = [_WORD_NEEDS_MS + _LETTER_NEEDS_MS * len(word.text) for word in words]
    spare_ms = end_ms - start_ms - sum(needs)
    if spare_ms <= 0:
        pace = (end_ms - start_ms) / max(sum(needs), 1)
        return _in_a_row(start_ms, [need * pace for need in needs])
    led = next((n for n, close in enumerate(lead) if not close), len(words))
    trailing = next((n for n, close in enumerate(reversed(trail)) if not close), len(words))
    last = max(led, len(words) - trailing)
    spans = _in_a_row(start_ms, needs[:led])
    if keeps is not None:
        spans += [(word.start_ms + keeps, word.end_ms + keeps) for word in words[led:last]]
    else:
        pause_ms = spare_ms / 2 if led < last else 0
        spans += _in_a_row(start_ms + sum(needs[:led]) + pause_ms, needs[led:last])
    closing = _in_a_row(end_ms - sum(needs[last:]), needs[last:])
    return [(min(max(a, start_ms), end_ms), min(max(b, start_ms), end_ms)) for a, b in (*spans, *closing)]


def _in_a_row(start_ms: float, lengths: Sequence[float]) -> list[_Span]:
    spans: list[_Span] = []
    at = start_ms
    for length in lengths:
        spans.append((round(at), round(at + length)))
        at += length
    return spans


def _inside(spans: Sequence[_Span | None], duration_ms: int) -> list[_Span]:
    """Never before the previous word, never outside the sound."""
    inside: list[_Span] = []
    reached_ms = 0
    for span in spans:
        start_ms, end_ms = span or (reached_ms, reached_ms)
        start_ms = min(max(start_ms, reached_ms), duration_ms)
        inside.append((start_ms, min(max(end_ms, start_ms), duration_ms)))
        reached_ms = start_ms
    return inside


def _retimed(text: Transcript, words: tuple[Word, ...], duration_ms: int) -> Transcript:
    turns: list[Turn] = []
    reached_ms = 0
    for turn in text.turns:
        if turn.word_indexes:
            mine = [words[index] for index in turn.word_indexes]
            span = min(word.start_ms for word in mine), max(word.end_ms for word in mine)
        else:
            span = reached_ms, reached_ms
        reached_ms = span[0]
        turns.append(replace(turn, start_ms=span[0], end_ms=span[1]))
    return replace(
        text,
        duration_s=duration_ms / 1000,
        words=words,
        turns=tuple(turns),
        passages=tuple(_retimed_passage(passage, words) for passage in text.passages),
    )


def _retimed_passage(passage: Passage, words: Sequence[Word]) -> Passage:
    mine = words[passage.first_word : passage.last_word + 1]
    return replace(passage, start_ms=min(word.start_ms for word in mine), end_ms=max(word.end_ms for word in mine))


def _fits(pairs: Sequence[Pair], parts: int) -> bool:
    if not parts:
        return False
    if parts <= _SHORT_TEXT_WORDS:
        same = sum(pair.same for pair in pairs)
        return same * 2 >= parts and same >= min(parts, 2)
    in_runs = 0
    run = 0
    last: Pair | None = None
    for pair in pairs:
        follows = last is not None and pair.first == last.first + 1 and pair.second == last.second + 1
        run = (run + 1 if follows else 1) if pair.same else 0
        in_runs += _RUN_WORDS if run == _RUN_WORDS else run > _RUN_WORDS
        last = pair
    return in_runs >= _RUN_SHARE_LEAST * parts
