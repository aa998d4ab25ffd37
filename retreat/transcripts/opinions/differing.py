"""Compares two models on one turn: whether they agree, which words differ, and the merged text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from retreat.transcripts.editing.diffing import Step, aligned, plain
from retreat.transcripts.quality.mistakes import plain_words

Part = tuple[str, Literal["same", "out", "in", "gap"]]
# How many words around a difference are shown.
_AROUND_WORDS = 3
# A recogniser works in windows of half a minute: turns nearer than this are transcribed together.
_APART_MS = 30_000
# Two models may time the same word a little differently.
_AROUND_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A turn for a second model to transcribe; times in milliseconds."""

    n: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A span of sound that is transcribed at once, and the turns that it is for."""

    start_ms: int
    end_ms: int
    turns: tuple[int, ...]


def stretches(turns: Iterable[Doubtful]) -> list[Stretch]:
    """The stretches to transcribe for these turns, in time order and without overlap."""
    found: list[Stretch] = []
    for turn in sorted(turns, key=lambda one: (one.start_ms, one.n)):
        start_ms, end_ms = max(0, turn.start_ms - _AROUND_MS), turn.end_ms + _AROUND_MS
        if found and start_ms - found[-1].end_ms < _APART_MS:
            last = found.pop()
            numbers = (*last.turns, turn.n)
            found.append(Stretch(start_ms=last.start_ms, end_ms=max(last.end_ms, end_ms), turns=numbers))
        else:
            found.append(Stretch(start_ms=start_ms, end_ms=end_ms, turns=(turn.n,)))
    return found


def is_alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether both say the same, ignoring punctuation, hyphens and capitals."""
    return plain_words(ours) == plain_words(theirs)


def taken(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The turn with their words; words that both heard keep our spelling and punctuation."""
    steps = [step for step in aligned(ours, theirs) if step.new is not None]
    return [_ours(step, ours) if _is_same(step, ours, theirs) else theirs[step.new or 0] for step in steps]


def _ours(step: Step, ours: Sequence[str]) -> str:
    assert step.old is not None
    return ours[step.old]


def _is_same(step: Step, ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return step.old is not None and step.new is not None and plain(ours[step.old]) == plain(theirs[step.new])


def parts_of(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Part, ...]:
    """The words that differ, ours as removed, theirs as added, with a few words around each; ``gap`` for the rest."""
    groups: list[tuple[list[str], list[str], list[str]]] = [([], [], [])]
    for step in aligned(ours, theirs):
        if _is_same(step, ours, theirs):
            same, out, came = groups[-1]
            if out or came:
                groups.append(([_ours(step, ours)], [], []))
            else:
                same.append(_ours(step, ours))
            continue
        if step.old is not None:
            groups[-1][1].append(ours[step.old])
        if step.new is not None:
            groups[-1][2].append(theirs[step.new])
    parts: list[Part] = []
    for at, (same, out, came) in enumerate(groups):
        parts += _around(same, is_first=at == 0, is_last=not (out or came))
        parts += [(" ".join(out), "out")] if out else []
        parts += [(" ".join(came), "in")] if came else []
    return tuple(parts)


def _around(same: Sequence[str], *, is_first: bool, is_last: bool) -> list[Part]:
    """Of the words that both heard, those next to a difference."""
    head = 0 if is_first else _AROUND_WORDS
    tail = 0 if is_last else _AROUND_WORDS
    if len(same) <= head + tail:
        return [(" ".join(same), "same")] if same else []
    before, after = same[:head], same[len(same) - tail :]
    parts: list[Part] = [(" ".join(before), "same")] if before else []
    parts.append(("…", "gap"))
    return [*parts, (" ".join(after), "same")] if after else parts
