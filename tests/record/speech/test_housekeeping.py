"""What a worker tidies between two jobs: trouble with one thing never keeps it from the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from retreat.house import House
from retreat.jobs import workers
from retreat.recordings.storage import LocalStorage
from retreat.speech.models import HeardSoFar
from retreat.speech.work.housekeeping import Housekeeping
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.working import waiting, work
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines


def test_locks_that_cannot_be_read_when_a_worker_looks_then_the_rest_is_tidied_all_the_same(
    house: House, meeting: Meeting, speech: ScriptedSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = waiting(house, meeting)
    work(house, speech, recording_id)
    left = house.storage / "work" / recording_id
    left.mkdir(parents=True)
    of_it = HeardSoFar(recording_id=recording_id, window=0, start_ms=0, end_ms=1, words=[["we", 0, 1]])
    house.database.write(lambda db: db.add(of_it))

    def refuse(_folder: Path) -> list[str]:
        raise PermissionError

    monkeypatch.setattr(workers, "dead_here", refuse)
    Housekeeping(house, LocalStorage(house.storage)).look()

    with house.database.read() as db:
        assert db.scalar(select(func.count()).select_from(HeardSoFar)) == 0
    assert not left.exists()
