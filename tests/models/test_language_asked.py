"""The language that somebody names on the command line is the one that is written down in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.needs import shared_file
from tests.support.server import app
from tests.transcription.make import wav_bytes
from transcription.sound import audio, pcm_file

pytestmark = pytest.mark.models


def test_german_talk_when_english_is_asked_for_then_english_is_what_it_is_heard_in(tmp_path: Path) -> None:
    """Left alone, this talk is heard in German."""
    german, pcm = shared_file("audio", "awkward", "german_librivox.mp3"), tmp_path / "talk.pcm"
    audio.decode(german, pcm)
    sound, out = tmp_path / "talk.wav", tmp_path / "out.json"
    sound.write_bytes(wav_bytes(pcm_file.samples(pcm)[: 12 * pcm_file.RATE_HZ]))

    done = app(tmp_path / "data", "transcribe", str(sound), "--language", "en", "--json", str(out))

    assert done.returncode == 0, done
    assert json.loads(out.read_text())["language"] == "en"
