"""One person at one event: one door, one token, one set of answers, a seat in each session."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from facilitation.activities import find_activity
from retreat.consent.operations import record_answers
from retreat.consent.queries import all_answers, history
from retreat.database import Database
from retreat.errors import Gone, InvalidInput, NotFound, NotSignedIn
from retreat.ids import system_ids
from retreat.people.access import arrive, seat_in
from retreat.people.operations import Arrival, Joined, end_token, join
from retreat.people.queries import people_counts
from retreat.programme.events import is_open, open_again, session_now
from retreat.programme.models import DialogueSession
from retreat.programme.operations import create_event, create_programme, create_session, set_tables
from retreat.programme.queries import SessionView, event_view
from tests.people.make import make_session
from tests.support.clock import HandClock
from tests.support.planning import plan

pytestmark = pytest.mark.both_engines


def second_session(database: Database, clock: HandClock, first: SessionView, tables: int = 0) -> SessionView:
    """Another session of the same event, planned a moment later."""
    clock.forward(minutes=1)
    return database.write(lambda db: plan(db, clock, event_id=first.event_id, tables=tables))


def come(database: Database, clock: HandClock, letters: str | None, **said: object) -> Joined:
    answers = said.pop("answers", {"notes_kept": True})
    arrival = Arrival(answers=answers, **said)  # type: ignore[arg-type]
    return database.write(lambda db: join(db, letters, arrival, now=clock(), ids=system_ids))


def test_one_token_when_the_second_session_comes_then_it_opens_both_with_the_same_answers(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)
    second = second_session(database, clock, first)
    ana = come(database, clock, first.join_pass, display_name="Ana", sector="Third sector")

    with database.read() as db:
        before = seat_in(db, ana.token, second.id)
        there = people_counts(db, [first.id, second.id])
    after = database.write(lambda db: arrive(db, before, now=clock()))

    assert first.join_pass == second.join_pass
    assert (before.id, before.is_taken, after.is_taken) == (ana.seat.id, False, True)
    assert there == {first.id: 1}
    with database.read() as db:
        assert people_counts(db, [first.id, second.id]) == {first.id: 1, second.id: 1}
        assert all_answers(db, after.id)["notes_kept"] == "yes"


def test_a_token_of_one_event_when_used_at_another_then_nothing_is_found(database: Database, clock: HandClock) -> None:
    here, elsewhere = make_session(database, clock), make_session(database, clock)
    ana = come(database, clock, here.join_pass)

    with database.read() as db:
        for wrong in (elsewhere.id, "nothing"):
            with pytest.raises(NotFound):
                seat_in(db, ana.token, wrong)


def test_who_joins_again_with_a_live_token_then_they_are_the_same_person_and_what_they_answer_counts(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)
    ana = come(database, clock, first.join_pass, display_name="Ana")

    again = come(database, clock, first.join_pass, token=ana.token, answers={"notes_kept": False})
    stranger = come(database, clock, first.join_pass, token="not a token")

    assert (again.seat.id, again.token) == (ana.seat.id, ana.token)
    assert again.seat.display_name == "Ana"
    assert stranger.seat.id != ana.seat.id
    with database.read() as db:
        assert [given.answer for given in history(db, ana.seat.id)] == ["yes", "no"]


def test_a_later_event_when_joined_with_the_token_of_an_earlier_one_then_it_asks_anew(
    database: Database, clock: HandClock
) -> None:
    earlier, later = make_session(database, clock), make_session(database, clock)
    ana = come(database, clock, earlier.join_pass, display_name="Ana", answers={"notes_kept": True})

    there = come(database, clock, later.join_pass, token=ana.token, answers={})

    assert there.seat.id != ana.seat.id and there.seat.display_name is None
    with database.read() as db:
        assert all_answers(db, there.seat.id)["notes_kept"] == "not_asked"
        assert all_answers(db, ana.seat.id)["notes_kept"] == "yes"


def test_who_has_left_when_their_token_is_used_then_it_opens_nothing(database: Database, clock: HandClock) -> None:
    first = make_session(database, clock)
    second = second_session(database, clock, first)
    ana = come(database, clock, first.join_pass)

    database.write(lambda db: end_token(db, ana.seat.id, now=clock()))

    with database.read() as db:
        for session in (first, second):
            with pytest.raises(NotSignedIn):
                seat_in(db, ana.token, session.id)
    assert come(database, clock, first.join_pass, token=ana.token).seat.id != ana.seat.id


def test_a_sector_when_typed_in_other_capitals_then_it_is_the_one_of_the_list_and_other_words_stay(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)

    listed = come(database, clock, first.join_pass, sector="third SECTOR").seat
    own = come(database, clock, first.join_pass, sector="A choir of carers", role="alto").seat

    assert (listed.sector, own.sector, own.described_role) == ("Third sector", "A choir of carers", "alto")


def test_the_letters_when_sessions_come_and_go_then_they_lead_to_the_one_opened_last(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)
    second = second_session(database, clock, first)
    third = second_session(database, clock, first)

    def leads_to(**states: str) -> str | None:
        def write(db: object) -> str | None:
            for number, session in enumerate((first, second, third), 1):
                row = db.get(DialogueSession, session.id)  # type: ignore[attr-defined]
                row.state = states.get(f"s{number}", "planned")
                row.opened_at = None if row.state == "planned" else clock() + timedelta(minutes=number)
            return session_now(db, first.event_id)  # type: ignore[arg-type]

        return database.write(write)

    assert leads_to() == first.id
    assert leads_to(s1="ended") == second.id
    assert leads_to(s1="open", s2="open") == second.id
    assert leads_to(s1="open", s2="ended") == first.id
    assert leads_to(s1="ended", s2="ended", s3="ended") == third.id


def test_a_named_session_when_joining_then_it_is_the_one_unless_it_is_of_another_event(
    database: Database, clock: HandClock
) -> None:
    first, elsewhere = make_session(database, clock), make_session(database, clock)
    second = second_session(database, clock, first)

    assert come(database, clock, first.join_pass, session=second.id).seat.session_id == second.id
    for wrong in (elsewhere.id, "nothing", 7):
        with pytest.raises(NotFound):
            come(database, clock, first.join_pass, session=wrong)


def test_given_tables_when_people_arrive_then_sectors_mix_and_a_choice_still_counts(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)
    tables = database.write(
        lambda db: create_session(
            db,
            event_id=first.event_id,
            title="At tables",
            template=find_activity("brainstorm"),
            by=None,
            clock=clock,
            ids=system_ids,
            tables=2,
            tables_given=True,
        )
    )
    one, two = (table.id for table in tables.tables)

    def sits(sector: str, **said: object) -> str | None:
        return come(database, clock, first.join_pass, session=tables.id, sector=sector, **said).seat.table_id

    assert [sits("Academic"), sits("Academic"), sits("Third sector"), sits("Third sector")] == [one, two, one, two]
    assert sits("Academic", table=2) == two
    assert sits("Academic") == one


def test_tables_that_are_given_when_people_have_left_then_their_places_are_free_again(
    database: Database, clock: HandClock
) -> None:
    """Seen failing: newcomers were sent away from the table that had just emptied."""
    first = make_session(database, clock)
    given = database.write(lambda db: plan(db, clock, event_id=first.event_id, tables=2))
    database.write(lambda db: set_tables(db, given.id, 2, given=True, ids=system_ids))
    one, two = (table.id for table in given.tables)

    def comes() -> Joined:
        return come(database, clock, first.join_pass, session=given.id, sector="Academic")

    there = [comes() for _ in range(4)]
    for left in there[::2]:
        database.write(lambda db, left=left: end_token(db, left.seat.id, now=clock()))  # type: ignore[misc]

    assert [seat.seat.table_id for seat in there] == [one, two, one, two]
    assert [comes().seat.table_id for _ in range(2)] == [one, one]


def test_an_event_when_its_last_day_is_over_then_its_letters_let_nobody_in_until_it_is_opened_again(
    database: Database, clock: HandClock
) -> None:
    def make(db: object) -> SessionView:
        programme_id = create_programme(db, title="P", now=clock(), ids=system_ids)  # type: ignore[arg-type]
        event_id = create_event(
            db,  # type: ignore[arg-type]
            programme_id=programme_id,
            title="Two days",
            kind="data_retreat",
            starts_on=clock().date(),
            ends_on=clock().date() + timedelta(days=1),
            place="",
            now=clock(),
            ids=system_ids,
        )
        return plan(db, clock, event_id=event_id)  # type: ignore[arg-type]

    session = database.write(make)
    ana = come(database, clock, session.join_pass)
    clock.forward(days=1)
    second_morning = come(database, clock, session.join_pass, token=ana.token)
    clock.forward(days=1)
    with pytest.raises(Gone):
        come(database, clock, session.join_pass)
    with database.read() as db:
        assert not is_open(db, session.event_id, now=clock())
        assert seat_in(db, ana.token, session.id).id == ana.seat.id

    database.write(lambda db: open_again(db, session.event_id, now=clock(), ids=system_ids))
    assert come(database, clock, session.join_pass, token=ana.token).seat.id == second_morning.seat.id == ana.seat.id
    clock.forward(hours=25)
    with pytest.raises(Gone):
        come(database, clock, session.join_pass)


def test_days_that_run_backwards_when_an_event_is_made_then_it_is_refused(database: Database, clock: HandClock) -> None:
    session = make_session(database, clock)
    with database.read() as db:
        programme_id = event_view(db, session.event_id).programme_id

    with pytest.raises(InvalidInput) as refused:
        database.write(
            lambda db: create_event(
                db,
                programme_id=programme_id,
                title="Backwards",
                kind="workshop",
                starts_on=date(2026, 5, 2),
                ends_on=date(2026, 5, 1),
                place="",
                now=clock(),
                ids=system_ids,
            )
        )

    assert set(refused.value.fields) == {"ends_on"}


def test_answers_changed_on_the_second_day_then_every_one_keeps_its_date_and_wording(
    database: Database, clock: HandClock
) -> None:
    first = make_session(database, clock)
    ana = come(database, clock, first.join_pass, answers={"notes_kept": True, "quotes": "named"})
    clock.forward(hours=20)

    database.write(
        lambda db: record_answers(
            db, participant_id=ana.seat.id, answers={"notes_kept": False}, how="spoken", now=clock(), ids=system_ids
        )
    )

    with database.read() as db:
        told = [(given.purpose, given.answer, given.how, given.at) for given in history(db, ana.seat.id)]
        assert all_answers(db, ana.seat.id)["notes_kept"] == "no"
    morning, evening = clock() - timedelta(hours=20), clock()
    assert sorted(told) == [
        ("notes_kept", "no", "spoken", evening),
        ("notes_kept", "yes", "form", morning),
        ("quotes", "named", "form", morning),
    ]
