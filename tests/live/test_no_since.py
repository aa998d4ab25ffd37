"""Before an act shows words to more people, their author is asked again: whoever has said no since is not shown.

Seen failing with a reveal that took whatever was handed in.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.makings import made_in
from tests.support.canary import canary
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock)


def handed_in(person: Person) -> tuple[str, str]:
    """A note for the desk, and the one word that is in it."""
    word = canary()
    return person.note(word, share="facilitators"), word


def reveal(meeting: Meeting, **what: Any) -> dict[str, Any]:
    return meeting.leader.send("notes.reveal", **(what or {"prompt_id": meeting.prompt_ids[0]}))


def received(person: Person) -> str:
    return json.dumps([person.heard(), person.missed(), person.snapshot()])


def test_handed_in_notes_when_one_author_has_said_no_since_then_the_others_are_shown_and_hers_is_not_told_of(
    meeting: Meeting,
) -> None:
    ana, ben, cy = (meeting.join(name) for name in ("Ana", "Ben", "Cy"))
    hers, her_word = handed_in(ana)
    his, his_word = handed_in(ben)
    ana.answer(notes_kept=False)

    assert "seq" in reveal(meeting)

    told = received(cy)
    assert his in told and his_word in told
    assert hers not in told and her_word not in told
    assert (ana.board()["notes"][hers]["share"], ana.board()["notes"][hers]["text"]) == ("facilitators", her_word)
    ana.answer(notes_kept=True)
    with meeting.database.read() as db:
        assert {one.id for one in made_in(db, Owner(), meeting.session_id)} == {hers, his}
    assert "seq" in reveal(meeting, note_ids=[hers])
    assert her_word in received(cy)


@pytest.mark.parametrize("by_prompt", [True, False])
def test_handed_in_notes_when_all_authors_have_said_no_since_then_it_is_refused_as_where_there_are_none(
    meeting: Meeting, by_prompt: bool
) -> None:
    ana = meeting.join("Ana")
    what: dict[str, Any] = {"prompt_id": meeting.prompt_ids[0]}
    before = reveal(meeting, **what)
    note, _word = handed_in(ana)
    ana.answer(notes_kept=False)

    answer = reveal(meeting, **(what if by_prompt else {"note_ids": [note]}))

    assert answer["code"] == before["code"] == "gone"
    assert answer["message"] == before["message"]


def test_desks_own_note_when_revealed_then_it_is_shown(meeting: Meeting) -> None:
    _note, word = handed_in(meeting.leader)

    assert "seq" in reveal(meeting)

    assert word in received(meeting.join("Ben"))
