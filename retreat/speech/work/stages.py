"""What a worker does with one audio recording, stage by stage: transcribe it, make it playable, store the result."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import DiskFull, InvalidInput
from retreat.house import House
from retreat.programme.glossary import glossary_of_session
from retreat.recordings.disk_space import check_fits
from retreat.recordings.left_out.stretches import places_in
from retreat.recordings.limits import DURATION_MAX_S, ROUNDING_S, fits
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import FROM_PIECES, AudioChunk, AudioRecording
from retreat.recordings.pieces.joining import Joined, Placed, file_name, joined
from retreat.recordings.storage import LocalStorage, read_blocks, taken_bytes
from retreat.search.meanings import meanings_of
from retreat.speech.work.progress import forget_windows
from retreat.transcripts.keeping import Origin, keep_transcript
from retreat.transcripts.ports import Heard, Matrix, Report, Speech
from transcription.types import Transcript

TOO_LONG = "This audio recording is longer than six hours. Please cut it into parts and add them one by one."
# In a work folder: which milliseconds were silent when the rest of it was made.
_SILENT = "silent.json"
_UNQUEUED: dict[str, Any] = {"hold": None, "place": None, "stage_at": None, "stage_from": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    recording_id: str
    origin: Origin
    from_pieces: bool
    mime: str
    pieces: tuple[Placed, ...]
    options: dict[str, Any]
    pieces_bytes: int
    duration_s: float | None
    left_out: tuple[tuple[int, int], ...]


class Stages:
    """The stages over one house."""

    def __init__(self, house: House, storage: LocalStorage, speech: Speech) -> None:
        self._house = house
        self._storage = storage
        self._speech = speech

    def perform(self, recording_id: str, attempt: int, report: Report) -> None:
        """All stages.

        Raises:
            TranscriptionError: The sound cannot be heard, or an engine broke down.
            LateWriter: Another attempt has taken over.
        """
        with self._house.database.read() as db:
            job = _job(db, recording_id, attempt)
        work = self._storage.work_folder(recording_id)
        _forget_other_silence(work, job.left_out)
        goes_on = any(file.name != _SILENT for file in work.iterdir())
        with self._sound(job, work) as sound:
            self._check_room(job, work, sound.length_s or job.duration_s or self._speech.length_s(sound.path))
            heard = _within_limits(report)
            path = self._without(job, sound.path, work, report)
            transcript = self._speech.transcribe(path, work=work, options=job.options, report=heard)
            transcript = replace(transcript, warnings=(*sound.warnings(), *transcript.warnings))
            report(Heard(stage="playable", done=0.0))
            began = time.monotonic()
            playable = not self._copy(job, sound.path, work)
        self._keep_peaks(job, work)
        copied = time.monotonic()
        embeddings = self._meanings(transcript, report)
        took = {"playable": copied - began, "index": time.monotonic() - copied}
        transcript = _timed(transcript, took, goes_on=goes_on)
        keep_transcript(
            self._house.database,
            job.origin,
            transcript,
            embeddings,
            clock=self._house.clock,
            ids=self._house.ids,
            audio={"duration_s": round(transcript.duration_s, 3), "playable": playable, **_UNQUEUED},
        )
        self._house.database.write(lambda db: forget_windows(db, recording_id))
        shutil.rmtree(work, ignore_errors=True)

    def _without(self, job: _Job, path: Path, work: Path, report: Report) -> Path:
        """The sound without what is left out of it, which is never turned into words."""
        if not job.left_out:
            return path
        report(Heard(stage="decode", done=0.0))
        silent = self._speech.silenced(path, work, job.left_out)
        # The same date for the same sound, so that work from before a restart is known to fit.
        stamp = path.stat().st_mtime_ns
        os.utime(silent, ns=(stamp, stamp))
        return silent

    def _check_room(self, job: _Job, work: Path, length_s: float | None) -> None:
        """Refuse work that cannot be finished before hours are spent on it.

        Raises:
            DiskFull: Too little room is left; the sentence says how much is needed.
        """
        if length_s:
            made = sum(taken_bytes(file) for file in work.iterdir())
            check_fits(self._storage.folder, length_s, pieces_bytes=job.pieces_bytes, made_bytes=made)

    @contextmanager
    def _sound(self, job: _Job, work: Path) -> Iterator[Joined]:
        if job.from_pieces:
            self._check_room(job, work, job.duration_s)
            yield joined(self._storage, job.recording_id, job.mime, job.pieces, work / "joined")
            return
        with self._storage.local_path(file_name(job.recording_id)) as path:
            yield Joined(path=path)

    def _copy(self, job: _Job, path: Path, work: Path) -> bool:
        """Make a copy for browsers if they need one; pieces always do. Returns whether one was made."""
        target = work / "playable"
        if not self._speech.make_playable(path, target):
            if not job.from_pieces:
                return False
            target = path
        if not fits(self._storage.folder, taken_bytes(target)):
            raise DiskFull()
        with target.open("rb") as stream:
            self._storage.save(copy_name(job.recording_id), read_blocks(stream), holes=True)
        return True

    def _keep_peaks(self, job: _Job, work: Path) -> None:
        peaks = self._speech.peaks(work)
        if peaks is not None:
            self._storage.save(peaks_name(job.recording_id), [json.dumps(peaks).encode()])

    def _meanings(self, transcript: Transcript, report: Report) -> Matrix:
        texts = [passage.text for passage in transcript.passages]
        return meanings_of(self._speech, texts, report)


def _within_limits(report: Report) -> Report:
    """The same, but stops a sound that is too long as soon as that is known, not after hours of work.

    Raises:
        InvalidInput: Raised by the report.
    """

    def heard(now: Heard) -> None:
        if now.length_s is not None and now.length_s > DURATION_MAX_S + ROUNDING_S:
            raise InvalidInput(TOO_LONG)
        report(now)

    return heard


def _timed(transcript: Transcript, took: dict[str, float], *, goes_on: bool) -> Transcript:
    """The transcript with other timings. A run that continued from a checkpoint does not know how long words take."""
    known = {name: seconds for name, seconds in transcript.timing.stages.items() if not (goes_on and name == "words")}
    return replace(transcript, timing=replace(transcript.timing, stages=known | took))


def _job(db: Session, recording_id: str, attempt: int) -> _Job:
    row = db.get_one(AudioRecording, recording_id)
    chunk = AudioChunk
    pieces = db.execute(
        select(chunk.n, chunk.start_ms, chunk.samples, chunk.rate_hz, chunk.size_bytes, chunk.sha256)
        .where(chunk.recording_id == recording_id)
        .order_by(chunk.n)
    ).all()
    ends_s = [piece.start_ms / 1000 + piece.samples / piece.rate_hz for piece in pieces]
    return _Job(
        recording_id=recording_id,
        origin=Origin(
            session_id=row.session_id,
            table_id=row.table_id,
            started_at=row.started_at,
            recording_id=recording_id,
            attempt=attempt,
            filename=row.filename,
            sha256=row.sha256,
        ),
        from_pieces=row.origin == FROM_PIECES,
        mime=row.mime,
        pieces=tuple(Placed(n=piece.n, start_ms=piece.start_ms, sha256=piece.sha256) for piece in pieces),
        pieces_bytes=sum(piece.size_bytes for piece in pieces),
        options=_with_glossary(row.options, glossary_of_session(db, row.session_id)),
        # A piece that is too far away will not be in the file, and needs no space.
        duration_s=max((end_s for end_s in ends_s if end_s <= DURATION_MAX_S), default=row.duration_s),
        left_out=tuple((one.from_ms, one.to_ms) for one in places_in(db, row)),
    )


def _forget_other_silence(work: Path, left_out: Sequence[tuple[int, int]]) -> None:
    """What was made while something else was left out, or nothing, may hold words of it."""
    now = json.dumps(list(left_out))
    marker = work / _SILENT
    if (marker.read_text("utf-8") if marker.exists() else "[]") != now:
        for file in work.iterdir():
            if file.is_dir():
                shutil.rmtree(file)
            elif file != marker:
                file.unlink()
        marker.write_text(now, "utf-8")


def _with_glossary(options: Mapping[str, Any], glossary: Sequence[str]) -> dict[str, Any]:
    """The options with the programme's names and words after the audio recording's own."""
    terms = list(dict.fromkeys([*options.get("glossary", ()), *glossary]))
    return {**options, "glossary": terms} if terms else dict(options)
