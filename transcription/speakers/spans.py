"""Combines who is active in which window, and makes spans of speech from that. Must never know any sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from transcription.sound.pcm_file import RATE_HZ
from transcription.types import Turn

from .local_voices import LocalVoice
from .rules import SpeakerRules

# The step of the segmentation network's frames, and the time of the first one.
FRAME_S = 270 / RATE_HZ
FRAME_START_S = 0.5 * 991 / RATE_HZ - 0.5 * FRAME_S
_BLOCK_FRAMES = 20_000


def overlaid(
    active: Sequence[NDArray[np.uint8]],
    labels: Sequence[int | None],
    voices: Sequence[LocalVoice],
    starts: Sequence[int],
    samples: int,
) -> NDArray[np.uint8]:
    """Combine the windows: in each frame, as many speakers as the windows say, those most agreed on."""
    people = max((label for label in labels if label is not None), default=-1) + 1
    frames = int(samples / RATE_HZ / FRAME_S) + 2
    votes = np.zeros((frames, people), np.float32)
    counts = np.zeros(frames, np.float32)
    covered = np.zeros(frames, np.float32)
    by_window: dict[int, list[tuple[int, int]]] = {}
    for voice, label in zip(voices, labels, strict=True):
        if label is not None:
            by_window.setdefault(voice.window, []).append((voice.voice, label))
    for index, (window, start) in enumerate(zip(active, starts, strict=True)):
        first = round(start / RATE_HZ / FRAME_S)
        length = min(len(window), frames - first)
        # The middle of a window is more reliable than its edges.
        weight = np.minimum(1.0, 0.1 + np.minimum(np.arange(length), np.arange(length)[::-1]) / 60)
        covered[first : first + length] += weight
        known = np.zeros(length, np.float32)
        for voice_index, label in by_window.get(index, []):
            votes[first : first + length, label] += window[:length, voice_index] * weight
            known += window[:length, voice_index]
        counts[first : first + length] += np.minimum(known, 2) * weight
    wanted = np.rint(counts / np.maximum(covered, 1e-6)).astype(int)
    activity = np.zeros((frames, people), np.uint8)
    for first in range(0, frames, _BLOCK_FRAMES):  # ranks of hours at once would take much memory
        block = votes[first : first + _BLOCK_FRAMES]
        ranks = np.argsort(np.argsort(-block, axis=1, kind="stable"), axis=1)
        activity[first : first + len(block)] = (ranks < wanted[first : first + len(block), None]) & (block > 0)
    return activity


def _not_known(_person: int, _first: int, _after: int) -> float | None:
    return None


def spans(
    activity: NDArray[np.uint8],
    rules: SpeakerRules,
    duration_s: float,
    sure: Callable[[int, int, int], float | None] = _not_known,
) -> list[Turn]:
    """Frames to spans, which may overlap; labels S1, S2… by first appearance. ``sure``: see `Sureness.of`.

    Short pauses of one speaker are bridged; so are longer ones between long stretches while nobody else speaks.
    Then each span gets a little of the silence around it, a long one more: breath belongs to speech.
    """
    silent = np.asarray(activity.sum(1) == 0)
    found: list[tuple[float, float, int]] = []
    sureness: dict[tuple[float, int], float | None] = {}
    for person in range(activity.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], activity[:, person], [0]])))
        merged = _bridged([(int(first), int(after)) for first, after in edges.reshape(-1, 2)], silent, rules)
        for first, after in merged:
            if (after - first) * FRAME_S >= rules.shortest_span_s:
                start_s = first * FRAME_S + FRAME_START_S
                found.append((start_s, after * FRAME_S + FRAME_START_S, person))
                sureness[start_s, person] = sure(person, first, after)
    found.sort()
    names: dict[int, str] = {}
    for _, _, who in found:
        names.setdefault(who, f"S{len(names) + 1}")
    return [
        Turn(
            speaker=names[who],
            start_ms=round(start_s * 1000),
            end_ms=round(end_s * 1000),
            text="",
            speaker_confidence=sureness[alone_s, who],
        )
        for (alone_s, _, _), (start_s, end_s, who) in zip(found, _breathing(found, rules, duration_s), strict=True)
    ]


def _bridged(parts: Sequence[tuple[int, int]], silent: NDArray[np.bool_], rules: SpeakerRules) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for part in parts:
        if merged and (part[0] - merged[-1][1]) * FRAME_S < rules.shortest_pause_s:
            part = (merged.pop()[0], part[1])
        merged.append(part)
    before = 0
    while before != len(merged):
        before, parts, merged = len(merged), merged, []
        for part in parts:
            if merged and _same_stretch(merged[-1], part, silent, rules):
                part = (merged.pop()[0], part[1])
            merged.append(part)
    return merged


def _same_stretch(one: tuple[int, int], other: tuple[int, int], silent: NDArray[np.bool_], rules: SpeakerRules) -> bool:
    shorter = min(one[1] - one[0], other[1] - other[0])
    longest = min(rules.longest_pause_s / FRAME_S, shorter)
    return other[0] - one[1] < longest and bool(silent[one[1] : other[0]].all())


def _breathing(
    found: Sequence[tuple[float, float, int]], rules: SpeakerRules, duration_s: float
) -> list[tuple[float, float, int]]:
    """Extend each span by a tenth at both ends, within limits, at most half-way to the next voice."""
    starts = np.array([start_s for start_s, _, _ in found])
    ends = np.array([end_s for _, end_s, _ in found])
    grown = []
    for start_s, end_s, who in found:
        room = min(rules.breath_s, rules.breath_share * (end_s - start_s))
        earlier, later = ends[ends <= start_s], starts[starts >= end_s]
        before_s = float(earlier.max()) if len(earlier) else 0.0
        after_s = float(later.min()) if len(later) else duration_s
        start_s -= min(room, max(0.0, (start_s - before_s) / 2))
        end_s += min(room, max(0.0, (after_s - end_s) / 2))
        grown.append((max(0.0, start_s), min(duration_s, end_s), who))
    return grown
