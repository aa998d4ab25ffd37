"""Adds sound or a transcript from the command line, and returns when its record can be searched."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.errors import DiskFull, InvalidInput, NotFound, WrongMediaType
from retreat.house import House
from retreat.imports.alignment import lay
from retreat.imports.held import has_left_out
from retreat.imports.operations import Brought, keep_words
from retreat.imports.operations import keep_file as keep_text_file
from retreat.imports.reading import read_transcript
from retreat.imports.said import TOO_MANY
from retreat.imports.texts import TextTranscript
from retreat.people.deeds import write_down
from retreat.programme.queries import programme_of_session
from retreat.programme.tables import table_opened
from retreat.recordings.disk_space import no_space
from retreat.recordings.formats import EMPTY, HEAD_BYTES, container_of, is_sound
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.recordings.intake import Sent, take_in
from retreat.recordings.models import SET_ASIDE, AudioRecording
from retreat.recordings.operations import release_as_owner, try_again
from retreat.recordings.started import beginning_said
from retreat.search.following.cutting import passages_in
from retreat.speech.work.awaiting import LOOK_EVERY_S, until_ready
from retreat.transcripts.beginning import move_beginning
from retreat.transcripts.ports import Speech
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

# Only for the message about a file that cannot be read: the content decides what a file is.
TEXT_ENDINGS = (".vtt", ".srt", ".txt", ".json", ".docx", ".doc", ".rtf", ".odt", ".pdf")
SOUND_ENDINGS = (".wav", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".webm", ".flac", ".mp4", ".aac", ".aiff", ".aif")
TEXT_MAX_BYTES = 64 * 1024**2
_NEITHER = (
    "This file is neither sound nor a transcript. Please choose an audio recording, such as a WAV, MP3, M4A or MP4 "
    "file, or a WebVTT, SubRip, text, Word or JSON transcript."
)
_NO_SOUND_BEGAN = (
    "Only an audio recording has a start time. Name the sound of this transcript with --sound, or leave out --began."
)
_NOT_LEFT_OUT = (
    "People asked to leave out part of this talk. This transcript has no times, so nothing was left out of it: please "
    "check it yourself."
)
_TWO_SOUNDS = "Please name the transcript first, and its sound with --sound."


def ingest(
    house: House,
    file: Path,
    *,
    session_id: str,
    table: str | int | None,
    speech: Speech,
    sound: str | None = None,
    checked: bool = False,
    began: str | None = None,
) -> dict[str, Any]:
    """Add a file to a session.

    Args:
        began: When the sound began, as somebody typed it; corrects the time of sound that is already here.
        sound: For a transcript: its audio file, or the id of an audio recording that is already here.
        checked: For a transcript: a person wrote or checked these words.
    Returns:
        ``session_id``, ``recording_id`` (null for text), ``transcript_id``, ``passages``, ``duration_s``, ``note``;
        with ``sound`` also ``alignment``: ``words_found``, ``words_to_find``, ``own_times``, or null if done before.
    Raises:
        RetreatError: No such file or session, or neither sound nor a transcript.
    """
    head = _head(file)
    beginning_said(began, now=house.clock())
    table_id = house.database.write(lambda db: table_opened(db, session_id, table, ids=house.ids))
    with house.database.read() as db:
        refuse_unwanted(db, session_id, table_id)
    if not is_sound(head) and file.suffix.lower() not in SOUND_ENDINGS:
        return _ingest_text(house, file, session_id, table_id, speech, sound=sound, checked=checked, began=began)
    if sound is not None:
        raise InvalidInput(_TWO_SOUNDS, code="two_sounds")
    container_of(head)
    _check_fits(house, speech, file)
    recording_id = _keep_sound(house, file, session_id, table_id, began)
    until_ready(house, recording_id, speech)
    return _summary(house, session_id, recording_id=recording_id)


def _check_fits(house: House, speech: Speech, file: Path) -> None:
    """Refuse at once what could not be processed later. Raises ``DiskFull``."""
    length_s = speech.length_s(file)
    refused = no_space(house.storage, length_s, arriving_bytes=file.stat().st_size) if length_s else None
    if refused:
        raise DiskFull(refused)


def _head(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise InvalidInput(f"{file} is a folder. Please name a file.")
        if file.exists() and not file.is_file():  # a pipe or a device has no end, or can be read only once
            raise InvalidInput(f"{file} is not an ordinary file. Please save it as one first.")
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        raise NotFound(f"The file {file} cannot be read: {error.strerror}.", code="no_such_file") from error
    if not head:
        raise WrongMediaType(EMPTY, code="empty")
    return head


def _keep_sound(house: House, file: Path, session_id: str, table_id: str | None, began: str | None) -> str:
    sent = Sent(
        session_id=session_id,
        table_id=table_id,
        filename=file.name,
        started_at=beginning_said(began, now=house.clock()),
        by_owner=True,
    )
    with file.open("rb") as stream:
        taken = take_in(house, stream, sent)
    if not taken.is_new:
        house.database.write(lambda db: _again_if_set_aside(db, taken.recording_id, house))
        _correct(house, session_id, taken.recording_id, began)
    return taken.recording_id


def _correct(house: House, session_id: str, recording_id: str, began: str | None) -> None:
    """Correct when sound that is already here began, if somebody now says so."""
    if began:
        now = house.clock()
        house.database.write(lambda db: move_beginning(db, session_id, recording_id, typed=began, seen=None, now=now))


def _again_if_set_aside(db: Session, recording_id: str, house: House) -> None:
    release_as_owner(db, recording_id, now=house.clock(), wake=house.enqueue)
    row = db.get_one(AudioRecording, recording_id)
    if row.state == SET_ASIDE:
        try_again(db, recording_id, wake=house.enqueue)
    elif row.reason and not row.failures:
        row.reason, row.retry_after = None, None


def _ingest_text(
    house: House,
    file: Path,
    session_id: str,
    table_id: str | None,
    speech: Speech,
    *,
    sound: str | None,
    checked: bool,
    began: str | None,
) -> dict[str, Any]:
    if began and sound is None:
        raise InvalidInput(_NO_SOUND_BEGAN, code="no_sound_began")
    content, read = _read_text(file)
    recording_id = None if sound is None else _sound(house, sound, session_id, table_id, began)
    brought = Brought(
        session_id=session_id,
        table_id=table_id,
        filename=file.name,
        sha256=keep_text_file(house, content),
        checked=checked,
        recording_id=recording_id,
    )
    transcript_id = keep_words(house, speech, brought, read)
    house.database.write(lambda db: _note_owners_choice(db, session_id, transcript_id, house))
    if recording_id is None:
        told = _summary(house, session_id, transcript_id=transcript_id)
        with house.database.read() as db:
            is_unplaced = not read.is_timed and has_left_out(db, session_id, table_id)
        return {**told, "note": _NOT_LEFT_OUT} if is_unplaced else told
    laid = _lay(house, speech, transcript_id, recording_id)
    return {**_summary(house, session_id, transcript_id=transcript_id), "recording_id": recording_id, "alignment": laid}


def _note_owners_choice(db: Session, session_id: str, transcript_id: str, house: House) -> None:
    """Words of a table where not everybody agreed come in here all the same: that is the owner's own decision."""
    about = {"programme_id": programme_of_session(db, session_id), "session_id": session_id, "thing": transcript_id}
    write_down(db, "words_added_here", now=house.clock(), **about)


def _read_text(file: Path) -> tuple[bytes, TextTranscript]:
    """The file's bytes and what they say.

    Raises:
        InvalidInput: Its name says that it is a transcript, but it is not.
        WrongMediaType: It is neither sound nor words.
    """
    if file.stat().st_size > TEXT_MAX_BYTES:
        raise InvalidInput(TOO_MANY, code="too_long")
    content = file.read_bytes()
    try:
        return content, read_transcript(file.name, content)
    except InvalidInput as error:
        if file.suffix.lower() in TEXT_ENDINGS:
            raise
        raise WrongMediaType(_NEITHER, code="neither") from error


def _sound(house: House, sound: str, session_id: str, table_id: str | None, began: str | None) -> str:
    """The audio recording that is meant: one of this session by its id, or a file to add."""
    with house.database.read() as db:
        row = db.get(AudioRecording, sound)
        is_here = row is not None and row.session_id == session_id
    if is_here:
        _correct(house, session_id, sound, began)
        return sound
    path = Path(sound)
    container_of(_head(path))
    return _keep_sound(house, path, session_id, table_id, began)


def _lay(house: House, speech: Speech, transcript_id: str, recording_id: str) -> dict[str, Any] | None:
    with house.database.read() as db:
        if db.get_one(TranscriptVersion, transcript_id).recording_id == recording_id:
            return None
    owner, laid = house.ids(), None
    while laid is None:
        # In between, somebody may ask for this sound to be transcribed again.
        until_ready(house, recording_id, speech)
        laid = lay(house, speech, transcript_id=transcript_id, recording_id=recording_id, owner=owner)
        if laid is None:
            time.sleep(LOOK_EVERY_S)
    return laid


def _summary(
    house: House, session_id: str, *, recording_id: str | None = None, transcript_id: str | None = None
) -> dict[str, Any]:
    with house.database.read() as db:
        wanted = (
            TranscriptVersion.recording_id == recording_id if recording_id else TranscriptVersion.id == transcript_id
        )
        row = db.scalars(select(TranscriptVersion).where(wanted, TranscriptVersion.state == CURRENT)).one()
        passages = len(passages_in(db, row.id))
        return {
            "session_id": session_id,
            "recording_id": recording_id,
            "transcript_id": row.id,
            "passages": passages,
            "duration_s": row.duration_s,
            "started_at": to_text(row.started_at),
            "note": None if passages else "No speech was found in this audio recording.",
        }
