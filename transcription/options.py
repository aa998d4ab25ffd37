"""The choices a caller can make about one transcription. Must never know an engine's own parameter names."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ENGINES = ("faster_whisper", "openai_whisper", "scripted")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionOptions:
    """Everything that may change what comes out; stored with every transcript.

    ``speakers``: how many people were there, if known: at most one more voice is found, and fewer may have
    spoken. ``glossary``: names and terms that reach every window of the recogniser. ``threads``: computing threads
    per child process (0: all cores).
    """

    language: str | None = None
    speakers: int | None = None
    model: str = "base"
    engine: str = "faster_whisper"
    glossary: tuple[str, ...] = ()
    threads: int = 0
    separate_speakers: bool = True
    script: str | None = None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"Unknown engine {self.engine!r}: use one of {', '.join(ENGINES)}.")
        if self.speakers is not None and not 1 <= self.speakers <= 50:
            raise ValueError("The number of speakers must be between 1 and 50.")
        if self.threads < 0:
            raise ValueError("The number of threads can't be negative.")

    def to_json(self) -> dict[str, Any]:
        """A plain record of the choices, as stored with the transcript."""
        return {**asdict(self), "glossary": list(self.glossary)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TranscriptionOptions:
        """Read choices back; unknown names are left out."""
        known = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        return cls(**{**known, "glossary": tuple(known.get("glossary") or ())})
