"""Some passages as arrays: their words in order, and where each word is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retreat.search.texts.vocabulary import Vocabulary
from retreat.search.words import words_of

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Bools = NDArray[np.bool_]

NO_TURN = -1
NO_VOICE = -1


class Turns(NamedTuple):
    """A stretch of a passage that one voice says.

    ``start``: its first character in the passage's text; ``turn``: its number in the transcript; ``label``: its voice.
    """

    start: int
    turn: int
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the index keeps of one passage.

    Attributes:
        speakers: Names that count as words of the passage.
        turns: Its stretches in order; empty if it has none.
    """

    number: int
    text: str
    speakers: Sequence[str] = ()
    turns: Sequence[Turns] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Passages of which none changes any more; a changed one is kept again in a later segment.

    Attributes:
        numbers: Keys of the passages, (n,).
        tokens: Numbers of all words, (t,); those of passage ``i`` are ``starts[i]`` to ``starts[i + 1]``.
        stretch_starts: Where each stretch begins among the tokens, (s,); each passage begins one.
        stretch_turns: Its turn, (s,).
        stretch_labels: The number of its voice's label, (s,).
        stretch_rows: Its passage, (s,).
        order: Places of the tokens, by word, then by place, (t,).
        firsts: Where each word's places begin in ``order``, (words + 1,).
        name_tokens: Words of speakers' names, (m,), with the passage of each in ``name_rows``.
    """

    numbers: Ints
    starts: Ints
    tokens: Small
    stretch_starts: Ints
    stretch_turns: Small
    stretch_labels: Small
    stretch_rows: Small
    order: Small
    firsts: Ints
    name_tokens: Small
    name_rows: Small

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self, words: Sequence[int]) -> Ints:
        """Where any of these words is among the tokens, ascending."""
        found = [self.order[self.firsts[word] : self.firsts[word + 1]] for word in words if word + 1 < len(self.firsts)]
        if len(found) == 1:
            return found[0].astype(np.int64)
        return np.sort(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)

    def occurrences(self, words: Sequence[int]) -> int:
        """How often any of these words is here."""
        return sum(int(self.firsts[word + 1] - self.firsts[word]) for word in words if word + 1 < len(self.firsts))

    def named(self, words: Sequence[int]) -> Ints:
        """Passages with a speaker who is called so, by row, with repeats."""
        return self.name_rows[np.isin(self.name_tokens, np.asarray(words, np.int32))].astype(np.int64)


def segment_of(said: Sequence[Said], vocabulary: Vocabulary, labels: dict[str, int]) -> Segment:
    """Arrays of these passages; new words and labels are added."""
    tokens: list[int] = []
    starts = [0]
    stretch_starts: list[int] = []
    stretch_turns: list[int] = []
    stretch_labels: list[int] = []
    stretch_rows: list[int] = []
    names: list[int] = []
    name_rows: list[int] = []
    for row, one in enumerate(said):
        for turn, label, text in _stretches(one):
            stretch_starts.append(len(tokens))
            stretch_rows.append(row)
            stretch_turns.append(turn)
            stretch_labels.append(NO_VOICE if label is None else labels.setdefault(label, len(labels)))
            tokens += vocabulary.numbers_of(words_of(text))
        starts.append(len(tokens))
        called = vocabulary.numbers_of(words_of(" ".join(one.speakers)))
        names += called
        name_rows += [row] * len(called)
    return _indexed(
        numbers=np.fromiter((one.number for one in said), np.int64, len(said)),
        starts=np.asarray(starts, np.int64),
        tokens=np.asarray(tokens, np.int32),
        stretch_starts=np.asarray(stretch_starts, np.int64),
        stretch_turns=np.asarray(stretch_turns, np.int32),
        stretch_labels=np.asarray(stretch_labels, np.int32),
        stretch_rows=np.asarray(stretch_rows, np.int32),
        name_tokens=np.asarray(names, np.int32),
        name_rows=np.asarray(name_rows, np.int32),
        words=len(vocabulary),
    )


def merged(segments: Sequence[Segment], keep: Sequence[Bools], words: int) -> Segment:
    """One segment with the passages of several that are still to be kept."""
    parts = [_kept(one, mask) for one, mask in zip(segments, keep, strict=True)]
    token_offsets = np.cumsum([0, *(len(one["tokens"]) for one in parts)])
    row_offsets = np.cumsum([0, *(len(one["numbers"]) for one in parts)])
    pairs = list(zip(parts, token_offsets.tolist(), row_offsets.tolist(), strict=False))
    return _indexed(
        numbers=np.concatenate([one["numbers"] for one in parts]),
        starts=np.concatenate([*(one["starts"][:-1] + by for one, by, _ in pairs), token_offsets[-1:]]),
        tokens=np.concatenate([one["tokens"] for one in parts]),
        stretch_starts=np.concatenate([one["stretch_starts"] + by for one, by, _ in pairs]),
        stretch_turns=np.concatenate([one["stretch_turns"] for one in parts]),
        stretch_labels=np.concatenate([one["stretch_labels"] for one in parts]),
        stretch_rows=np.concatenate([one["stretch_rows"] + np.int32(by) for one, _, by in pairs]),
        name_tokens=np.concatenate([one["name_tokens"] for one in parts]),
        name_rows=np.concatenate([one["name_rows"] + np.int32(by) for one, _, by in pairs]),
        words=words,
    )


def _kept(segment: Segment, keep: Bools) -> dict[str, NDArray[Any]]:
    lengths = np.diff(segment.starts)
    of_token = np.repeat(keep, lengths)
    of_stretch = keep[segment.stretch_rows]
    moved = np.concatenate([[0], np.cumsum(of_token)])
    row_of = np.cumsum(keep) - 1
    of_name = keep[segment.name_rows]
    return {
        "numbers": segment.numbers[keep],
        "starts": np.concatenate([[0], np.cumsum(lengths[keep])]).astype(np.int64),
        "tokens": segment.tokens[of_token],
        "stretch_starts": moved[segment.stretch_starts[of_stretch]].astype(np.int64),
        "stretch_turns": segment.stretch_turns[of_stretch],
        "stretch_labels": segment.stretch_labels[of_stretch],
        "stretch_rows": row_of[segment.stretch_rows[of_stretch]].astype(np.int32),
        "name_tokens": segment.name_tokens[of_name],
        "name_rows": row_of[segment.name_rows[of_name]].astype(np.int32),
    }


def _indexed(*, tokens: Small, words: int, **arrays: NDArray[Any]) -> Segment:
    order = np.argsort(tokens, kind="stable").astype(np.int32)
    firsts = np.concatenate([[0], np.cumsum(np.bincount(tokens, minlength=words))]).astype(np.int64)
    return Segment(tokens=tokens, order=order, firsts=firsts, **arrays)


def _stretches(one: Said) -> list[tuple[int, str | None, str]]:
    if not one.turns:
        return [(NO_TURN, None, one.text)]
    ends = [*(turn.start for turn in one.turns[1:]), len(one.text)]
    return [(turn.turn, turn.label, one.text[turn.start : end]) for turn, end in zip(one.turns, ends, strict=True)]
