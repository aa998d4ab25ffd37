"""Sound files: looking at them, decoding them in confinement, and copies that browsers play.

The parent's side: it opens files and renames results, but never parses a foreign byte itself.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcription.children.programs import ROOT, command_of
from transcription.children.standing_back import gives_way, stand_back
from transcription.errors import EngineFailed, NoRoom, UnreadableAudio

_EMPTY = "This file is empty: copy it from the recorder again."
_DIED = "This file breaks the audio decoder: check that it is an audio file and copy it from the recorder again."

# The parent's environment may hold passwords: the decoder gets only what Python needs to find its modules.
_HANDED_ON = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
_SET = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# It tells of each half minute of sound. What is silent for so long waits for something, and time that it does not
# compute is bounded by nothing else.
_SILENT_MAX_S = 1800.0
_LONGEST_WORK_S = 6 * 3600.0
_LINE_MAX_CHARS = 1 << 16
_SENTENCE_MAX_CHARS = 300

Progress = Callable[[float, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a file states, not yet verified by decoding."""

    container: str
    codec: str
    rate_hz: int
    channels: int
    stated_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The result of decoding: seconds of sound, damaged packets left out, and whether the file ends too early."""

    duration_s: float
    damaged: int
    cut_short: bool

    def warnings(self) -> tuple[str, ...]:
        """Sentences for the reader of the transcript."""
        told = []
        if self.cut_short:
            told.append(f"The file ends early: {self.duration_s:.0f} s of it could be decoded.")
        if self.damaged:
            told.append(f"{self.damaged} damaged pieces of the file were left out.")
        return tuple(told)


def probe(source: Path) -> Probe:
    """Look at a file without decoding it.

    Raises:
        UnreadableAudio: it isn't audio.
    """
    with Path(os.devnull).open("wb") as nothing:
        facts = _confined(source, nothing.fileno(), "probe", lambda _done, _total: None)
    return Probe(**_fields(facts, Probe))


def confinement() -> dict[str, bool]:
    """Which measures that confine the decoder work on this machine; see ``transcription.children.confinement.enter``.

    Raises:
        EngineFailed: the decoder does not start.
    """
    with Path(os.devnull).open("wb") as nothing:
        return _confined(Path(__file__), nothing.fileno(), "none", lambda _done, _total: None)


def decode(source: Path, target: Path, progress: Progress = lambda _done, _total: None) -> Decoded:
    """Decode any audio or video container to ``target``: 16 kHz mono 16-bit little-endian, no header.

    Memory stays bounded whatever the length; ``target`` appears only when decoding has finished.

    Raises:
        UnreadableAudio: nothing could be decoded; trying again won't help.
    """
    facts = _written(source, target, "pcm", progress)
    return Decoded(**facts)


def decode_beginning(source: Path, target: Path) -> None:
    """As `decode`, for the first ten minutes only."""
    _written(source, target, "first", lambda _done, _total: None)


def make_playable(source: Path, target: Path) -> None:
    """Write a copy as MP3 of constant bit rate, which every browser plays and seeks exactly."""
    _written(source, target, "mp3", lambda _done, _total: None)


def needs_playable_copy(looked_at: Probe) -> bool:
    """Whether some browsers can't play this file, or can't seek in it exactly.

    Plain WAV and FLAC play and seek everywhere. MP3 may have a variable bit rate, which makes jumps land
    seconds away; Ogg and WebM fail in older Safari, AAC in free Chromium, AIFF nearly everywhere.
    """
    if looked_at.container == "wav":
        return looked_at.codec not in ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le")
    return looked_at.container != "flac"


def _fields(facts: dict[str, Any], kind: type[Probe | Decoded]) -> dict[str, Any]:
    """What a child's answer has for these fields; a decoder says something for each."""
    if not facts.keys() >= kind.__dataclass_fields__.keys():
        raise UnreadableAudio(_DIED)
    return {name: facts[name] for name in kind.__dataclass_fields__}


def _written(source: Path, target: Path, mode: str, progress: Progress) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        facts = _fields(_confined(source, handle, mode, progress), Decoded)
        os.fsync(handle)
        Path(scratch).replace(target)
    finally:
        os.close(handle)
        Path(scratch).unlink(missing_ok=True)
    return facts


def _confined(source: Path, out: int, mode: str, progress: Progress) -> dict[str, Any]:
    """Run the decoder child on one open file and give its answer."""
    with source.open("rb") as opened:
        if os.fstat(opened.fileno()).st_size == 0:
            raise UnreadableAudio(_EMPTY)
        environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ} | _SET
        child = subprocess.Popen(
            command_of("transcription.sound.decode_child", str(opened.fileno()), str(out), mode),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(opened.fileno(), out),
            text=True,
            env=environment,
            start_new_session=True,
        )
        if gives_way():
            stand_back(child.pid)
    try:
        return _answer(child, progress)
    finally:
        child.kill()
        child.communicate()


def _answer(child: subprocess.Popen[str], progress: Progress) -> dict[str, Any]:
    """What the child says in the end.

    Raises:
        UnreadableAudio: it found no sound, says what no decoder says, or says nothing for too long.
    """
    ready = False
    for message in _messages(child):
        if "ready" in message:
            ready = True
        elif "answer" in message:
            return dict(message["answer"])
        elif message.get("error") == UnreadableAudio.code:
            raise UnreadableAudio(message["message"])
        elif "error" in message:
            raise (NoRoom if message["error"] == NoRoom.code else EngineFailed)(message["message"])
        else:
            progress(message["done_s"], message["of_s"])
    if not ready:  # not the file's fault
        raise EngineFailed("The audio decoder could not start: run 'make setup' again.")
    raise UnreadableAudio(_DIED)


def _messages(child: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What the child says, until it ends. A hostile file may have taken it over: each message is looked at first.

    Raises:
        UnreadableAudio: that is no message of a decoder.
    """
    ends_by = time.monotonic() + _LONGEST_WORK_S
    while line := _line(child, min(_SILENT_MAX_S, ends_by - time.monotonic())):
        try:
            message = _looked_at(json.loads(line))
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise UnreadableAudio(_DIED) from error
        yield message


def _line(child: subprocess.Popen[str], within_s: float) -> str:
    """The child's next line; empty where it has ended, by itself or because it was silent for too long."""
    assert child.stdout
    overdue = threading.Timer(max(within_s, 0.0), child.kill)
    overdue.daemon = True
    overdue.start()
    try:
        return child.stdout.readline(_LINE_MAX_CHARS)
    finally:
        overdue.cancel()


def _looked_at(message: dict[str, Any]) -> dict[str, Any]:
    if "error" in message:
        return {"error": message["error"], "message": str(message["message"])[:_SENTENCE_MAX_CHARS]}
    if "done_s" in message:
        return {"done_s": float(message["done_s"]), "of_s": float(message["of_s"] or 0.0)}
    for value in message.get("answer", {}).values():
        if not (value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))):
            raise ValueError("no decoder says that")
    return message
