"""OpenAI's own Whisper, the reference implementation, as an optional extra: careful and more than ten times slower."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transcription.errors import EngineFailed, EngineMissing
from transcription.options import TranscriptionOptions
from transcription.recognisers.stamps import sha256_of
from transcription.sound.levels import levelled
from transcription.sound.voice import Span
from transcription.weights import ModelStore

from .placing import heard_of, pieces_of
from .port import Heard, Sound

_BEAM = 5
_SILENCE_INSIDE_S = 2.0


class OpenAIWhisperEngine:
    """Keeps one model loaded. The model setting is OpenAI's name (base, small.en …) or the path of a checkpoint."""

    name = "openai_whisper"

    def __init__(self, options: TranscriptionOptions, models: ModelStore, *, threads: int) -> None:
        try:
            import torch
            import whisper
        except ImportError as error:
            raise EngineMissing(
                "The package openai-whisper isn't installed: install requirements-openai.txt or choose faster_whisper."
            ) from error
        torch.set_num_threads(max(1, threads))
        self._torch: Any = torch
        self._whisper: Any = whisper
        checkpoint = Path(options.model).expanduser()
        try:
            self._model: Any = whisper.load_model(
                str(checkpoint) if checkpoint.is_file() else options.model, download_root=str(models.folder / "openai")
            )
        except Exception as error:  # unpickling can raise anything
            raise EngineMissing(
                f"{options.model} is not an openai-whisper checkpoint: give the path of one."
                if checkpoint.is_file()
                else f"The checkpoint {options.model!r} isn't on this machine and can't be downloaded: give its path."
            ) from error
        self.model = options.model
        self.digest: str | None = sha256_of(checkpoint) if checkpoint.is_file() else _weights_digest(self._model)

    def versions(self) -> dict[str, str]:
        """The versions of the recogniser and its runtime."""
        return {name: importlib.metadata.version(name) for name in ("openai-whisper", "torch")}

    def replicas(self) -> list[OpenAIWhisperEngine]:
        """Torch divides each step between the cores itself."""
        return [self]

    def languages_of(self, sound: Sound) -> dict[str, float]:
        """See `Engine.languages_of`."""
        if not self._model.is_multilingual:
            return {"en": 1.0}
        mel = self._whisper.log_mel_spectrogram(
            self._whisper.pad_or_trim(levelled(sound)), n_mels=self._model.dims.n_mels, device=self._model.device
        )
        return dict(self._model.detect_language(mel)[1])

    def hear_otherwise(self, _sound: Sound, _window: Span, *, language: str | None) -> None:
        """See `Engine.hear_otherwise`; it goes on by itself from where it stopped."""

    def hear_briefly(self, sound: Sound, window: Span, *, language: str | None) -> Heard:
        """As `hear`: nothing cheaper is known here."""
        return self.hear(sound, [window], first=0, language=language)[0]

    def hear_named(self, sound: Sound, window: Span, *, language: str | None, terms: Sequence[str]) -> Heard:
        """See `Engine.hear_named`."""
        return self._hear(sound, [window], first=0, language=language, prompt=", ".join(terms) or None)[0]

    def hear(self, sound: Sound, windows: Sequence[Span], *, first: int, language: str | None) -> list[Heard]:
        """See `Engine.hear`."""
        return self._hear(sound, windows, first=first, language=language, prompt=None)

    def _hear(
        self, sound: Sound, windows: Sequence[Span], *, first: int, language: str | None, prompt: str | None
    ) -> list[Heard]:
        heard = []
        for number, (window, piece) in enumerate(zip(windows, pieces_of(sound, windows), strict=True), first):
            # Higher temperatures sample: seed them, so that this window always gives the same result.
            self._torch.manual_seed(0)
            try:
                found = self._model.transcribe(
                    levelled(piece),
                    language=language,
                    beam_size=_BEAM,
                    condition_on_previous_text=False,
                    word_timestamps=True,
                    hallucination_silence_threshold=_SILENCE_INSIDE_S,
                    initial_prompt=prompt,
                    fp16=False,
                    verbose=None,
                )
            except RuntimeError as error:
                raise EngineFailed(f"The recogniser broke down: {error}.") from error
            heard.append(_heard(number, window, found))
        return heard


def _heard(number: int, window: Span, found: dict[str, Any]) -> Heard:
    words = [
        (str(word["word"]), float(word["start"]), float(word["end"]), float(word["probability"]))
        for segment in found["segments"]
        for word in segment.get("words", ())
    ]
    doubts = [(one["avg_logprob"], one["no_speech_prob"], one["temperature"]) for one in found["segments"]]
    return heard_of(number, window, language=found.get("language"), words=words, doubts=doubts)


def _weights_digest(model: Any) -> str:
    """A digest of the loaded tensors, for checkpoints that OpenAI's loader fetched and checked itself."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().cpu().numpy().tobytes())
    return digest.hexdigest()
