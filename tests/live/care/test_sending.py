"""Everyone is sent somewhere: two desks do not pull people back and forth, and plain pages say it too.

Each was seen failing once: with a call that anybody may undo, with a call to a step that is not open, and with a break
that outlives the next round.
"""

from __future__ import annotations

from tests.live.care.room import Room


def test_everyone_when_sent_by_two_desks_then_only_the_call_that_holds_is_undone(room: Room) -> None:
    desk, closed = room.meeting.leader, room.meeting.round_ids[0]

    assert "seq" in desk.send("gather.call", "g1", to="break", minutes=10)
    assert "seq" in desk.send("gather.call", "g2", to="plan")
    assert desk.send("gather.undo", "g1")["code"] == "stale"
    assert room.ana.board()["gathered"]["to"] == "plan"
    assert "seq" in desk.send("gather.undo", "g2")
    assert room.ana.board()["gathered"]["id"] == "g1"
    assert 'data-gathered="break"' in room.phone.open(room.path).text
    assert room.ana.send("gather.end", "g1")["code"] == "not_permitted"

    desk.send("round.close", closed)
    assert desk.send("gather.call", "g3", to="step", round_id=closed)["code"] == "round_closed"
    room.clock.forward(seconds=1)
    desk.send("round.open", closed)
    assert desk.send("gather.end", "g1")["code"] == "stale"
    assert "data-gathered" not in room.phone.open(room.path).text


def test_a_desk_without_scripts_when_it_sends_everyone_then_phones_see_it_and_the_plan(room: Room) -> None:
    room.desk.send(f"{room.lead}/ops", page=room.lead, kind="gather.call", to="plan")

    assert room.ana.board()["gathered"]["to"] == "plan"
    assert 'data-gathered="plan"' in room.phone.open(room.path).text
    assert "Tuesday" in room.phone.open(f"/e/{room.meeting.event_id}/plan").text
    assert room.phone.open(f"/e/{room.meeting.event_id}/plan.json").get_json()[0]["state"] == "now"
    assert room.desk.open(f"{room.lead}/coming").get_json()[0]["id"] == room.meeting.round_ids[0]
