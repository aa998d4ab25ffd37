"""Chooses and builds an adapter; nothing heavy loads before that. Must never transcribe anything itself."""

from __future__ import annotations

from transcription.options import TranscriptionOptions
from transcription.weights import ModelStore

from .port import Engine


def engine_for(options: TranscriptionOptions, models: ModelStore, *, threads: int) -> Engine:
    """Build the chosen adapter.

    Raises:
        EngineMissing: its model or package isn't there.
    """
    if options.engine == "scripted":
        from .scripted import ScriptedEngine

        return ScriptedEngine(options)
    if options.engine == "openai_whisper":
        from .openai_whisper import OpenAIWhisperEngine

        return OpenAIWhisperEngine(options, models, threads=threads)
    from .faster_whisper import FasterWhisperEngine

    return FasterWhisperEngine(options, models, threads=threads)
