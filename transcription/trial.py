"""How fast a recogniser is on this machine, and how much memory it needs: measured on a minute of talk, not guessed.

The result is kept beside the models, and is valid while weights and processor are the same.
"""

from __future__ import annotations

import json
import os
import tempfile
import wave
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .bench import machine
from .errors import UnreadableAudio
from .options import TranscriptionOptions
from .pipeline import Pipeline
from .sound import audio
from .sound.pcm_file import RATE_HZ, samples
from .weights import ModelStore

SECONDS = 60
_KEPT = "measured.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a minute of talk took: seconds of hearing its words, seconds of loading before, peak memory in bytes.

    ``digest`` and ``processor`` say what it is valid for; ``load_average`` how busy the machine was.
    """

    digest: str
    processor: str
    cores: int
    minute_s: float
    load_s: float
    peak_bytes: int | None
    words: int
    load_average: float
    at: str

    @property
    def times_real_time(self) -> float:
        """Seconds of talk that are heard in a second."""
        return round(SECONDS / max(self.minute_s, 0.001), 1)


def try_out(models: ModelStore, model: str, talk: Path) -> Trial:
    """Time a recogniser on a minute of a sound file, without the time for loading.

    Args:
        model: A name or a folder.
        talk: English talk; repeated if it is shorter than a minute.
    Raises:
        EngineMissing: The model is not here, or cannot be loaded.
        EngineFailed: It broke down, such as for want of memory.
    """
    options = TranscriptionOptions(model=model, language="en", separate_speakers=False)
    with tempfile.TemporaryDirectory(prefix="trial-") as folder, Pipeline(models) as pipeline:
        minute = _a_minute(talk, Path(folder))
        load_s = float(pipeline.words.ask({"stage": "load", "options": options.to_json()})["load_s"])
        heard = pipeline.run(minute, options, work=Path(folder) / "work")
        peak = _peak_bytes(pipeline.words.pid)
    found = machine()
    return Trial(
        digest=models.whisper(model).digest,
        processor=str(found["processor"]),
        cores=int(found["cores"]),
        minute_s=round(heard.timing.stages["voice"] + heard.timing.stages["words"], 2),
        load_s=round(load_s, 2),
        peak_bytes=peak,
        words=len(heard.words),
        load_average=float(found["load_average"]),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _a_minute(talk: Path, folder: Path) -> Path:
    pcm, minute = folder / "talk.pcm", folder / "minute.wav"
    audio.decode(talk, pcm)
    sound = samples(pcm).tobytes()
    if not sound:
        raise UnreadableAudio(f"There is no sound in {talk}.")
    wanted = 2 * SECONDS * RATE_HZ
    with wave.open(str(minute), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", "not compressed"))
        file.writeframes((sound * (wanted // len(sound) + 1))[:wanted])
    return minute


def _peak_bytes(pid: int | None) -> int | None:
    """A process's peak memory, if the system reports it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


class Trials:
    """The latest trial of each model, by name, in a small file beside the models."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _KEPT

    def _read(self) -> dict[str, Any]:
        try:
            told = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def of(self, name: str, digest: str) -> Trial | None:
        """The result for these weights on this processor, if there is one."""
        found = machine()
        told: Mapping[str, Any] = self._read().get(name) or {}
        try:
            trial = Trial(**told)
        except TypeError:
            return None
        is_same = replace(trial, digest=digest, processor=str(found["processor"]), cores=int(found["cores"])) == trial
        return trial if is_same else None

    def keep(self, name: str, trial: Trial) -> None:
        """Remember it, in place of an earlier one."""
        scratch = self._file.with_name(f".measured.{os.getpid()}")
        scratch.write_text(json.dumps(self._read() | {name: asdict(trial)}, indent=1) + "\n", "utf-8")
        scratch.replace(self._file)

    def forget(self, name: str) -> None:
        """Forget a model that was removed."""
        rest = {other: told for other, told in self._read().items() if other != name}
        scratch = self._file.with_name(f".measured.{os.getpid()}")
        scratch.write_text(json.dumps(rest, indent=1) + "\n", "utf-8")
        scratch.replace(self._file)
