"""The speech benchmark: words, speakers and speed of the whole pipeline on a folder of files, beside its peers.

A reference lies beside its file: ``NAME.reference.txt`` (words), ``NAME.stm`` (the same by speaker and time, by which
words said over somebody else are told from those said alone) and ``NAME.rttm`` (who spoke when). The peers are plain
faster-whisper, sequential and batched, on the same weights and the same sounds, turn about with ours. With ``copies``,
each file is heard that many times, disturbed a little (`scoring.copies`): one decoding alone is partly luck. Scores
need packages of the developers' set-up; without them speed is still measured, and the report says what was left out.
"""

from __future__ import annotations

import os
import platform
import resource
import tempfile
import time
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from .errors import UnreadableAudio
from .options import TranscriptionOptions
from .peer import PEERS, Peers
from .pipeline import Pipeline, default_threads
from .scoring.beside import beside, earlier_report
from .scoring.copies import Disturbance, disturbances, disturbed
from .scoring.intervals import difference, interval, mean_of, rate
from .scoring.voices import TURNS, speaker_errors
from .scoring.words import TEXT, reference_of, word_errors
from .sound import audio
from .sound.pcm_file import RATE_HZ, samples
from .types import Transcript
from .weights import ModelStore

# The least number of copies for a figure that says something about a recogniser.
COPIES = 5
_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".webm", ".mp4", ".aac", ".aiff", ".opus")
# What each score is counted by, and the reference that it needs beside the file.
_SCORERS = {
    "wer": (("jiwer", "whisper_normalizer.english"), TEXT),
    "der": (("pyannote.core", "pyannote.metrics.diarization"), TURNS),
}
# Who transcribed words, and the kinds of words that are counted separately.
_HEARERS = ("", *(f"{name}_" for name in PEERS))
_KINDS = ("", "solo_", "overlapped_")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sound:
    """One thing to transcribe: a file as it is, or a copy of it and how that was changed."""

    original: Path
    path: Path
    how: Disturbance | None

    def moved(self, at_s: float) -> float:
        return self.how.moved(at_s) if self.how else at_s


def bench(
    files: Sequence[Path],
    models: ModelStore,
    *,
    options: TranscriptionOptions | None = None,
    peer: bool = True,
    copies: int = 0,
    earlier: Path | None = None,
) -> dict[str, Any]:
    """Run the pipeline over files (or folders of files), models loaded; gives a JSON-ready report.

    A file that cannot be read has a row with ``error``; a score that cannot be counted is in ``not_scored``.

    Args:
        copies: How many disturbed copies of each file are heard in place of the file itself; all figures are then means
            over them. 0: the file itself, once.
        earlier: The report of an earlier run over the same files, by file; how far this one is from it is in
            ``beside_earlier``.
    Raises:
        UnreadableAudio: A file or folder is not there, a folder holds no audio, or no file at all could be read.
        NotComparable: The earlier report is none, or of other files or copies.
    """
    options = options or TranscriptionOptions()
    paths = audio_files(files)
    before = earlier_report(earlier, [path.name for path in paths], copies) if earlier else None
    not_scored = missing_scores(paths)
    rows: list[dict[str, Any]] = []
    began_cpu_s, peer_cpu_s = _children_cpu_s(), 0.0
    peers = Peers(models, options, threads=options.threads or default_threads()) if peer else None
    with Pipeline(models, threads=options.threads) as pipeline:
        load_s = pipeline.warm(options)
        for path in paths:
            try:
                heard = list(_heard(path, pipeline, options, peers, not_scored, copies))
            except UnreadableAudio as error:
                rows.append({"file": path.name, "error": str(error)})
                continue
            peer_cpu_s += sum(row.pop("peer_cpu_s", 0.0) for row in heard)
            rows.append(_one_row(heard))
    if all("error" in row for row in rows):
        raise UnreadableAudio(f"{paths[0].name}: {rows[0]['error']}")
    report: dict[str, Any] = {"machine": machine(), "model": options.model, "copies": copies}
    report |= {"load_s": round(load_s, 2), "files": rows}
    report["cpu_s"] = round(_children_cpu_s() - began_cpu_s, 1)  # including loading
    if peer:
        report["peer_cpu_s"] = round(peer_cpu_s, 1)
    report |= {**_pooled(rows), "not_scored": not_scored}
    return report | {"beside_earlier": beside(report, before)} if before else report


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


def audio_files(given: Sequence[Path]) -> list[Path]:
    """The files, including those in folders.

    Raises:
        UnreadableAudio: One does not exist, or a folder has no audio.
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
    """For each score with a reference that cannot be counted, the reason: missing packages."""
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


def _heard(
    path: Path,
    pipeline: Pipeline,
    options: TranscriptionOptions,
    peers: Peers | None,
    not_scored: Mapping[str, str],
    copies: int,
) -> Iterator[dict[str, Any]]:
    """A row for the file, or for each of its copies."""
    reference = reference_of(path) if "wer" not in not_scored else None
    for number, sound in enumerate(_sounds(path, copies)):
        row: dict[str, Any] = {}
        # In turns, so that a machine that slows down slows down all of them equally.
        turns = ("ours", *PEERS) if peers else ("ours",)
        for at in range(len(turns)):
            name = turns[(at + number) % len(turns)]
            if name == "ours":
                with tempfile.TemporaryDirectory(prefix="bench-") as work:
                    transcript = pipeline.run(sound.path, options, work=Path(work))
                row = _row(sound, transcript, not_scored) | row
                text = " ".join(word.text for word in transcript.words)
            else:
                assert peers is not None
                began_cpu_s = time.process_time()
                found = peers.hear(name, sound.path)
                row["peer_cpu_s"] = row.get("peer_cpu_s", 0.0) + time.process_time() - began_cpu_s
                row[f"{name}_s"], text = round(found.seconds, 3), found.text
            if reference is not None:
                row |= _errors("" if name == "ours" else f"{name}_", reference, text)
        yield row


def _sounds(path: Path, copies: int) -> Iterator[_Sound]:
    if not copies:
        yield _Sound(original=path, path=path, how=None)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        pcm, copy = Path(folder) / "sound.pcm", Path(folder) / f"{path.stem}.wav"
        audio.decode(path, pcm)
        for how in disturbances(copies):
            with wave.open(str(copy), "wb") as file:
                file.setparams((1, 2, RATE_HZ, 0, "NONE", "not compressed"))
                file.writeframes(disturbed(samples(pcm), how).tobytes())
            yield _Sound(original=path, path=copy, how=how)


def _row(sound: _Sound, transcript: Transcript, not_scored: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": sound.original.name,
        "duration_s": round(transcript.duration_s, 2),
        "language": transcript.language,
        "stages": {name: round(seconds, 3) for name, seconds in transcript.timing.stages.items()},
        "total_s": round(transcript.timing.total_s, 3),
        "times_real_time": round(transcript.duration_s / max(0.001, transcript.timing.total_s), 2),
        "words": len(transcript.words),
        "speakers": len({turn.speaker for turn in transcript.turns if turn.speaker}),
    }
    rttm = sound.original.with_suffix(TURNS)
    if rttm.exists() and "der" not in not_scored:
        row["speaker_errors_s"], row["speech_s"] = speaker_errors(
            rttm.read_text("utf-8"), transcript.turns, duration_s=transcript.duration_s, moved=sound.moved
        )
    return row


def _errors(hearer: str, reference: Sequence[tuple[str, str]], text: str) -> dict[str, int]:
    wrong = word_errors(reference, text)
    counts = {"": (wrong.errors, wrong.words), "solo_": wrong.solo, "overlapped_": wrong.overlapped}
    found = {f"{hearer}{kind}word_errors": errors for kind, (errors, _) in counts.items()}
    return found | {f"{kind}reference_words": words for kind, (_, words) in counts.items()}


def _one_row(heard: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Means over the copies, and the word errors of each."""
    row = mean_of(heard)
    if len(heard) > 1 and "word_errors" in row:
        row["word_errors_by_copy"] = [one["word_errors"] for one in heard]
    return row


def _pooled(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rates over all files, with intervals if there are several files, and the difference from each peer."""

    def parts(count: str, of: str) -> list[tuple[float, float]]:
        return [(row[count], row[of]) for row in rows if count in row and of in row]

    found: dict[str, Any] = {}
    for hearer in _HEARERS:
        for kind in _KINDS:
            counted = parts(f"{hearer}{kind}word_errors", f"{kind}reference_words")
            found[f"{hearer}{kind}wer"] = rate(counted)
            found[f"{hearer}{kind}wer_interval"] = interval(counted)
    ours = parts("word_errors", "reference_words")
    for name in PEERS:
        found[f"wer_beside_{name}"] = difference(ours, parts(f"{name}_word_errors", "reference_words"))
    voices = parts("speaker_errors_s", "speech_s")
    found |= {"der": rate(voices), "der_interval": interval(voices)}
    found["times_real_time"] = rate(parts("duration_s", "total_s"))
    return found | {f"{name}_times_real_time": rate(parts("duration_s", f"{name}_s")) for name in PEERS}
