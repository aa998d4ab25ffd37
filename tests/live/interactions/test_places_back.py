"""A placed card that its author takes back."""

from __future__ import annotations

from facilitation.day.marks import marks_of
from facilitation.interactions.position.loading import spread_for_desk
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


def test_placing_when_its_author_takes_it_back_then_it_counts_no_longer_also_after_the_session(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "where_we_stand")
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    for person, value in ((ana, 10), (ana, 30), (ben, 70)):
        assert "seq" in person.send("position.set", f"of-{person.seat.id}", scale_id="card-1", value=value)
    placed = f"of-{ana.seat.id}"
    assert ben.send("position.remove", placed)["code"] == "not_permitted"
    meeting.leader.send("session.end", meeting.session_id)

    taken = ana.send("position.remove", placed)

    assert "seq" in taken and ana.send("position.remove", placed)["code"] == "gone"
    assert ana.board()["positions"] == {} and len(ben.board()["positions"]) == 1
    with database.read() as db:
        assert marks_of(db, ana.seat.id) == {}
        spread = spread_for_desk(db, meeting.session_id, meeting.round_ids[0])["spread"]
    assert sum(group["people"] for row in spread for group in row["groups"]) == 1
