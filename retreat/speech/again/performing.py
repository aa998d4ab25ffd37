"""What a worker does with one job, by its kind."""

from __future__ import annotations

from pathlib import Path

from retreat.errors import NotFound, Unavailable
from retreat.house import House
from retreat.recordings.left_out.stretches import holds_left_out
from retreat.recordings.listening import copy_name
from retreat.recordings.models import FROM_PIECES, AudioRecording
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.again import operations as rerun
from retreat.speech.again.applying import give, rewrite, take_back
from retreat.speech.again.job import Job
from retreat.speech.again.rechecking import check_again
from retreat.speech.again.recutting import cut_again
from retreat.speech.again.regrouping import group_again
from retreat.speech.again.second_opinion import listen
from retreat.transcripts.ports import Report, Speech
from retreat.transcripts.versions.models import CURRENT, SpeechRerun, TranscriptVersion

LEFT_OUT = "Part of this sound is left out. It can be transcribed again once that part has been erased, or may stay."


class Rerun:
    """Does such jobs over one house."""

    def __init__(self, house: House, storage: LocalStorage, speech: Speech) -> None:
        self._house = house
        self._storage = storage
        self._speech = speech

    def perform(self, rerun_id: str, attempt: int, report: Report) -> None:
        """All of one job.

        Raises:
            TranscriptionError: The sound cannot be heard, or an engine broke down.
            LateWriter: Another attempt has taken over.
        """
        with self._house.database.read() as db:
            row = db.get_one(SpeechRerun, rerun_id)
            transcript = db.get_one(TranscriptVersion, row.transcript_id)
            sound = db.get_one(AudioRecording, row.recording_id)
            is_left_out = holds_left_out(db, row.recording_id)
        if is_left_out:
            raise Unavailable(LEFT_OUT)
        if transcript.state != CURRENT:
            raise NotFound("This transcript has been replaced by a newer one in the meantime.")
        job = Job(self._house, row, transcript, attempt, report)
        if row.undone_at is not None:
            take_back(job)
        else:
            name = copy_name(sound.id) if sound.origin == FROM_PIECES else file_name(sound.id)
            with self._storage.local_path(name) as path:
                self._do(job, path)
        self._house.database.write(job.end)

    def _do(self, job: Job, path: Path) -> None:
        speech, work = self._speech, self._storage.work_folder(job.row.id)
        options = job.transcript.options | job.row.options
        match job.row.kind:
            case rerun.OPINION:
                listen(job, speech, path, work)
            case rerun.CHECKS:
                check_again(job, speech, path, work)
            case rerun.GROUPINGS:
                group_again(job, speech)
            case rerun.PASSAGES:
                cut_again(job, speech)
            case rerun.SPEAKERS:
                give(job, speech.tell_apart(path, work=work, options=options, report=job.report))
            case _:
                start_ms, end_ms = job.row.start_ms, job.row.end_ms
                span = None if start_ms is None or end_ms is None else (start_ms, end_ms)
                rewrite(job, speech.hear_again(path, work=work, options=options, span=span, report=job.report))
