"""Who spoke when: local voices from the segmentation network, what they sound like, and which are the same person.

Ten-second windows overlap; in each, at most three local voices are told apart, two at once allowed. Each local
voice gets an embedding from the moments it speaks alone; embeddings are clustered, two voices of one window
never together. Embeddings live in this process only and are never written. Must never know words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transcription.sound.pcm_file import RATE_HZ, forget
from transcription.types import Turn
from transcription.weights import ModelStore

from .clustering import Rules as ClusterRules
from .clustering import cluster
from .filterbanks import filterbanks
from .networks import embedding_network, segmentation_network
from .sureness import Sureness

WINDOW_S = 10.0
STEP_S = 3.5
# Windows looked at in one call of the network: a fifth less work than one by one.
_TOGETHER = 4
FRAME_S = 270 / RATE_HZ
FRAME_START_S = 0.5 * 991 / RATE_HZ - 0.5 * FRAME_S
_VOICES = 3
# The seven classes of the powerset: nobody, one of three, two of three.
_POWERSET = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32)
_LONGEST_EMBEDDED = 300
_BLOCK_FRAMES = 20_000
_FORGET_EVERY = 4  # groups of windows: about a minute
_SHORTEST_EMBEDDED = 24

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is tuned. Chosen on excerpts of real meetings and on read turns together, as they pull apart:
    meetings are annotated word by word, read turns with their pauses."""

    step_s: float = STEP_S
    shortest_span_s: float = 0.10
    shortest_pause_s: float = 0.60
    longest_pause_s: float = 1.5
    breath_s: float = 0.4
    breath_share: float = 0.1
    clustering: ClusterRules = field(default_factory=ClusterRules)


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """One voice of one window: how much it speaks alone, and what it sounds like (None: too short to say)."""

    window: int
    voice: int
    alone_s: float
    embedding: Floats | None


class SpeakerFinder:
    """Keeps both networks loaded; windows are shared out over threads, each network call on one."""

    def __init__(self, models: ModelStore, *, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1

        def load(path: object) -> onnxruntime.InferenceSession:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

        self._segmentation = load(segmentation_network(models))
        self._embedding = load(embedding_network(models))
        self._pool = ThreadPoolExecutor(max(1, threads))

    def find(
        self,
        sound: NDArray[np.int16],
        *,
        speakers: int | None = None,
        rules: Rules = Rules(),
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> list[Turn]:
        """Spans by speaker, which may overlap, in order of start; labels S1, S2… by first appearance.

        Args:
            sound: int16, (n,), 16 kHz; may be mapped from disk.
            speakers: how many people were there, if that is known; see `cluster`.
        """
        starts = window_starts(len(sound), rules.step_s)
        active: list[NDArray[np.uint8]] = []
        voices: list[LocalVoice] = []
        numbered = list(enumerate(starts))
        groups = [numbered[first : first + _TOGETHER] for first in range(0, len(numbered), _TOGETHER)]
        for number, looked in enumerate(self._pool.map(lambda group: self._look(sound, group), groups)):
            for found, local in looked:
                active.append(found)
                voices.extend(local)
            progress(len(active), len(starts))
            if number % _FORGET_EVERY == 0:
                forget(sound)
        people = cluster(voices, speakers=speakers, rules=rules.clustering)
        labels = [None if person is None else person.number for person in people]
        activity = overlaid(active, labels, voices, starts, len(sound))
        sureness = Sureness(active, people, voices, [round(start / RATE_HZ / FRAME_S) for start in starts])
        return spans(activity, rules, len(sound) / RATE_HZ, sureness.of)

    def _look(
        self, sound: NDArray[np.int16], group: Sequence[tuple[int, int]]
    ) -> list[tuple[NDArray[np.uint8], list[LocalVoice]]]:
        """Who is active in each of some windows, given by number and first sample, and what they sound like."""
        size = int(WINDOW_S * RATE_HZ)
        pieces = np.zeros((len(group), 1, size), np.float32)
        lengths = []
        for row, (_, start) in enumerate(group):
            part = np.asarray(sound[start : start + size], np.float32) / 32768.0
            pieces[row, 0, : len(part)] = part
            lengths.append(len(part))
        scores = self._segmentation.run(None, {"sound": pieces})[0]
        looked: list[tuple[NDArray[np.uint8], list[LocalVoice]]] = []
        for (index, _), piece, score, length in zip(group, pieces[:, 0], scores, lengths, strict=True):
            active = _POWERSET[score.argmax(1)].astype(np.uint8)
            active[int((length / RATE_HZ) / FRAME_S) :] = 0
            looked.append((active, self._describe(index, active, piece) if active.any() else []))
        return looked

    def _describe(self, index: int, active: NDArray[np.uint8], piece: Floats) -> list[LocalVoice]:
        banks = filterbanks(piece)
        middles_s = np.arange(len(banks)) * 0.01 + 0.0125
        at = np.clip(((middles_s - FRAME_START_S) / FRAME_S).astype(int), 0, len(active) - 1)
        alone = (active.sum(1) == 1)[:, None] & (active == 1)
        voices = []
        for voice in range(_VOICES):
            if not active[:, voice].any():
                continue
            chosen = banks[alone[at, voice]]
            if len(chosen) < _SHORTEST_EMBEDDED:
                chosen = banks[active[at, voice] == 1]
            embedding = self.embed(chosen) if len(chosen) >= _SHORTEST_EMBEDDED else None
            voices.append(LocalVoice(index, voice, float(alone[:, voice].sum() * FRAME_S), embedding))
        return voices

    def embed(self, banks: Floats) -> Floats:
        """One unit vector, float32 (192,), for filterbanks of one voice, (frames, 80)."""
        if len(banks) > _LONGEST_EMBEDDED:
            first = (len(banks) - _LONGEST_EMBEDDED) // 2
            banks = banks[first : first + _LONGEST_EMBEDDED]
        features = (banks - banks.mean(0))[None].astype(np.float32)
        context = _context((len(banks) - 1) // 2 + 1)
        vector = self._embedding.run(None, {"features": features, "context": context})[0][0]
        return np.asarray(vector / max(1e-9, float(np.linalg.norm(vector))), np.float32)


def _context(frames: int) -> Floats:
    """What CAM++ mixes into each frame: the mean of all frames plus that of the 100 frames around."""
    mixed = np.full((frames, frames), 1 / frames, np.float32)
    for start in range(0, frames, 100):
        end = min(frames, start + 100)
        mixed[start:end, start:end] += 1 / (end - start)
    return mixed


def window_starts(samples: int, step_s: float) -> list[int]:
    """First samples of the windows; the last one reaches the end."""
    size, step = int(WINDOW_S * RATE_HZ), int(step_s * RATE_HZ)
    if samples <= size:
        return [0] if samples else []
    starts = list(range(0, samples - size + 1, step))
    return starts if starts[-1] + size >= samples else [*starts, samples - size]


def overlaid(
    active: Sequence[NDArray[np.uint8]],
    labels: Sequence[int | None],
    voices: Sequence[LocalVoice],
    starts: Sequence[int],
    samples: int,
) -> NDArray[np.uint8]:
    """Lay the windows over each other: in each frame as many speakers as windows say, those most agreed on."""
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
        # The middle of a window knows more than its edges.
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
    rules: Rules,
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


def _bridged(parts: Sequence[tuple[int, int]], silent: NDArray[np.bool_], rules: Rules) -> list[tuple[int, int]]:
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


def _same_stretch(one: tuple[int, int], other: tuple[int, int], silent: NDArray[np.bool_], rules: Rules) -> bool:
    shorter = min(one[1] - one[0], other[1] - other[0])
    longest = min(rules.longest_pause_s / FRAME_S, shorter)
    return other[0] - one[1] < longest and bool(silent[one[1] : other[0]].all())


def _breathing(
    found: Sequence[tuple[float, float, int]], rules: Rules, duration_s: float
) -> list[tuple[float, float, int]]:
    """Each span longer by a tenth of itself at both ends, within bounds, at most half-way to the next voice."""
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
