"""The default recogniser: Whisper by CTranslate2, in batches, with failed windows decoded again one by one.

The batched way is quick but knows neither temperature fallback nor the silence check; so a window whose text
repeats, is improbable or looks like no speech at all is decoded again the careful way.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from transcription.errors import EngineFailed, EngineMissing
from transcription.options import TranscriptionOptions
from transcription.recognisers.strength import strength_of
from transcription.sound.levels import levelled
from transcription.sound.pcm_file import RATE_HZ
from transcription.sound.voice import Span
from transcription.types import PARAMETERS
from transcription.weights import ModelStore

from .devices import PROCESSOR, working_device
from .lots import SameLots
from .placing import heard_of, pieces_of
from .port import Heard, Sound

BATCH = 4
# Each uses some 200 MB.
_MOST_REPLICAS = 4
_BEAM = 5
_REPETITIVE = 2.4
_IMPROBABLE = -1.0
_NO_SPEECH = 0.6
_SILENCE_INSIDE_S = 2.0
_WHOLE_FRAMES = 3000
_SILENT_FRAMES = 500
_TEMPERATURES = (0.0, 0.4, 0.8)
# What OpenAI's decoder allows in 30 s. Otherwise a loop would run to twice that before it is caught.
_MOST_TOKENS = 220
# What is left of the decoder's 448 tokens after that, the prompt below and special tokens.
_TERM_TOKENS = 160
# People at a table hesitate and start again. Prompted with that, a recogniser writes it; otherwise it tidies it away,
# and often the words beside it too. Only for that language, and never for short stretches or a
# second try, where it would be mistaken for speech.
_TALK = {"en": "Okay. Yeah, so, uh, I, I think, um, we, we had a, a..."}


Given = ParamSpec("Given")
Made = TypeVar("Made")


def _on_what_works(
    method: Callable[Concatenate[FasterWhisperEngine, Given], Made],
) -> Callable[Concatenate[FasterWhisperEngine, Given], Made]:
    """If a graphics processor fails half-way (because its memory is full, say), the processor does the rest."""

    @functools.wraps(method)
    def tried(self: FasterWhisperEngine, /, *given: Given.args, **named: Given.kwargs) -> Made:
        with contextlib.suppress(RuntimeError):
            if self.device != PROCESSOR:
                return method(self, *given, **named)
        try:
            if self.device != PROCESSOR:
                self._load(PROCESSOR)
            return method(self, *given, **named)
        except RuntimeError as error:
            raise EngineFailed(f"The recogniser broke down: {error}.") from error

    return tried


class FasterWhisperEngine:
    """Keeps one model loaded. Not thread-safe, but its replicas can run beside each other.

    Each replica uses its own cores. One on all cores would wait for the slowest core at every
    step of the network, some ten thousand times a minute: if something else uses a core, that takes longer than
    a single core.
    """

    name = "faster_whisper"

    def __init__(self, options: TranscriptionOptions, models: ModelStore, *, threads: int) -> None:
        weights = models.whisper(options.model)
        try:
            import faster_whisper
            from faster_whisper.transcribe import get_ctranslate2_storage
        except ImportError as error:
            raise EngineMissing("The package faster-whisper isn't installed: run 'make setup'.") from error
        self.model, self.digest = weights.name, weights.digest
        self._package: Any = faster_whisper
        self._storage: Any = get_ctranslate2_storage
        self._folder, self._threads = weights.folder, threads
        self._frames = _WHOLE_FRAMES
        self._load(working_device(weights.folder))
        known = self._whisper.supported_languages
        if options.language is not None and options.language not in known:
            wanted = "leave the language out" if len(known) == 1 else "write its code, such as en, or leave it out"
            raise EngineMissing(
                f"The speech model {self.model!r} doesn't know the language {options.language!r}: {wanted}."
            )

    def _load(self, device: str) -> None:
        replicas = min(self._threads, _MOST_REPLICAS) if device == PROCESSOR else 1

        def load(workers: int) -> Any:
            return self._package.WhisperModel(
                str(self._folder),
                device=device,
                compute_type="int8",
                cpu_threads=self._threads // replicas,
                num_workers=workers,
                local_files_only=True,
            )

        try:
            self._whisper = load(replicas)
        except (RuntimeError, ValueError) as error:
            raise EngineMissing(f"The speech model {self.model!r} can't be loaded: {error}.") from error
        self.device = device
        self._whisper.model = SameLots(self._whisper.model, lambda: load(1).model)
        self._replicas = [self, *(self._replica() for _ in range(1, replicas))]
        for replica in self._replicas:
            replica._wire()

    def _replica(self) -> FasterWhisperEngine:
        replica = copy.copy(self)
        replica._whisper = copy.copy(self._whisper)
        return replica

    def _wire(self) -> None:
        self._batched = self._package.BatchedInferencePipeline(self._whisper)
        self._encode = self._whisper.encode
        self._whisper.encode = self._encode_briefly

    def replicas(self) -> list[FasterWhisperEngine]:
        """See `Engine.replicas`; on a graphics processor there is one."""
        return self._replicas

    def versions(self) -> dict[str, str]:
        """The versions of the recogniser and its runtime, its device, and the size of its network."""
        versions = {name: importlib.metadata.version(name) for name in ("faster-whisper", "ctranslate2")}
        size = strength_of(str(self._folder))
        return {**versions, "device": self.device, **({PARAMETERS: str(size)} if size else {})}

    @_on_what_works
    def languages_of(self, sound: Sound) -> dict[str, float]:
        """See `Engine.languages_of`."""
        if not self._whisper.model.is_multilingual:
            return {"en": 1.0}
        with self._brief(len(sound)):
            return dict(self._whisper.detect_language(audio=levelled(sound))[2])

    @_on_what_works
    def hear_briefly(self, sound: Sound, window: Span, *, language: str | None) -> Heard:
        """See `Engine.hear_briefly`."""
        with self._brief(len(sound)):
            (segments,) = self._hear_batch([levelled(sound)], language)
        return _heard(0, window, segments, language)

    @_on_what_works
    def hear_named(self, sound: Sound, window: Span, *, language: str | None, terms: Sequence[str]) -> Heard:
        """See `Engine.hear_named`."""
        (segments,) = self._hear_batch([levelled(sound)], language, verbatim=True, terms=self._fitting(terms))
        return _heard(0, window, segments, language)

    def _fitting(self, terms: Sequence[str]) -> str | None:
        """As many terms as the decoder has room for beside its output; the first matter most."""
        kept: list[str] = []
        for term in terms:
            if len(self._whisper.hf_tokenizer.encode(", ".join([*kept, term])).ids) > _TERM_TOKENS:
                break
            kept.append(term)
        return ", ".join(kept) or None

    @contextlib.contextmanager
    def _brief(self, samples: int) -> Iterator[None]:
        """Encode only the sound and some silence: a short stretch then costs a quarter of 30 s."""
        self._frames = min(_WHOLE_FRAMES, samples * 100 // RATE_HZ + _SILENT_FRAMES)
        try:
            yield
        finally:
            self._frames = _WHOLE_FRAMES

    def _encode_briefly(self, features: Any) -> Any:
        features = features[..., : self._frames]
        if features.ndim < 3 or len(features) == 1 or self.device != PROCESSOR:
            return self._encode(features)
        # All at once would use 150 MB for each window, and be no quicker.
        encoded = [np.asarray(self._encode(one)) for one in features]
        return self._storage(np.concatenate(encoded))

    @_on_what_works
    def hear(self, sound: Sound, windows: Sequence[Span], *, first: int, language: str | None) -> list[Heard]:
        """See `Engine.hear`."""
        return self._hear(sound, windows, first=first, language=language)

    @_on_what_works
    def hear_otherwise(self, sound: Sound, window: Span, *, language: str | None) -> Heard:
        """See `Engine.hear_otherwise`: with times among the words."""
        return self._hear(sound, [window], first=0, language=language, times=True)[0]

    def _hear(
        self, sound: Sound, windows: Sequence[Span], *, first: int, language: str | None, times: bool = False
    ) -> list[Heard]:
        pieces = [levelled(piece) for piece in pieces_of(sound, windows)]
        batch = self._hear_batch(pieces, language, verbatim=True, times=times)
        return [
            self._kept(number, window, piece, segments, language)
            for number, (window, piece, segments) in enumerate(zip(windows, pieces, batch, strict=True), first)
        ]

    def _hear_batch(
        self,
        pieces: Sequence[Sound],
        language: str | None,
        *,
        verbatim: bool = False,
        terms: str | None = None,
        times: bool = False,
    ) -> list[list[Any]]:
        starts = np.cumsum([0, *(len(piece) for piece in pieces)]) / RATE_HZ
        clips = [{"start": start, "end": end} for start, end in pairwise(starts)]
        found, _ = self._batched.transcribe(
            np.concatenate(pieces),
            language=language,
            beam_size=_BEAM,
            batch_size=BATCH,
            clip_timestamps=clips,
            vad_filter=False,
            word_timestamps=True,
            # Words get their times by alignment. A decoder that also writes times passes over what is broken off and
            # begun again; one that doesn't sometimes stops after a sentence, or begins with a later one.
            without_timestamps=not times,
            max_new_tokens=_MOST_TOKENS,
            hotwords=terms,
            initial_prompt=_TALK.get(language or "") if verbatim else None,
        )
        batch: list[list[Any]] = [[] for _ in pieces]
        for segment in found:
            which = int(np.searchsorted(starts, segment.seek / 100 + 0.011, "right")) - 1
            batch[min(which, len(pieces) - 1)].append((segment, starts[min(which, len(pieces) - 1)]))
        return batch

    def _kept(self, number: int, window: Span, piece: Sound, segments: Sequence[Any], language: str | None) -> Heard:
        redone = not segments or any(_doubtful(segment) for segment, _ in segments)
        if redone:
            again, _ = self._whisper.transcribe(
                piece,
                language=language,
                beam_size=_BEAM,
                best_of=2,
                temperature=_TEMPERATURES,
                max_new_tokens=_MOST_TOKENS,
                vad_filter=False,
                condition_on_previous_text=False,
                word_timestamps=True,
                hallucination_silence_threshold=_SILENCE_INSIDE_S,
            )
            segments = [(segment, 0.0) for segment in again]
        return replace(_heard(number, window, segments, language), redone=redone)


def _heard(number: int, window: Span, segments: Sequence[Any], language: str | None) -> Heard:
    words = [
        (word.word, word.start - offset_s, word.end - offset_s, word.probability)
        for segment, offset_s in segments
        for word in segment.words or ()
    ]
    doubts = [(one.avg_logprob, one.no_speech_prob, one.temperature or 0.0) for one, _ in segments]
    return heard_of(number, window, language=language, words=words, doubts=doubts)


def _doubtful(segment: Any) -> bool:
    return bool(
        segment.compression_ratio > _REPETITIVE
        or segment.avg_logprob < _IMPROBABLE
        or (segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _IMPROBABLE / 2)
    )
