"""A quiet request reaches the facilitators alone and is gone; a note that tells of harm leaves every screen.

Each was seen failing once: with a request in the log, without the deletion at the close, with a held note in the list
that any desk can bring back, with a memo that everybody reads, and with the door counting people who have answered.
"""

from __future__ import annotations

from sqlalchemy import select

from facilitation.seats.coming import arriving
from retreat.consent.gate import Owner, StaffReader
from retreat.ids import system_ids
from retreat.log.care.models import CareRequest
from retreat.log.closing import close_event
from retreat.log.makings import made_in
from retreat.log.memos.queries import memos_in
from retreat.people.models import DoorOpening, Staff
from tests.live.care.room import Room
from tests.people.pages import Browser
from tests.support.meeting import Meeting
from tests.support.rooms import signed_in_as

HARM = "Her brother hits her"


def test_somebody_when_they_ask_quietly_then_only_desks_learn_of_it_and_nothing_of_it_stays(room: Room) -> None:
    room.phone.send(f"{room.path}/care", page=room.path, wants="someone")

    asked = room.care()
    main = room.desk.open(room.lead).text.partition("<main")[2]
    assert main.index('data-asked="someone"') < main.index("<h1")
    assert 'data-asked="someone"' in asked
    assert "Ana" in asked
    assert room.ana.seat.id not in room.logged()
    assert "someone" not in room.logged()
    assert 'data-care-state="asked"' in room.phone.open(room.path).text
    assert not any(op["kind"] == "desk.look" for op in room.ana.heard())
    assert any(op["kind"] == "desk.look" for op in room.meeting.leader.heard())
    with room.database.read() as db:
        request_id = db.scalar(select(CareRequest.id))
    for act, state in (("seen", "seen"), ("offered", "offered")):
        room.desk.send(f"{room.lead}/care/{request_id}/{act}", page=room.lead)
        assert f'data-care-state="{state}"' in room.phone.open(f"{room.path}/care").text
    room.desk.send(f"{room.lead}/care/{request_id}/done", page=room.lead)
    assert 'data-care-state="none"' in room.phone.open(f"{room.path}/care").text
    assert room.count(CareRequest) == 0
    assert room.desk.send(f"{room.lead}/care/{request_id}/done", page=room.lead, part="care").status_code == 404


def test_somebody_when_they_ask_in_another_session_then_every_desk_of_the_event_learns_of_it(room: Room) -> None:
    room.phone.send(f"{room.path}/care", page=room.path, wants="break")
    heard = sum(op["kind"] == "desk.look" for op in room.meeting.leader.heard())
    other = Meeting.open(room.database, room.clock, tables=1, event_id=room.meeting.event_id, title="Clinic")
    room.phone.send(f"/s/{other.session_id}/care", page=f"/s/{other.session_id}", wants="someone")

    assert sum(op["kind"] == "desk.look" for op in room.meeting.leader.heard()) == heard + 1
    assert 'data-asked="someone"' in room.care() and "Clinic" in room.care()
    with room.database.read() as db:
        request_id = db.scalar(select(CareRequest.id))
    for act in ("seen", "offered", "done"):  # any desk of the event can answer
        room.desk.send(f"{room.lead}/care/{request_id}/{act}", page=room.lead)
    assert room.count(CareRequest) == 0
    assert any(op["kind"] == "desk.look" for op in other.leader.heard())


def test_somebody_when_they_still_wait_at_the_close_then_nothing_of_it_is_left(room: Room) -> None:
    room.phone.send(f"{room.path}/care", page=room.path, wants="break")
    assert room.phone.send(f"{room.path}/care", page=room.path, wants="a horse").status_code == 422

    close_event(room.database, room.meeting.event_id, now=room.clock(), ids=system_ids)

    assert room.count(CareRequest) == 0
    assert 'id="care"' not in room.phone.open(f"{room.path}?stay").text


def test_a_note_that_tells_of_harm_when_held_then_it_leaves_all_but_its_author_and_comes_back_if_decided(
    room: Room,
) -> None:
    ben = room.meeting.join("Ben", table=2)
    note_id = room.ana.note(HARM, share="everyone")
    assert HARM in room.desk.open(room.lead).text

    room.desk.send(f"{room.lead}/harm/{note_id}", page=room.lead)

    with room.database.read() as db:
        assert [one.text for one in made_in(db, Owner(), room.meeting.session_id)] == []
    assert note_id not in ben.board()["notes"]
    assert [one["text"] for one in room.ana.snapshot()["set_aside"]] == [HARM]
    assert HARM in room.care()
    assert HARM not in room.desk.open(f"{room.lead}/set-aside").text
    assert HARM not in room.desk.open(f"/sessions/{room.meeting.session_id}?show=notes").text
    assert HARM not in room.phone_of(ben.token).open(room.path).text
    assert "hits her" not in room.desk.open("/search?q=brother").text
    assert "held" in room.ana.snapshot()["set_aside"][0]
    assert 'data-own="held"' in room.phone.open(room.path).text
    room.desk.send(f"{room.lead}/harm/{note_id}/decide", page=room.lead, decision="back")
    assert ben.board()["notes"][note_id]["text"] == HARM
    assert HARM not in room.care()
    with room.database.read() as db:
        assert [one.text for one in made_in(db, Owner(), room.meeting.session_id)] == [HARM]
    again = room.desk.send(f"{room.lead}/harm/{note_id}/decide", page=room.lead, decision="away", part="care")
    assert again.status_code == 409
    room.desk.send(f"{room.lead}/harm/{note_id}", page=room.lead)
    room.desk.send(f"{room.lead}/harm/{note_id}/decide", page=room.lead, decision="away")
    assert f'data-kept-away="{note_id}"' in room.care() and f'data-held="{note_id}"' not in room.care()
    assert note_id not in ben.board()["notes"]
    room.desk.send(f"{room.lead}/harm/{note_id}/decide", page=room.lead, decision="again")
    assert f'data-held="{note_id}"' in room.care()
    assert note_id not in ben.board()["notes"]


def test_a_held_note_when_its_author_has_said_no_to_notes_then_it_does_not_come_back_empty(room: Room) -> None:
    ben = room.meeting.join("Ben", table=2)
    note_id = room.ana.note(HARM, share="everyone")
    room.desk.send(f"{room.lead}/harm/{note_id}", page=room.lead)
    answers = f"/e/{room.meeting.event_id}/answers"
    room.phone.send(answers, page=answers, notes="no", sound="no")

    decide = f"{room.lead}/harm/{note_id}/decide"
    refused = room.desk.send(decide, page=room.lead, decision="back", part="care")

    assert refused.status_code == 409
    assert note_id not in ben.board()["notes"]
    assert room.desk.send(decide, page=room.lead, decision="perhaps", part="care").status_code == 422
    room.phone.send(answers, page=answers, notes="yes", sound="no")
    assert f'data-held="{note_id}"' in room.care()


def test_a_memo_when_written_then_its_author_reads_it_others_only_if_shared_and_readers_never(room: Room) -> None:
    room.desk.send(f"{room.lead}/memos", page=room.lead, text="The room went quiet", memo_id="m1")
    room.desk.send(f"{room.lead}/memos", page=room.lead, text="The room went quiet", memo_id="m1")
    room.desk.send(f"{room.lead}/memos", page=room.lead, text="Ask the carers", memo_id="m2", shared="yes")
    signed_in_as(room.house, room.meeting, "facilitator")
    signed_in_as(room.house, room.meeting, "reader")

    def read_by(staff_id: str) -> list[str]:
        with room.database.read() as db:
            return [one.text for one in memos_in(db, StaffReader(staff_id=staff_id), room.meeting.session_id)]

    with room.database.read() as db:
        ada = db.scalar(select(Staff.id).where(Staff.email == "ada@example.org"))
    assert read_by(ada or "") == ["The room went quiet", "Ask the carers"]
    assert read_by("facilitator") == ["Ask the carers"]
    assert read_by("reader") == []
    late = room.desk.send(f"{room.lead}/memos/m1/change", page=room.lead, text="No", seen="0", part="memos")
    assert late.status_code == 409
    room.desk.send(f"{room.lead}/memos/m2/erase", page=room.lead)
    assert read_by("facilitator") == []
    assert "The room went quiet" in room.desk.open(f"/sessions/{room.meeting.session_id}?show=time").text


def test_people_at_the_door_when_they_answer_then_yes_and_no_count_alike_and_the_stuck_are_seen(room: Room) -> None:
    def door() -> dict[str, int]:
        with room.database.read() as db:
            found: dict[str, int] = arriving(db, room.meeting.session_id, now=room.clock())["door"]
            return found

    before = door()
    for answer in ("yes", "no", ""):
        phone = Browser(room.app)
        phone.send("/join", join_pass=room.meeting.join_pass)
        if answer:
            phone.send(f"/join/{room.meeting.event_id}", notes=answer, sound=answer)
    room.clock.forward(seconds=121)

    after = door()
    assert after["scanned"] - before["scanned"] == 3
    assert after["answered"] - before["answered"] == 2
    assert after["at_table"] == before["at_table"]
    assert after["stuck_at_door"] == 1
    assert after["stuck_without_table"] == 2
    close_event(room.database, room.meeting.event_id, now=room.clock(), ids=system_ids)
    assert room.count(DoorOpening) == 0


def test_contacts_when_nobody_wrote_them_then_the_card_asks_and_when_written_it_shows_them(room: Room) -> None:
    assert 'data-code="no_contacts"' in room.care()

    page = f"/desk/events/{room.meeting.event_id}/care"
    assert room.desk.send(page, contacts="x" * 1001).status_code == 422
    room.desk.send(page, contacts=" Duty desk 01 23 \n\n Ada 45 ")

    assert "<li>Duty desk 01 23</li><li>Ada 45</li>" in room.care()
