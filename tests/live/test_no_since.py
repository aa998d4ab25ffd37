"""Before an act shows words to more people, their author is asked again: whoever has said no since is not shown.

Seen failing with a reveal that took whatever was handed in, with a replay that asked nobody, and with a sender that did
not ask again between the reveal and its frame.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from facilitation.live.publisher import Publisher
from facilitation.live.views import snapshot
from facilitation.phone_view import PhoneView, phone_view
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.makings import made_in
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
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


def screen(meeting: Meeting) -> str:
    """All that a wall is sent which is opened now."""

    def come(db: Any) -> Any:
        token = facilitator_token(db, meeting.session_id, now=meeting.clock(), ids=system_ids, kind="screen")
        return desk_of_token(db, token)

    seat = meeting.database.write(come)
    with meeting.database.read() as db:
        return json.dumps(snapshot(db, seat, now=meeting.clock()))


def received(person: Person) -> str:
    return json.dumps([person.heard(), person.missed(), person.snapshot()])


def plain_page(person: Person) -> PhoneView:
    """The phone's page without scripts."""
    told = person.snapshot()
    return phone_view(told["board"], set(told["mine"]), at_table=False, voted=set(told["voted"]))


def publisher_of(meeting: Meeting) -> tuple[Callable[[], None], list[dict[str, Any]]]:
    """A way to send what has been committed, and everything sent by it."""
    heard: list[dict[str, Any]] = []
    publisher = Publisher(meeting.database, meeting.clock, emit=lambda _room, _event, frame: heard.extend(frame["ops"]))
    publisher.follow(meeting.session_id)
    return lambda: publisher._send_growth(meeting.session_id), heard


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


def test_note_for_everyone_when_set_aside_and_brought_back_then_it_is_as_it_was_unless_its_author_said_no_or_erased_it(
    meeting: Meeting,
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    back, erased, refused = (ana.note(words, share="everyone") for words in ("back", "erased", "refused"))
    for note in (back, erased, refused):
        meeting.leader.send("note.remove", note)
    ana.send("note.remove", erased)
    assert reveal(meeting)["code"] == "gone"

    assert "seq" in reveal(meeting, note_ids=[back])
    assert reveal(meeting, note_ids=[erased])["code"] == "gone"
    ana.answer(notes_kept=False)
    assert reveal(meeting, note_ids=[refused])["code"] == "gone"
    ana.answer(notes_kept=True)

    assert [(note["text"], note["share"]) for note in ben.board()["notes"].values()] == [("back", "everyone")]
    assert [kept["id"] for kept in ana.snapshot()["set_aside"]] == [refused]


def test_desks_own_note_when_revealed_then_it_is_shown(meeting: Meeting) -> None:
    _note, word = handed_in(meeting.leader)

    assert "seq" in reveal(meeting)

    assert word in received(meeting.join("Ben"))


def test_shown_notes_when_an_author_has_said_no_since_then_late_phones_desks_and_walls_are_not_sent_them(
    meeting: Meeting,
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    _shown, first = handed_in(ana)
    reveal(meeting)
    shared, second = handed_in(ana)
    ana.send("note.share", shared, share="everyone")
    _bens, kept = handed_in(ben)
    reveal(meeting)
    meeting.leader.send("wall.show", meeting.session_id, view="notes", prompt_id=meeting.prompt_ids[0])
    ana.answer(notes_kept=False)

    late = meeting.join("Cy")
    for told in (received(late), received(ben), received(meeting.leader), screen(meeting)):
        assert kept in told
        assert first not in told and second not in told
        assert '"Ana"' not in told, "nobody is told whose words are not there"
    assert first in received(ana) and second in received(ana)


def test_shown_notes_when_an_author_has_said_no_since_then_the_plain_page_has_no_blank_place(meeting: Meeting) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    hers, his = ana.note("one"), ben.note("two")
    over_hers, over_his = (meeting.leader.op("cluster.add", title=title) for title in ("Hers", "His"))
    meeting.leader.send_all([over_hers, over_his])
    for note, heading in ((hers, over_hers), (his, over_his)):
        meeting.leader.send("note.move", note, cluster_id=heading["target_id"], rank="m")
    ana.answer(notes_kept=False)

    page, own = plain_page(meeting.join("Cy")), plain_page(ana)

    assert [note.id for note in page.others] == [his]
    assert [heading.title for heading in page.headings] == ["His"], "nothing to be seen lies below the other"
    assert [note.text for note in own.own] == ["one"]
    assert {heading.title for heading in own.headings} == {"Hers", "His"}


def test_revealed_note_when_its_author_says_no_before_the_frame_is_sent_then_the_frame_has_no_words(
    meeting: Meeting,
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    _hers, her_word = handed_in(ana)
    _his, his_word = handed_in(ben)
    send, heard = publisher_of(meeting)

    reveal(meeting)
    ana.answer(notes_kept=False)
    send()

    (frame,) = (op for op in heard if op["kind"] == "notes.reveal")
    assert his_word in json.dumps(frame)
    assert her_word not in json.dumps(frame) and "Ana" not in json.dumps(frame)


def test_shared_note_when_its_author_says_no_before_the_frame_is_sent_then_only_she_is_sent_the_words(
    meeting: Meeting,
) -> None:
    ana = meeting.join("Ana")
    word = canary()
    alone = ana.note(word, share="me")
    send, heard = publisher_of(meeting)

    ana.send("note.share", alone, share="everyone")
    ana.answer(notes_kept=False)
    send()

    assert [op["body"]["text"] for op in heard if op["kind"] == "note.share"] == [None]
    assert word in received(ana)


def test_live_frames_when_nobody_has_said_no_then_they_are_what_a_reader_gets_back_later(meeting: Meeting) -> None:
    ana = meeting.join("Ana")
    send, heard = publisher_of(meeting)
    handed_in(ana)
    reveal(meeting)
    ana.send("note.share", ana.note("mine", share="me"), share="everyone")
    send()

    later = ana.heard()
    assert [op for op in heard if op["kind"] in ("notes.reveal", "note.share")] == [
        op for op in later if op["kind"] in ("notes.reveal", "note.share")
    ]
