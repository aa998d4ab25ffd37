"""Copies for browsers and waveforms: whether each is there and unchanged, and making them again from the sound."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from retreat.errors import NotFound
from retreat.house import House
from retreat.keeping.checks import Check, Trouble, register
from retreat.keeping.digests import changed_files, forget_digests
from retreat.recordings.left_out.models import LeftOutDone
from retreat.recordings.left_out.stretches import places_in
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import FROM_PIECES, READY, AudioChunk, AudioRecording
from retreat.recordings.pieces.joining import BrokenPiece, Placed, file_name, joined
from retreat.recordings.storage import LocalStorage, read_blocks
from transcription.errors import TranscriptionError

_PATTERNS = ("audio/copies/*", "audio/peaks/*")


def _wrong(house: House) -> dict[str, str]:
    """Names of copies and waveforms, each with its code; in an erased sound they may be missing."""
    storage = LocalStorage(house.storage)
    with house.database.read() as db:
        erased = set(db.scalars(select(LeftOutDone.recording_id)))
        rows = list(db.scalars(select(AudioRecording).where(AudioRecording.state == READY)))
        db.expunge_all()
    found = dict.fromkeys((name.removeprefix("audio/") for name in changed_files(house, _PATTERNS)), "damaged")
    for row in rows:
        needs_copy = row.origin == FROM_PIECES or not row.playable
        for name in (*((copy_name(row.id),) if needs_copy else ()), peaks_name(row.id)):
            if row.id not in erased and storage.size_bytes(name) is None:
                found[name] = "missing"
    return found


def _find(house: House) -> Sequence[Trouble]:
    says = {"missing": "It is missing.", "damaged": "It has changed since it was made."}
    return [
        Trouble(code=code, what=f"audio/{name}", says=f"{says[code]} It can be made again.", can_be_rebuilt=True)
        for name, code in sorted(_wrong(house).items())
    ]


def _remake(house: House, open_speech: Callable[[], Any]) -> None:
    wanted = sorted({name.partition("/")[2] for name in _wrong(house)})
    if not wanted:
        return
    speech = open_speech()
    try:
        for recording_id in wanted:
            _remake_one(house, speech, recording_id)
    finally:
        speech.close()
    forget_digests(house, _PATTERNS)


def _remake_one(house: House, speech: Any, recording_id: str) -> None:
    """A sound that cannot be read any more has no copy either; that is said where originals are checked."""
    storage = LocalStorage(house.storage)
    with house.database.read() as db:
        row = db.get(AudioRecording, recording_id)
        if row is None:
            return
        spans = [(one.from_ms, one.to_ms) for one in places_in(db, row)]
        pieces = db.scalars(
            select(AudioChunk).where(AudioChunk.recording_id == recording_id).order_by(AudioChunk.n)
        ).all()
        placed = [Placed(n=one.n, start_ms=one.start_ms, sha256=one.sha256) for one in pieces]
        from_pieces, mime = row.origin == FROM_PIECES, row.mime
    folder = storage.work_folder(f"again-{recording_id}")
    try:
        whole = (
            joined(storage, recording_id, mime, placed, folder / "joined").path
            if from_pieces
            else storage.folder / file_name(recording_id)
        )
        target = folder / "playable"
        made = target if speech.make_playable(whole, target) else whole if from_pieces else None
        if made is not None:
            with made.open("rb") as stream:
                storage.save(copy_name(recording_id), read_blocks(stream), holes=True)
        speech.silenced(whole, folder, spans)
        peaks = speech.peaks(folder)
        if peaks is not None:
            storage.save(peaks_name(recording_id), [json.dumps(peaks).encode()])
    except (TranscriptionError, NotFound, BrokenPiece, FileNotFoundError):
        return
    finally:
        shutil.rmtree(folder, ignore_errors=True)


register(Check(name="copies for browsers and waveforms", find=_find, rebuild=_remake))
