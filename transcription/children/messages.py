"""What passes between a child process and its parent, one JSON object a line. Must never know what it is about."""

from __future__ import annotations

from typing import Any

from transcription.errors import EngineFailed, EngineMissing, NoRoom, TranscriptionError, UnreadableAudio

Message = dict[str, Any]

ERRORS_BY_CODE: dict[str, type[TranscriptionError]] = {
    kind.code: kind for kind in (UnreadableAudio, EngineFailed, EngineMissing, NoRoom)
}
