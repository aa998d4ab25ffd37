"""A disk that becomes full between stages of speech: told as such by whichever process meets it; later it goes on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tests.faults.small_disk import mounted
from tests.support.needs import need, shared_file
from tests.support.server import ROOT
from transcription.errors import NoRoom
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.weights import ModelStore

PAGE = 4096


@pytest.mark.models
def test_pipeline_when_no_room_is_left_after_the_voice_then_no_room_and_the_words_follow_later(tmp_path: Path) -> None:
    need((ROOT / "models" / "tiny.en").is_dir(), "the models are not prepared; run make setup")
    options = TranscriptionOptions(model="tiny.en", language="en")
    sound = shared_file("audio", "jfk_inaugural.flac")
    met: list[BaseException] = []
    with mounted(tmp_path / "disk") as disk, Pipeline(ModelStore(ROOT / "models"), threads=2) as pipeline:
        for pages in range(3):  # the first of these is met by this process, a later one by the child

            def fill(stage: str, _done: float, _total: float, leaves: int = pages * PAGE) -> None:
                if stage == "voice":
                    disk.leave(leaves)

            try:
                pipeline.run(sound, options, work=disk.folder / "work", report=fill)
            except (NoRoom, OSError) as error:
                met.append(error)
            disk.make_room()
        decoded = (disk.folder / "work" / "audio.pcm").stat().st_mtime_ns

        transcript = pipeline.run(sound, options, work=disk.folder / "work")

        assert (disk.folder / "work" / "audio.pcm").stat().st_mtime_ns == decoded, "decoded twice"
    assert len(met) >= 2 and any(isinstance(error, NoRoom) for error in met), met
    assert all(isinstance(error, NoRoom) or error.errno == errno.ENOSPC for error in met)
    assert "fellow Americans" in " ".join(word.text for word in transcript.words)
