"""Notes that were chosen by their picture: the record knows it, nobody in the hall does."""

from __future__ import annotations

import pytest

from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.note_words import CHOSEN_WORDS
from retreat.log.written import notes_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


@pytest.mark.both_engines
def test_answer_chosen_by_its_picture_when_kept_then_the_record_knows_until_it_is_reworded(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    chosen = ana.note(CHOSEN_WORDS["agree"], share="everyone", chosen="agree")
    reworded = ana.note(CHOSEN_WORDS["matters"], share="everyone", chosen="matters")
    typed = ana.note(CHOSEN_WORDS["agree"], share="everyone")
    other_words = ana.note("Something else", share="everyone", chosen="question")

    ana.send("note.edit", reworded, text="This matters to all of us.", base_version=1)

    with database.read() as db:
        told = {note.id: note.chosen for note in notes_of(db, Owner(), meeting.session_id)}
    assert told == {chosen: True, reworded: False, typed: False, other_words: False}
    assert "chosen" not in repr(ben.heard()) + repr(meeting.leader.heard()) + repr(ben.board())
