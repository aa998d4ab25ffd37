"""Who spoke when: local voices from the segmentation network, what they sound like, and which are the same person.

Ten-second windows overlap; in each, at most three local voices are told apart, two at once allowed. Each local
voice gets an embedding from the moments it speaks alone; embeddings are clustered, two voices of one window
never together. Embeddings live in this process only and are never written. Must never know words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .clustering import Rules as ClusterRules
from .clustering import cluster
from .features import filterbanks
from .models import ModelStore
from .speaker_networks import embedding_network, segmentation_network
from .types import Turn

RATE_HZ = 16_000
WINDOW_S = 10.0
STEP_S = 5.0
FRAME_S = 270 / RATE_HZ
FRAME_START_S = 0.5 * 991 / RATE_HZ - 0.5 * FRAME_S
_VOICES = 3
# The seven classes of the powerset: nobody, one of three, two of three.
_POWERSET = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32
)
_LONGEST_EMBEDDED = 500
_SHORTEST_EMBEDDED = 24

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is tuned: spans shorter or pauses shorter than these are dropped or bridged."""

    step_s: float = STEP_S
    shortest_span_s: float = 0.10
    shortest_pause_s: float = 0.35
    clustering: ClusterRules = ClusterRules()


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
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[Turn]:
        """Spans by speaker, which may overlap, in order of start; labels S1, S2… by first appearance.

        Args:
            sound: int16, (n,), 16 kHz; may be mapped from disk.
            speakers: how many there are, if known.
        """
        starts = window_starts(len(sound), rules.step_s)
        active: list[NDArray[np.uint8]] = []
        voices: list[LocalVoice] = []
        for index, (found, local) in enumerate(self._pool.map(lambda item: self._look(sound, *item), enumerate(starts))):
            active.append(found)
            voices.extend(local)
            progress(index + 1, len(starts))
        labels = cluster(voices, speakers=speakers, rules=rules.clustering)
        activity = overlaid(active, labels, voices, starts, len(sound))
        return spans(activity, rules, len(sound) / RATE_HZ)

    def _look(
        self, sound: NDArray[np.int16], index: int, start: int
    ) -> tuple[NDArray[np.uint8], list[LocalVoice]]:
        size = int(WINDOW_S * RATE_HZ)
        piece = np.zeros(size, np.float32)
        part = np.asarray(sound[start : start + size], np.float32) / 32768.0
        piece[: len(part)] = part
        scores = self._segmentation.run(None, {"sound": piece[None, None]})[0][0]
        active = _POWERSET[scores.argmax(1)].astype(np.uint8)
        beyond = int((len(part) / RATE_HZ) / FRAME_S)
        active[beyond:] = 0
        return active, self._describe(index, active, piece) if active.any() else []

    def _describe(self, index: int, active: NDArray[np.uint8], piece: Floats) -> list[LocalVoice]:
        banks = filterbanks(piece)
        at = np.clip(((np.arange(len(banks)) * 0.01 + 0.0125 - FRAME_START_S) / FRAME_S).astype(int), 0, len(active) - 1)
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
    ranks = np.argsort(np.argsort(-votes, axis=1, kind="stable"), axis=1)
    return ((ranks < wanted[:, None]) & (votes > 0)).astype(np.uint8)


def spans(activity: NDArray[np.uint8], rules: Rules, duration_s: float) -> list[Turn]:
    """Frames to spans: short pauses of one speaker bridged, then spans too short to be speech dropped."""
    found: list[tuple[float, float, int]] = []
    for person in range(activity.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], activity[:, person], [0]])))
        merged: list[list[float]] = []
        for first, after in edges.reshape(-1, 2):
            start_s = float(first * FRAME_S + FRAME_START_S)
            end_s = min(duration_s, float(after * FRAME_S + FRAME_START_S))
            if merged and start_s - merged[-1][1] < rules.shortest_pause_s:
                merged[-1][1] = end_s
            else:
                merged.append([start_s, end_s])
        found += [(start_s, end_s, person) for start_s, end_s in merged if end_s - start_s >= rules.shortest_span_s]
    found.sort()
    names: dict[int, str] = {}
    for _, _, person in found:
        names.setdefault(person, f"S{len(names) + 1}")
    return [
        Turn(speaker=names[person], start_ms=round(start_s * 1000), end_ms=round(end_s * 1000), text="")
        for start_s, end_s, person in found
    ]
