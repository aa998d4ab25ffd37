"""Consent: every answer is dated and kept; the last one counts; what was not asked counts as no."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from retreat.consent.models import ConsentWording
from retreat.consent.operations import record_answers
from retreat.consent.purposes import PURPOSES
from retreat.consent.queries import all_answers, answer, answers, history, sound_is_allowed
from retreat.database import Database
from retreat.errors import InvalidInput
from retreat.ids import system_ids
from retreat.people.operations import Arrival, join
from tests.people.make import make_session
from tests.support.clock import HandClock

pytestmark = pytest.mark.both_engines


def come_in(database: Database, clock: HandClock, **answers: object) -> str:
    """Somebody new in a session of their own; their id."""
    session = make_session(database, clock)
    return database.write(
        lambda db: join(db, session.join_pass, Arrival(answers=answers), now=clock(), ids=system_ids).seat.id
    )


def change(database: Database, clock: HandClock, who: str, how: str = "form", **said: object) -> dict[str, str]:
    """Somebody answers again."""
    return database.write(
        lambda db: record_answers(db, participant_id=who, answers=said, how=how, now=clock(), ids=system_ids)
    )


def test_the_purposes_of_the_wire_when_listed_then_none_is_missing() -> None:
    assert set(PURPOSES) == {
        "attend", "notes_kept", "audio_recorded", "machine_transcription", "quotes", "share_partners",
        "public_outputs", "archive_transcript", "archive_audio", "teaching", "recontact",
    }  # fmt: skip


def test_a_change_of_mind_when_answered_again_then_the_last_counts_and_the_first_is_kept(
    database: Database, clock: HandClock
) -> None:
    ana = come_in(database, clock, notes_kept=True, quotes="named")
    first_at = clock()
    clock.forward(minutes=5)
    change(database, clock, ana, notes_kept="no", quotes="role")
    change(database, clock, ana, how="spoken", notes_kept=True)

    with database.read() as db:
        assert (answer(db, ana, "notes_kept") == "yes") and answer(db, ana, "quotes") == "role"
        kept = [(one.purpose, one.answer, one.how, one.at) for one in history(db, ana)]
    assert kept[:2] == [("notes_kept", "yes", "form", first_at), ("quotes", "named", "form", first_at)]
    assert [one[1] for one in kept if one[0] == "notes_kept"] == ["yes", "no", "yes"]
    assert all(one[3] == clock() for one in kept[2:])


def test_nothing_asked_when_read_then_it_counts_as_no(database: Database, clock: HandClock) -> None:
    ana = come_in(database, clock)

    with database.read() as db:
        assert set(all_answers(db, ana).values()) == {"not_asked"}
        assert answer(db, ana, "notes_kept") == "not_asked" and not sound_is_allowed(db, ana)


def test_half_of_the_sound_question_when_answered_then_sound_is_not_allowed(
    database: Database, clock: HandClock
) -> None:
    ana = come_in(database, clock, audio_recorded=True)
    bea = come_in(database, clock, audio_recorded=True, machine_transcription=True)

    with database.read() as db:
        assert not sound_is_allowed(db, ana) and sound_is_allowed(db, bea)
        assert answers(db, [ana, bea, "nobody"], "machine_transcription") == {
            ana: "not_asked", bea: "yes", "nobody": "not_asked",
        }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"newsletter": True},
        {"notes_kept": "maybe"},
        {"notes_kept": 1},
        {"notes_kept": ["yes"]},
        {"quotes": True},
        {"quotes": "yes"},
        {"attend": {}},
    ],
)
def test_an_answer_that_there_is_not_when_given_then_nothing_at_all_is_kept(
    database: Database, clock: HandClock, said: dict[str, object]
) -> None:
    ana = come_in(database, clock)

    with pytest.raises(InvalidInput) as refused:
        change(database, clock, ana, **({"teaching": True} | said))

    assert list(refused.value.fields) == [f"consents.{next(iter(said))}"]
    with database.read() as db:
        assert history(db, ana) == ()


def test_a_wording_when_it_was_shown_then_its_words_are_kept_with_its_version(
    database: Database, clock: HandClock
) -> None:
    come_in(database, clock, notes_kept=True)
    come_in(database, clock, notes_kept=False, teaching=None)

    with database.read() as db:
        kept = [(row.purpose, row.version, row.text) for row in db.scalars(select(ConsentWording))]
    assert kept == [("notes_kept", 1, PURPOSES["notes_kept"].wording)]


def test_an_answer_given_in_no_known_way_when_kept_then_it_is_refused(database: Database, clock: HandClock) -> None:
    ana = come_in(database, clock)

    with pytest.raises(InvalidInput):
        change(database, clock, ana, how="guessed", notes_kept=True)
