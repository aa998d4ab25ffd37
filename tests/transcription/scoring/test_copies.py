"""Copies that only a recogniser can distinguish: always the same ones, with all of the talk in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.needs import shared_file
from transcription.scoring.copies import Disturbance, disturbances, disturbed
from transcription.sound import audio
from transcription.sound.pcm_file import samples

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Eleven seconds of a real voice."""
    pcm: Path = tmp_path_factory.mktemp("talk") / "talk.pcm"
    audio.decode(shared_file("audio", "jfk_inaugural.flac"), pcm)
    return np.array(samples(pcm))


def level_db(sound: np.ndarray) -> float:
    """How loud it is on average, in decibels of full scale."""
    return 20 * np.log10(np.sqrt(np.mean(sound.astype(float) ** 2)) / 32_768)


def test_copies_when_made_twice_then_they_are_the_same_and_no_two_of_them_are_alike(talk: np.ndarray) -> None:
    first = [disturbed(talk, how) for how in disturbances(6)]
    again = [disturbed(talk, how) for how in disturbances(6)]

    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert len({copy.tobytes() for copy in first}) == 6
    assert len({(how.lead_in_s, how.gain_db, how.tempo) for how in disturbances(6)}) == 6
    assert disturbances(3) == disturbances(6)[:3], "more copies are the same ones and some besides"


def test_what_is_done_to_a_copy_then_no_ear_would_notice(talk: np.ndarray) -> None:
    for how in disturbances(40):
        copy = disturbed(talk, how)
        lead = round(how.lead_in_s * RATE_HZ)

        assert 0.1 <= how.lead_in_s <= 0.9 and level_db(copy[:lead]) < -75
        assert abs(how.gain_db) <= 2 and abs(level_db(copy[lead:]) - level_db(talk) - how.gain_db) < 0.3
        assert abs(how.tempo - 1) <= 0.008
        assert abs(len(copy) - lead - len(talk) / how.tempo) <= 1
        assert np.abs(copy.astype(int)).max() < 32_767, "and nothing is cut off"


def test_a_copy_when_everything_is_undone_then_the_talk_is_the_one_that_it_was(talk: np.ndarray) -> None:
    """What is left over lies fifty decibels below the talk: rounding, and the edges of the tempo."""
    how = Disturbance(seed=1, lead_in_s=0.5, gain_db=1.5, tempo=1.008)

    copy = disturbed(talk, how)[RATE_HZ // 2 :].astype(float)
    back = np.fft.irfft(np.fft.rfft(copy), len(talk)) * (len(talk) / len(copy)) / 10 ** (1.5 / 20)

    inside = slice(RATE_HZ // 10, -RATE_HZ // 10)
    assert level_db(back[inside] - talk[inside]) < level_db(talk) - 50


def test_a_loud_sound_when_disturbed_then_it_is_not_made_so_loud_that_it_breaks() -> None:
    square = np.tile(np.repeat(np.array([30_000, -30_000], np.int16), 40), 400)

    for how in disturbances(20):
        assert np.abs(disturbed(square, how).astype(int)).max() < 32_767


def test_a_moment_of_the_reference_when_looked_for_in_a_copy_then_it_is_there() -> None:
    how = Disturbance(seed=1, lead_in_s=0.5, gain_db=0.0, tempo=1.005)
    click = np.zeros(4 * RATE_HZ, np.int16)
    click[3 * RATE_HZ] = 20_000

    copy = disturbed(click, how)

    assert abs(int(np.abs(copy.astype(int)).argmax()) / RATE_HZ - how.moved(3.0)) < 0.001


def test_silence_and_nothing_at_all_when_disturbed_then_only_the_lead_in_is_added() -> None:
    how = Disturbance(seed=1, lead_in_s=0.5, gain_db=2.0, tempo=1.0)

    assert len(disturbed(np.zeros(0, np.int16), how)) == RATE_HZ // 2
    assert not disturbed(np.zeros(RATE_HZ, np.int16), how)[RATE_HZ // 2 :].any()
