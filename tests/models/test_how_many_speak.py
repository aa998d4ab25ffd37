"""Real voices laid round other tables: as many people are found as sit there, and who spoke when is mostly right."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from tests.transcription.sounds import need
from transcription.sound import audio, pcm_file
from transcription.sound.pcm_file import RATE_HZ
from transcription.speakers.finder import SpeakerFinder
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

SHARED = Path(__file__).resolve().parents[3] / "shared" / "audio"
# Most of it is where a reader's breath begins; the same voices in their own order have 0.05.
MOST_WRONG = 0.15


@dataclass(frozen=True)
class Table:
    """Sound of some people who speak one after the other, and when each did."""

    sound: NDArray[np.int16]
    spoken: Annotation


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[NDArray[np.int16]]]:
    """What each of five readers reads, piece by piece."""
    pcm = tmp_path_factory.mktemp("readers") / "sound.pcm"
    audio.decode(need(SHARED / "round_table_5_readers.flac"), pcm)
    sound = np.array(pcm_file.samples(pcm))
    read: dict[str, list[NDArray[np.int16]]] = {}
    for line in (SHARED / "round_table_5_readers.rttm").read_text().splitlines():
        _, _, _, start, length, _, _, who, *_ = line.split()
        first = int(float(start) * RATE_HZ)
        read.setdefault(who, []).append(sound[first : first + int(float(length) * RATE_HZ)])
    return read


def table_of(people: int, readings: dict[str, list[NDArray[np.int16]]], dice: random.Random) -> Table:
    """Six turns of each, in an order of their own, some louder and some softer, with pauses between."""
    who = dice.sample(sorted(readings), people)
    loudness = {one: 10 ** (dice.uniform(-6, 6) / 20) for one in who}
    turns = [(one, piece) for one in who for piece in dice.sample(readings[one], 6)]
    dice.shuffle(turns)
    parts, spoken, at = [], Annotation(), 0
    for one, piece in turns:
        pause = int(dice.uniform(0.15, 1.2) * RATE_HZ)
        parts += [np.zeros(pause, np.int16), np.clip(piece * loudness[one], -32768, 32767).astype(np.int16)]
        at += pause + len(piece)
        spoken[Segment((at - len(piece)) / RATE_HZ, at / RATE_HZ), at] = one
    return Table(np.concatenate(parts), spoken)


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_readers_when_others_sit_at_the_table_then_as_many_are_found_and_mostly_right(
    models: ModelStore, readings: dict[str, list[NDArray[np.int16]]], people: int
) -> None:
    table = table_of(people, readings, random.Random(people))

    turns = SpeakerFinder(models, threads=2).find(table.sound)

    found = Annotation()
    for number, turn in enumerate(turns):
        found[Segment(turn.start_ms / 1000, turn.end_ms / 1000), number] = turn.speaker
    assert len(found.labels()) == people
    whole = Timeline([Segment(0, len(table.sound) / RATE_HZ)])
    assert DiarizationErrorRate()(table.spoken, found, uem=whole) < MOST_WRONG
