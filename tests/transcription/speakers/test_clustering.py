"""Voices of one person come together; two voices heard at once never do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transcription.speakers.clustering import Person, cluster
from transcription.speakers.finder import window_starts
from transcription.speakers.local_voices import LocalVoice
from transcription.speakers.rules import SpeakerRules
from transcription.speakers.spans import FRAME_S, spans
from transcription.speakers.sureness import Sureness


@dataclass(frozen=True)
class Voice:
    window: int
    alone_s: float
    embedding: np.ndarray | None


def voices(people: int, windows: int, *, noise: float = 0.05) -> list[Voice]:
    chance = np.random.default_rng(7)
    heard = []
    for window in range(windows):
        for person in (window % people, (window + 1) % people):
            vector = np.eye(16, dtype=np.float32)[person] + chance.normal(0, noise, 16).astype(np.float32)
            heard.append(Voice(window, 3.0, vector / np.linalg.norm(vector)))
    return heard


def test_four_people_when_clustered_then_four_are_found() -> None:
    labels = cluster(voices(4, 40), speakers=None)

    assert len(set(labels)) == 4
    assert labels[0] == labels[7]  # the same person, windows 0 and 3


def test_two_voices_of_one_window_when_alike_then_they_stay_two() -> None:
    same = np.eye(16, dtype=np.float32)[0]

    labels = cluster([Voice(0, 3.0, same), Voice(0, 3.0, same)], speakers=None)

    assert labels[0] != labels[1]


def test_a_number_when_said_then_at_most_one_more_is_told_apart_and_nobody_is_made_up() -> None:
    heard = voices(6, 40)

    assert len(set(cluster(heard, speakers=3))) == 4
    assert len(set(cluster(heard, speakers=6))) == 6
    assert len(set(cluster(heard, speakers=12))) == 6


def test_a_number_when_a_passer_by_coughs_then_the_cough_takes_nobodys_place() -> None:
    odd = [Voice(401 + n, 2.0, np.eye(16, dtype=np.float32)[9 + n]) for n in range(3)]

    labels = cluster([*voices(4, 400), *odd], speakers=3)

    assert len(set(labels[:800])) == 4


def test_a_voice_between_two_people_when_clustered_then_it_is_less_sure_than_a_clear_one() -> None:
    between = (np.eye(16, dtype=np.float32)[0] + 0.9 * np.eye(16, dtype=np.float32)[1]) / np.float32(np.sqrt(1.81))

    *clear, unsure = cluster([*voices(4, 40), Voice(41, 0.5, between)], speakers=None)

    assert unsure is not None and unsure.number == clear[0].number
    assert 0.5 <= unsure.sureness < 0.7
    assert all(person.sureness > 0.9 for person in clear)


def test_a_span_of_two_windows_when_told_then_its_sureness_is_that_of_the_voices_beneath() -> None:
    window = np.zeros((100, 3), np.uint8)
    window[:, 0] = 1
    heard = [LocalVoice(0, 0, 1.0, None), LocalVoice(1, 0, 1.0, None), LocalVoice(1, 1, 1.0, None)]
    people = [Person(0, 0.9), Person(0, 0.5), None]

    sureness = Sureness([window, window], people, heard, [0, 50])

    assert sureness.of(0, 0, 50) == 0.9
    assert sureness.of(0, 50, 100) == 0.7
    assert sureness.of(0, 120, 140) == 0.5
    assert sureness.of(1, 0, 100) is None and sureness.of(0, 200, 300) is None


def test_a_voice_too_short_to_know_when_clustered_then_it_is_left_open() -> None:
    assert cluster([Voice(0, 0.1, None)], speakers=None) == [None]


def test_one_speakers_short_pause_when_spanned_then_it_is_bridged_unless_long() -> None:
    frames = round(20 / FRAME_S)
    activity = np.zeros((frames, 2), np.uint8)
    for start_s, end_s, person in ((1, 3, 0), (3.4, 5, 0), (8, 9, 1), (15, 16, 0)):
        activity[round(start_s / FRAME_S) : round(end_s / FRAME_S), person] = 1

    found = spans(activity, SpeakerRules(), 20.0)

    assert [turn.speaker for turn in found] == ["S1", "S2", "S1"]
    assert all(turn.start_ms < turn.end_ms for turn in found)


def test_any_length_when_laid_into_windows_then_the_end_is_heard() -> None:
    for seconds in (0, 0.5, 10, 10.1, 60, 61.3):
        samples = int(seconds * 16_000)
        starts = window_starts(samples, 5.0)
        assert not starts if samples == 0 else starts[-1] + 160_000 >= samples


def test_one_odd_sound_in_hours_of_talk_when_clustered_then_it_is_no_person() -> None:
    odd = Voice(401, 2.0, np.eye(16, dtype=np.float32)[9])

    labels = cluster([*voices(4, 400), odd], speakers=None)

    assert len(set(labels)) == 4
