"""Those who lead take people out with what they wrote and voted, and let them in again with all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from facilitation.interactions.dots.record import dotted
from facilitation.seats.taking_out import let_in, take_out
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.errors import NotPermitted, NotSignedIn
from retreat.ids import system_ids
from retreat.log.board import fold_all
from retreat.log.written import notes_of
from retreat.people.access import seat_in
from retreat.people.operations import end_token
from retreat.people.queries import people_by_sector, people_counts, seated
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines


@dataclass
class Desk:
    """What those who lead can do here."""

    meeting: Meeting

    def take_out(self, *people: Person) -> set[str]:
        meeting, ids = self.meeting, [one.seat.id for one in people]
        return take_out(meeting.database, meeting.event_id, ids, now=meeting.clock(), ids=system_ids)

    def let_in(self, *people: Person) -> set[str]:
        meeting, ids = self.meeting, [one.seat.id for one in people]
        return let_in(meeting.database, meeting.event_id, ids, now=meeting.clock(), ids=system_ids)

    def record(self) -> tuple[list[str], dict[str, int]]:
        """The notes and dots that the record has."""
        with self.meeting.database.read() as db:
            notes = [note.text for note in notes_of(db, Owner(), self.meeting.session_id)]
            return notes, {one.id: one.dots for one in dotted(db, Owner(), self.meeting.session_id)}


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock)


@pytest.fixture
def desk(meeting: Meeting) -> Desk:
    return Desk(meeting)


def notes_on(board: dict[str, Any]) -> set[str]:
    return {note["text"] for note in board["notes"].values()}


def test_a_flood_when_it_is_taken_out_then_its_notes_and_dots_leave_every_board_and_the_record(
    meeting: Meeting, desk: Desk
) -> None:
    ana = meeting.join("Ana")
    honest = ana.note("We were tired")
    flood = [meeting.join() for _ in range(5)]
    for one in flood:
        one.note("spam")
        one.note("for the desk", share="facilitators")
        one.send("vote.cast", honest)

    grown = desk.take_out(*flood)

    assert grown == {meeting.session_id}
    for reader in (ana, meeting.leader):
        assert notes_on(reader.board()) == {"We were tired"} and reader.board()["votes"] == {}
    assert desk.record() == (["We were tired"], {})
    with meeting.database.read() as db:
        assert people_counts(db, [meeting.session_id]) == {meeting.session_id: 1}
        assert seated(db, meeting.session_id) == {None: 1} and people_by_sector(db, meeting.session_id) == {None: 1}
        with pytest.raises(NotSignedIn):
            seat_in(db, flood[0].token, meeting.session_id)


def test_somebody_taken_out_when_they_are_let_in_then_all_of_it_is_where_it_was(meeting: Meeting, desk: Desk) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    anas, bens = ana.note("Hers"), ben.note("His")
    ben.note("For Ben alone", share="me")
    ben.send("vote.cast", anas)
    ana.send("vote.cast", bens)
    meeting.leader.send("cluster.add", "c1", title="Rest", prompt_id=meeting.prompt_ids[0])
    meeting.leader.send("note.move", bens, cluster_id="c1", rank="a")
    before = ana.board(), ben.board(), desk.record()
    desk.take_out(ben)
    between = ana.board()

    desk.let_in(ben)

    after = ana.board(), ben.board(), desk.record()
    assert notes_on(between) == {"Hers"} and between["votes"] == {}
    for (board, mine, _), (was, mine_was, _) in ((after, before),):
        assert board["votes"] == was["votes"] == {anas: 1, bens: 1}
        assert {**board["notes"][bens], "version": 1} == was["notes"][bens]
        assert notes_on(mine) == notes_on(mine_was) == {"Hers", "His", "For Ben alone"}
    assert after[2] == before[2]
    assert ben.send("vote.retract", anas)["version"] == 1 and ana.send("vote.retract", bens)["version"] == 1


def test_notes_that_the_desk_had_set_aside_when_their_author_is_let_in_then_they_stay_aside(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    aside = ben.note("rude")
    ben.note("kind")
    meeting.leader.send("note.remove", aside)

    desk.take_out(ben)
    desk.let_in(ben)

    assert notes_on(ana.board()) == {"kind"}


def test_a_dot_on_a_note_that_went_when_it_was_given_elsewhere_meanwhile_then_nobody_has_one_too_many(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    bens, others = ben.note("His"), [ana.note(f"Hers {number}") for number in range(5)]
    for note in (bens, *others[:4]):
        ana.send("vote.cast", note)
    desk.take_out(ben)
    assert "seq" in ana.send("vote.cast", others[4])

    desk.let_in(ben)

    assert ana.board()["votes"] == dict.fromkeys(others, 1)


def test_two_who_gave_each_other_dots_when_only_one_is_let_in_then_the_other_dot_waits(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben, cy = meeting.join("Ana"), meeting.join("Ben"), meeting.join("Cy")
    bens, cys = ben.note("His"), cy.note("Theirs")
    ben.send("vote.cast", cys)
    cy.send("vote.cast", bens)
    desk.take_out(ben, cy)

    desk.let_in(ben)
    first = ana.board()["votes"]
    desk.let_in(cy)

    assert first == {}
    assert ana.board()["votes"] == {bens: 1, cys: 1}


def test_more_notes_than_go_at_once_when_taken_out_twice_and_let_in_then_none_is_lost(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    written = {f"note {number}" for number in range(45)}
    for text in written:
        ben.note(text)

    desk.take_out(ben)
    desk.take_out(ben)
    out = notes_on(ana.board())
    desk.let_in(ben)

    assert out == set() and notes_on(ana.board()) == written


def test_somebody_who_had_left_when_they_are_taken_out_and_let_in_then_they_are_still_gone(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ben.note("His")
    meeting.database.write(lambda db: end_token(db, ben.seat.id, now=meeting.clock()))
    meeting.clock.forward(minutes=1)

    desk.take_out(ben)
    desk.let_in(ben)

    assert notes_on(ana.board()) == {"His"}
    with meeting.database.read() as db, pytest.raises(NotSignedIn):
        seat_in(db, ben.token, meeting.session_id)


def test_somebody_of_another_event_when_they_are_named_then_nothing_happens_to_them(
    meeting: Meeting, desk: Desk, database: Database, clock: HandClock
) -> None:
    other = Meeting.open(database, clock)
    eve = other.join("Eve")
    eve.note("Elsewhere")

    assert desk.take_out(eve) == set() and desk.let_in(eve) == set()
    assert notes_on(eve.board()) == {"Elsewhere"}


def test_a_reveal_of_the_question_when_somebody_was_taken_out_then_theirs_are_not_shown(
    meeting: Meeting, desk: Desk
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.note("hers", share="facilitators")
    ben.note("his", share="facilitators")
    ben.send("lightbulb.mark", now="spam", share="everyone")

    desk.take_out(ben)
    meeting.leader.send("notes.reveal", prompt_id=meeting.prompt_ids[0])

    assert notes_on(ana.board()) == {"hers"}
    assert "spam" not in str(ana.board()) + str(meeting.leader.board())


def test_a_program_that_was_taken_out_when_it_comes_with_its_token_then_it_is_not_let_in(
    meeting: Meeting, desk: Desk
) -> None:
    ben = meeting.join("Ben")
    desk.take_out(ben)

    with pytest.raises(NotPermitted) as refused:
        meeting.join("Ben", token=ben.token)

    assert refused.value.code == "taken_out"
    assert meeting.join("Somebody else").seat.id != ben.seat.id


def test_statements_bulbs_and_places_of_somebody_when_taken_out_and_let_in_then_boards_lose_them_and_have_them_again(
    database: Database, clock: HandClock
) -> None:
    """Seen red: statements and light-bulbs stayed on every board, although the desk's page promised otherwise."""
    meeting = Meeting.open(database, clock, "holding a tension")
    ana, ben, desk = meeting.join("Ana"), meeting.join("Ben"), Desk(meeting)
    on = {"round_id": meeting.round_ids[0], "tension_id": "tension-1"}
    ben.send("tension.side", "side", text="Slowly.", protects="care", **on)
    ben.send("tension.name", "named", text="Who decides", round_id=meeting.round_ids[0])
    ben.send("tension.reword", "side", text="Slowly, please.", base_version=1)
    ben.send("lightbulb.mark", "bulb", text="I see", share="everyone")
    ben.send("lightbulb.mark", "alone", text="Mine", share="me")
    before, was = said_on(ana.board()), said_on(ben.board())

    desk.take_out(ben)
    desk.take_out(ben)
    between = said_on(ana.board())
    heard = said_on(fold_all(ana.heard()))
    desk.let_in(ben)
    desk.let_in(ben)

    assert between == heard == {"named": None}
    assert said_on(ana.board()) == before == {"side": "Slowly, please.", "named": "Who decides", "bulb": "I see"}
    assert said_on(ben.board()) == was and was["alone"] == "Mine"
    numbers = [op["seq"] for op in ana.heard() if op["kind"] != "seat.changed"]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    assert "seq" in ben.send("tension.remove", "side") and "seq" in ben.send("lightbulb.remove", "bulb")
    assert said_on(ana.board()) == {"named": "Who decides"}


def test_hand_and_signature_of_somebody_when_taken_out_and_let_in_then_the_hand_is_down_and_the_signature_back(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "holding a tension")
    ana, ben, cy = (meeting.join(name) for name in ("Ana", "Ben", "Cy"))
    desk, on = Desk(meeting), {"round_id": meeting.round_ids[0], "tension_id": "tension-1"}
    ana.send("tension.side", "side", text="Slowly.", **on)
    for one in (ben, cy):
        assert "seq" in one.send("tension.sign", f"sign-{one.seat.id}", side_id="side", version=1)
    held = [ana.board()["sides"]["side"]["held"]]

    for people in ((cy,), (ben,)):
        desk.take_out(*people)
        desk.take_out(*people)
        held.append(ana.board()["sides"]["side"]["held"])
    desk.let_in(ben)
    held.append(fold_all(ana.heard())["sides"]["side"]["held"])

    assert held == [True, True, False, True]
    assert f"sign-{ben.seat.id}" in ben.board()["holds"] and ana.board()["sides"]["side"]["held"]
    assert "seq" in ben.send("tension.unsign", f"sign-{ben.seat.id}")
    assert not ana.board()["sides"]["side"]["held"]

    talk = Meeting.open(database, clock, "open discussion")
    dee, eve, desk = talk.join("Dee"), talk.join("Eve"), Desk(talk)
    talk.leader.send("round.close", talk.round_ids[0])
    talk.leader.send("round.open", talk.round_ids[1])
    for each in (dee, eve):
        assert "seq" in each.send("signal.raise", round_id=talk.round_ids[1])
    desk.take_out(dee)
    assert len(talk.leader.board()["hands"]) == 1
    talk.leader.send("round.close", talk.round_ids[1])
    desk.take_out(eve)
    assert talk.leader.board()["hands"] == {}


def said_on(board: dict[str, Any]) -> dict[str, str | None]:
    """What is on a board besides notes, by id."""
    return {key: one["text"] for part in ("sides", "tensions", "lightbulbs") for key, one in board[part].items()}


def test_somebody_in_a_circle_when_taken_out_in_their_turn_then_the_next_has_it(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "talking circle")
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    (circle,) = [one for one in meeting.round_ids if one in ana.board()["rounds"]][:1]
    for place, person in ((1, ben), (2, ana)):
        assert "seq" in person.send("circle.join", f"place-{place}", round_id=circle, place=place)
    meeting.leader.send("circle.begin", circle)

    Desk(meeting).take_out(ben)

    found = ana.board()["circles"][circle]
    assert (found["turn"], list(found["places"])) == (2, ["place-2"])


def test_statements_of_somebody_who_said_no_since_when_let_in_then_boards_are_not_sent_them(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "holding a tension")
    ana, ben, desk = meeting.join("Ana"), meeting.join("Ben"), Desk(meeting)
    ben.send("lightbulb.mark", "bulb", text="I see", share="everyone")
    ben.answer(notes_kept=False)
    desk.take_out(ben)
    sent = len(ana.heard())

    desk.let_in(ben)

    assert [op["kind"] for op in ana.heard()[sent:]] == []
