"""The worker's part in leaving out: once an event is closed, what stays out is erased, from words and from sound."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.keeping.gone import settle
from retreat.recordings.left_out.erasing import erase_places
from retreat.recordings.left_out.stretches import to_erase
from retreat.transcripts.erasing.left_out import forget_stand_in, words_to_erase


def erase_left_out(house: House, speech: Any, _worker_id: str) -> bool:
    """Erase the words of one stretch, or one sound's stretches; whether there was any. Harmless if repeated."""
    with house.database.read() as db:
        left_out_id = words_to_erase(db)
        sounds = to_erase(db) if left_out_id is None else []
    if left_out_id is not None:
        whose = Whose(participant_id=left_out_id, at=house.clock())
        theirs = house.database.write(partial(derived.erase, whose=whose))
        derived.erase_files(house, theirs)
        house.database.write(partial(forget_stand_in, left_out_id=left_out_id))
        return True
    for recording_id, places in sounds[:1]:
        erase_places(house, speech, recording_id, places)
    return bool(sounds)


offer_small_work(erase_left_out)


def _erase_restored(house: House, open_speech: Callable[[], Any]) -> None:
    """In a restored copy, at once: nobody may hear what was left out after the backup."""
    with house.database.read() as db:
        is_clean = words_to_erase(db) is None and not to_erase(db)
    if is_clean:
        return
    speech = open_speech()
    try:
        while erase_left_out(house, speech, ""):
            pass
    finally:
        speech.close()


settle(_erase_restored, "erase")
