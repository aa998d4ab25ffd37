"""What a voice sounds like is used within one audio recording and kept nowhere: not in the database, not in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app import SpeechRoom
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.imports.ingest import ingest
from retreat.settings import load_settings
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.transcription.make import SHARED
from tests.transcription.sounds import need
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.sound import audio, pcm_file
from transcription.speakers.finder import SpeakerFinder
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

NUMBERS_IN_A_ROW = 4


class Listening(SpeakerFinder):
    """Remembers what it computes of voices, as nothing else may."""

    def __init__(self, *args, **more) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **more)
        self.heard: list[np.ndarray] = []

    def embed(self, banks):  # type: ignore[no-untyped-def]
        """See ``SpeakerFinder.embed``."""
        vector = super().embed(banks)
        self.heard.append(vector)
        return vector


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, models: ModelStore, tmp_path: Path) -> House:
    """The parts of a product with an empty data folder and real models."""
    (tmp_path / "audio").mkdir()
    return House(
        settings=load_settings(
            {"RETREAT_DATA": str(tmp_path), "RETREAT_MODELS": str(models.folder), "RETREAT_WHISPER_MODEL": "tiny.en"}
        ),
        database=sqlite_database,
        clock=clock,
        ids=system_ids,
        storage=tmp_path / "audio",
        secret_key="a secret of the tests",
        nudge=lambda _session_id: None,
        enqueue=lambda _recording_id: None,
        offload=lambda act: act(),
    )


def written_as(vector: np.ndarray) -> list[bytes]:
    """How some numbers of a vector in a row could stand in a file: as bytes of any float, or in digits."""
    some = vector[:NUMBERS_IN_A_ROW]
    as_bytes = [some.astype(kind).tobytes() for kind in ("<f2", "<f4", "<f8", ">f4", ">f8")]
    return [*as_bytes, repr(float(some[0]))[:9].encode()]


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder, with the database and what it has not yet taken in."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def test_a_run_when_over_then_no_vector_of_a_voice_is_in_database_or_folder(
    house: House, clock: HandClock, models: ModelStore, pipeline: Pipeline, tmp_path: Path
) -> None:
    source = need(SHARED / "three_readers_turns.wav")
    heard_in = tmp_path.parent / f"{tmp_path.name}-heard.pcm"
    audio.decode(source, heard_in)
    finder = Listening(models, threads=1)
    finder.find(pcm_file.samples(heard_in))
    heard_in.unlink()
    marks = {mark for vector in finder.heard for mark in written_as(vector)}
    meeting, room = Meeting.open(house.database, clock), SpeechRoom(house.settings)

    try:
        ingest(house, source, session_id=meeting.session_id, table=None, speech=room)
    finally:
        room.close()

    pipeline.run(source, TranscriptionOptions(model="tiny.en"), work=tmp_path / "work")  # a product's is gone by now

    looked_at = dict(everything(tmp_path))
    assert "retreat.db" in looked_at and "work/speakers.json" in looked_at
    assert len(finder.heard) >= 3
    assert [name for name, content in looked_at.items() if any(mark in content for mark in marks)] == []


def test_a_vector_when_it_was_written_somewhere_then_this_would_be_noticed() -> None:
    vector = np.random.default_rng(3).normal(0, 0.07, 192).astype(np.float32)
    marks = written_as(vector)

    for content in (vector.tobytes(), vector.astype("<f8").tobytes(), str(vector.tolist()).encode()):
        assert any(mark in content for mark in marks)
