"""Joining: right letters always open the door, wrong ones tell what to do, and what was answered is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from retreat.consent.queries import all_answers, answers
from retreat.database import Database
from retreat.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from retreat.ids import system_ids
from retreat.people.access import desk_of_token, holder_of_token, seat_in
from retreat.people.models import Participant
from retreat.people.operations import Arrival, Joined, desk_token, end_desks, end_token, facilitator_token, join
from retreat.people.queries import people_counts, seated
from retreat.programme.queries import SessionView
from tests.people.make import make_session, make_staff
from tests.support.clock import HandClock


def come_in(database: Database, clock: HandClock, session: SessionView, **said: object) -> Joined:
    """Join by the letters."""
    answers = said.pop("answers", {})
    return database.write(
        lambda db: join(
            db,
            said.pop("join_pass", session.join_pass),
            Arrival(answers=answers, **said),  # type: ignore[arg-type]
            now=clock(),
            ids=system_ids,
        )
    )


@pytest.mark.both_engines
def test_the_letters_as_people_type_them_when_joining_then_the_seat_and_answers_are_kept(
    database: Database, clock: HandClock
) -> None:
    session = make_session(database, clock)
    letters = session.join_pass or ""

    joined = come_in(
        database,
        clock,
        session,
        join_pass=f" {letters[:4].lower()}-{letters[4:]} ",
        display_name="  Bea \n Brown ",
        sector="Third sector",
        role="carer support",
        answers={"notes_kept": True, "audio_recorded": False},
    )

    with database.read() as db:
        seat = seat_in(db, joined.token, session.id)
        answers = all_answers(db, seat.id)
        assert people_counts(db, [session.id]) == {session.id: 1}
    assert seat == joined.seat
    assert (seat.role, seat.display_name, seat.sector) == ("participant", "Bea Brown", "Third sector")
    assert seat.channels == ("all", f"person:{seat.id}")
    assert (answers["notes_kept"], answers["audio_recorded"], answers["teaching"]) == (
        "yes",
        "no",
        "not_asked",
    )


@pytest.mark.both_engines
def test_two_people_with_the_same_name_when_both_join_then_both_have_a_seat(
    database: Database, clock: HandClock
) -> None:
    session = make_session(database, clock)

    first, second = (come_in(database, clock, session, display_name="Sam") for _ in range(2))

    assert first.seat.id != second.seat.id and first.token != second.token


@pytest.mark.parametrize("typed", ["", "ABC", "22222222", "0" * 8, "x" * 5000, None, 7, ["A"], "…"])
def test_wrong_letters_when_joining_then_the_same_sentence_says_what_to_do(
    database: Database, clock: HandClock, typed: object
) -> None:
    session = make_session(database, clock)

    with pytest.raises(NotFound, match="check the code"):
        come_in(database, clock, session, join_pass=typed)

    with database.read() as db:
        assert people_counts(db, [session.id]) == {}


@pytest.mark.both_engines
def test_an_unknown_purpose_when_joining_then_nobody_is_let_in_half_way(database: Database, clock: HandClock) -> None:
    session = make_session(database, clock)

    with pytest.raises(InvalidInput) as refused:
        come_in(database, clock, session, answers={"notes_kept": True, "newsletter": True})

    assert "consents.newsletter" in refused.value.fields and refused.value.status == 422
    with database.read() as db:
        assert people_counts(db, [session.id]) == {}


def test_tables_closed_when_choosing_one_then_it_is_refused_and_open_ones_give_their_channel(
    database: Database, clock: HandClock
) -> None:
    closed, opened = make_session(database, clock), make_session(database, clock, tables=2)

    with pytest.raises(InvalidInput, match="not open"):
        come_in(database, clock, closed, table=1)
    for wrong in (3, "x", True, 1.5, [1]):
        with pytest.raises(InvalidInput):
            come_in(database, clock, opened, table=wrong)
    seats = [come_in(database, clock, opened, table=said).seat for said in (2, "2", opened.tables[1].id)]

    assert {seat.table_id for seat in seats} == {opened.tables[1].id}
    assert seats[0].channels[-1] == f"table:{opened.tables[1].id}"


def test_a_name_choice_when_joining_then_none_leaves_no_name_and_own_needs_one(
    database: Database, clock: HandClock
) -> None:
    session = make_session(database, clock)

    silent = come_in(database, clock, session, display_name="Cara", name_choice="none")
    with pytest.raises(InvalidInput, match="write the name"):
        come_in(database, clock, session, display_name=" ", name_choice="own")
    with pytest.raises(InvalidInput, match="too long"):
        come_in(database, clock, session, display_name="x" * 81)

    assert silent.seat.display_name is None


def test_a_revoked_or_invented_token_when_used_then_nobody_is_signed_in(database: Database, clock: HandClock) -> None:
    session = make_session(database, clock)
    joined = come_in(database, clock, session)
    database.write(lambda db: end_token(db, joined.seat.id, now=clock()))

    with database.read() as db:
        for token in (joined.token, "invented", "", None):
            with pytest.raises(NotSignedIn):
                seat_in(db, token, session.id)
            with pytest.raises(NotSignedIn):
                holder_of_token(db, token)


def test_desks_and_screens_when_the_session_ends_then_their_tokens_end_and_people_keep_theirs(
    database: Database, clock: HandClock
) -> None:
    session = make_session(database, clock)
    joined = come_in(database, clock, session)
    desk = database.write(lambda db: facilitator_token(db, session.id, now=clock(), ids=system_ids))
    wall = database.write(lambda db: facilitator_token(db, session.id, now=clock(), ids=system_ids, kind="screen"))
    with database.read() as db:
        assert desk_of_token(db, desk).channels[1] == "facilitators"
        assert desk_of_token(db, wall).channels == ("all", "screen")
        assert desk_of_token(db, wall).participant_id is None
        with pytest.raises(NotPermitted):
            desk_of_token(db, joined.token)

    database.write(lambda db: end_desks(db, session.id, now=clock()))

    with database.read() as db:
        assert seat_in(db, joined.token, session.id).id == joined.seat.id
        for token in (desk, wall):
            with pytest.raises(NotSignedIn):
                desk_of_token(db, token)


@pytest.mark.both_engines
def test_a_desk_opened_twice_when_one_browser_asks_then_it_is_the_same_seat(
    database: Database, clock: HandClock
) -> None:
    session, other = make_session(database, clock), make_session(database, clock)
    staff_id, sign_in_id = make_staff(database, clock)

    def open_desk(session_id: str, secret_key: str = "k") -> str:
        return database.write(
            lambda db: desk_token(
                db,
                session_id=session_id,
                staff_id=staff_id,
                sign_in_id=sign_in_id,
                secret_key=secret_key,
                now=clock(),
                ids=system_ids,
            )
        )

    with ThreadPoolExecutor(6) as together:
        tokens = set(together.map(open_desk, [session.id] * 6))
    assert tokens == {open_desk(session.id)}
    with database.read() as db:
        desks = select(func.count()).select_from(Participant).where(Participant.session_id == session.id)
        assert db.scalar(desks) == 1
    assert len({open_desk(session.id), open_desk(other.id), open_desk(session.id, "another key")}) == 3


def test_an_event_when_created_then_its_letters_cannot_be_mistaken(database: Database, clock: HandClock) -> None:
    letters = {make_session(database, clock).join_pass or "" for _ in range(20)}

    assert len(letters) == 20
    assert all(len(one) == 8 and not set(one) & set("01IO") for one in letters)


@pytest.mark.both_engines
def test_many_who_answer_for_the_first_time_when_they_join_at_once_then_all_come_in(
    database: Database, clock: HandClock
) -> None:
    session = make_session(database, clock)

    with ThreadPoolExecutor(8) as together:
        joined = list(
            together.map(
                lambda _n: come_in(database, clock, session, answers={"notes_kept": True, "quotes": "none"}), range(16)
            )
        )

    with database.read() as db:
        assert seated(db, session.id) == {None: 16}
        assert set(answers(db, [one.seat.id for one in joined], "notes_kept").values()) == {"yes"}


@pytest.mark.parametrize("name", ["Facilitator", " facilitator ", "FACILI\u200bTATOR", "Ｆacilitator", "Facilitator:"])
def test_a_name_that_stands_for_whoever_leads_when_chosen_then_it_is_refused(
    database: Database, clock: HandClock, name: str
) -> None:
    """Seen red: on the wall, a note of theirs was signed as the desk's."""
    session = make_session(database, clock)

    with pytest.raises(InvalidInput) as refused:
        come_in(database, clock, session, display_name=name)

    assert set(refused.value.fields) == {"display_name"}


@pytest.mark.parametrize(
    "typed,kept",
    [("\u200b\u2060", None), ("\u202eBob", "Bob"), ("A\u2067\u202dB", "AB"), ("A\u200dB", "A\u200dB"), ("עדה", "עדה")],
)
def test_a_name_when_it_has_letters_that_cannot_be_seen_then_it_is_kept_as_it_is_read(
    database: Database, clock: HandClock, typed: str, kept: str | None
) -> None:
    """Seen red: a name of nothing, and one that turned round the words that follow it on our pages."""
    session = make_session(database, clock)

    assert come_in(database, clock, session, display_name=typed).seat.display_name == kept
