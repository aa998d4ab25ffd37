"""Who spoke when: local voices from the segmentation network, what they sound like, and which are the same person.

Ten-second windows overlap; in each, at most three local voices are found, two of them at once. Each local
voice gets an embedding from the moments it speaks alone; embeddings are clustered, two voices of one window
never together. Embeddings live in this process only and are never written. Must never know words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from transcription.sound.pcm_file import RATE_HZ, forget
from transcription.types import Turn
from transcription.weights import ModelStore

from .clustering import cluster
from .filterbanks import filterbanks
from .local_voices import Floats, LocalVoice
from .networks import embedding_network, segmentation_network
from .rules import CHOSEN, SpeakerRules
from .spans import FRAME_S, FRAME_START_S, overlaid, spans
from .sureness import Sureness

WINDOW_S = 10.0
# Windows for each call of the network: a fifth less work than one by one.
_TOGETHER = 4
_VOICES = 3
# The seven classes of the powerset: nobody, one of three, two of three.
_POWERSET = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32)
_LONGEST_EMBEDDED = 300
_FORGET_EVERY = 4  # groups of windows: about a minute
_SHORTEST_EMBEDDED = 24


class SpeakerFinder:
    """Keeps both networks loaded; windows are divided between threads, each network call on one."""

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
        rules: SpeakerRules = CHOSEN,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> list[Turn]:
        """Spans by speaker, which may overlap, in order of start; labels S1, S2… by first appearance.

        Args:
            sound: int16, (n,), 16 kHz; may be mapped from disk.
            speakers: How many people were there, if known; see `cluster`.
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
