"""The speech benchmark: words, speakers and speed of the whole pipeline on a folder of files, against a peer.

A reference lies beside its file: ``NAME.reference.txt`` (words) and ``NAME.rttm`` (who spoke when). The peer is
plain faster-whisper with voice activity and beam 5, on the same weights, in the same run. Scores need packages of the
developers' set-up; without them speed is still measured, and the report says what was left out.
"""

from __future__ import annotations

import os
import platform
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from .errors import UnreadableAudio
from .options import TranscriptionOptions
from .pipeline import Pipeline, default_threads
from .types import Transcript
from .weights import ModelStore

_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".webm", ".mp4", ".aac", ".aiff", ".opus")
# What each score is counted by, and the reference that it needs beside the file.
_SCORERS = {
    "wer": (("jiwer", "whisper_normalizer.english"), ".reference.txt"),
    "der": (("pyannote.core", "pyannote.metrics.diarization"), ".rttm"),
}


def bench(
    files: Sequence[Path], models: ModelStore, *, options: TranscriptionOptions | None = None, peer: bool = True
) -> dict[str, Any]:
    """Run the pipeline over files (or folders of files), models loaded; gives a JSON-ready report.

    A file that cannot be read has a row with ``error``; a score that cannot be counted is in ``not_scored``.

    Raises:
        UnreadableAudio: A file or folder is not there, a folder holds no audio, or no file at all could be read.
    """
    options = options or TranscriptionOptions()
    paths = audio_files(files)
    not_scored = missing_scores(paths)
    rows: list[dict[str, Any]] = []
    began_cpu_s = _children_cpu_s()
    with Pipeline(models, threads=options.threads) as pipeline:
        load_s = pipeline.warm(options)
        for path in paths:
            with tempfile.TemporaryDirectory(prefix="bench-") as work:
                try:
                    rows.append(_row(path, pipeline.run(path, options, work=Path(work)), not_scored))
                except UnreadableAudio as error:
                    rows.append({"file": path.name, "error": str(error)})
    if all("error" in row for row in rows):
        raise UnreadableAudio(f"{paths[0].name}: {rows[0]['error']}")
    report: dict[str, Any] = {"machine": machine(), "model": options.model, "load_s": round(load_s, 2), "files": rows}
    report["cpu_s"] = round(_children_cpu_s() - began_cpu_s, 1)  # with loading: what no neighbour can change much
    if peer:
        began_cpu_s = time.process_time()
        _add_peer(paths, rows, models, options, not_scored)
        report["peer_cpu_s"] = round(time.process_time() - began_cpu_s, 1)
    return {**report, **_pooled(rows), "not_scored": not_scored}


def _children_cpu_s() -> float:
    """Processor seconds of all child processes that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def machine() -> dict[str, Any]:
    """What this ran on."""
    model = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = named[0].split(":", 1)[1].strip() if named else model
    return {
        "processor": model,
        "cores": default_threads(),
        "load_average": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def word_errors(reference: str, found: str) -> tuple[int, int]:
    """Errors and reference words after Whisper's English normaliser (needs jiwer and whisper-normalizer)."""
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    wanted, got = plain(reference), plain(found)
    if not got.strip():
        return len(wanted.split()), len(wanted.split())
    outcome = jiwer.process_words(wanted, got)
    return outcome.substitutions + outcome.deletions + outcome.insertions, len(wanted.split())


def speaker_errors(rttm: str, transcript: Transcript) -> tuple[float, float]:
    """Seconds in error and seconds of speech, no collar, overlap scored (needs pyannote.metrics)."""
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    wanted, got = Annotation(), Annotation()
    for number, line in enumerate(rttm.splitlines()):
        if line.strip():
            _, _, _, start, length, _, _, who, *_ = line.split()
            wanted[Segment(float(start), float(start) + float(length)), number] = who
    for number, turn in enumerate(transcript.turns):
        got[Segment(turn.start_ms / 1000, turn.end_ms / 1000), number] = turn.speaker or "?"
    whole = Timeline([Segment(0, transcript.duration_s)])
    parts = DiarizationErrorRate(collar=0, skip_overlap=False)(wanted, got, uem=whole, detailed=True)
    wrong = parts["missed detection"] + parts["false alarm"] + parts["confusion"]
    return float(wrong), float(parts["total"])


def audio_files(given: Sequence[Path]) -> list[Path]:
    """The files that are meant, with those of folders.

    Raises:
        UnreadableAudio: One is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in given:
        try:
            inside = sorted(item for item in path.iterdir() if item.suffix.lower() in _SUFFIXES)
        except NotADirectoryError:
            found.append(path)
            continue
        except OSError as error:
            raise UnreadableAudio(f"{path} cannot be read ({error.strerror}): check the path.") from error
        if not inside:
            raise UnreadableAudio(f"There is no audio file in {path}: name a file, or another folder.")
        found += inside
    return found


def missing_scores(paths: Sequence[Path]) -> dict[str, str]:
    """By score, why it cannot be counted although a reference lies there: its packages are not installed."""
    missing = {}
    for score, (modules, reference) in _SCORERS.items():
        if not any(path.with_suffix(reference).exists() for path in paths):
            continue
        try:
            for module in modules:
                import_module(module)
        except ModuleNotFoundError as error:
            name = (error.name or modules[0]).partition(".")[0]
            missing[score] = f"The package {name} is not installed: run 'make setup-dev' to have this score."
    return missing


def _row(path: Path, transcript: Transcript, not_scored: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": path.name,
        "duration_s": round(transcript.duration_s, 2),
        "language": transcript.language,
        "stages": {name: round(seconds, 3) for name, seconds in transcript.timing.stages.items()},
        "total_s": round(transcript.timing.total_s, 3),
        "times_real_time": round(transcript.duration_s / max(0.001, transcript.timing.total_s), 2),
        "words": len(transcript.words),
        "speakers": len({turn.speaker for turn in transcript.turns if turn.speaker}),
    }
    reference, rttm = path.with_suffix(".reference.txt"), path.with_suffix(".rttm")
    if reference.exists() and "wer" not in not_scored:
        found = " ".join(word.text for word in transcript.words)
        row["word_errors"], row["reference_words"] = word_errors(reference.read_text("utf-8"), found)
    if rttm.exists() and "der" not in not_scored:
        row["speaker_errors_s"], row["speech_s"] = speaker_errors(rttm.read_text("utf-8"), transcript)
    return row


def _add_peer(
    files: Sequence[Path],
    rows: Sequence[dict[str, Any]],
    models: ModelStore,
    options: TranscriptionOptions,
    not_scored: Mapping[str, str],
) -> None:
    """Add to each row what plain faster-whisper makes of the file: seconds, and word errors if there is a reference."""
    from faster_whisper import WhisperModel

    folder = models.whisper(options.model).folder
    threads = options.threads or default_threads()
    whisper = WhisperModel(str(folder), device="auto", compute_type="int8", cpu_threads=threads)
    for path, row in zip(files, rows, strict=True):
        if "error" in row:
            continue
        began = time.perf_counter()
        segments, _ = whisper.transcribe(
            str(path), language=options.language, beam_size=5, vad_filter=True, word_timestamps=True
        )
        text = " ".join(segment.text for segment in segments)
        row["peer_s"] = round(time.perf_counter() - began, 3)
        reference = path.with_suffix(".reference.txt")
        if reference.exists() and "wer" not in not_scored:
            row["peer_word_errors"], _ = word_errors(reference.read_text("utf-8"), text)


def _pooled(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def ratio(part: str, whole: str) -> float | None:
        total = sum(row.get(whole, 0) for row in rows)
        return round(sum(row.get(part, 0) for row in rows) / total, 4) if total else None

    return {
        "wer": ratio("word_errors", "reference_words"),
        "peer_wer": ratio("peer_word_errors", "reference_words"),
        "der": ratio("speaker_errors_s", "speech_s"),
        "times_real_time": ratio("duration_s", "total_s"),
        "peer_times_real_time": ratio("duration_s", "peer_s"),
    }
