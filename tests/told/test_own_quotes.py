"""Somebody's own quotes on their phone: theirs alone, one tap each, and it holds everywhere at once."""

from __future__ import annotations

import pytest

from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.consent.quoted.models import QuoteAnswer
from retreat.export.releases.derived import empty_recalled
from retreat.export.told.gone import _bury, _collect
from tests.support.marks import codes
from tests.support.rooms import answer
from tests.told.world import ANAS, BENS, World


def test_quotes_when_opened_then_everybody_sees_their_own_alone(world: World) -> None:
    world.ask()
    path = f"/e/{world.meeting.event_id}/quotes"

    anas, bens = (world.phone(one).open(path).text for one in (world.ana, world.ben))
    day = world.phone(world.ana).open(f"/e/{world.meeting.event_id}").text

    assert ANAS in anas and BENS not in anas
    assert BENS in bens and ANAS not in bens
    assert "Northtown council" in anas and 'data-waits="1"' in anas
    assert 'data-slot="asked_quotes"' in day


@pytest.mark.both_engines
def test_name_when_its_owner_has_not_answered_then_it_stands_under_no_quote_of_a_release(world: World) -> None:
    world.ask()
    before = world.file(world.release())

    assert world.say(world.ana, "keep", world.anas) == 303
    after = world.file(world.release())

    assert ANAS in before and "Ana" not in before.replace(ANAS, "") and "Ben" not in before
    assert "Ana" in after and "Ben" not in after and BENS in after


def test_keeping_all_when_pressed_once_then_names_stand_for_this_audience_alone(world: World) -> None:
    second = world.ana.note("And the young ones", share="everyone")
    world.ask()

    assert world.say(world.ana, "keep_all") == 303

    assert second in world.keys(world.ana)
    assert world.file(world.release()).count("Ana") == 2
    answer(world.house, world.ana, archive_transcript=True)
    assert "Ana" not in world.file(world.release(audience="archive", format="txt"))


@pytest.mark.both_engines
@pytest.mark.parametrize("said", ["remove", "change"])
def test_a_quote_when_removed_or_to_be_changed_then_it_leaves_everything_and_who_has_copies_is_told(
    world: World, said: str
) -> None:
    world.ask()
    address = world.release()
    world.approve(address)

    assert world.say(world.ana, said, world.anas, said="Ask them first") == 303

    assert world.state() == ["recalled"]
    assert empty_recalled(world.house) and list((world.house.settings.data / "releases").iterdir()) == []
    for audience in ("partners", "public"):
        assert ANAS not in world.staff().open(f"{world.event}/report?for={audience}").text
    assert ANAS not in world.staff("partner").open(f"/sessions/{world.meeting.session_id}?show=notes").text
    page = world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes").text
    assert "Northtown council" in page.split('data-slot="copies"')[1]
    assert ANAS in world.staff().open(f"/sessions/{world.meeting.session_id}?show=notes").text


def test_a_quote_when_wanted_without_a_name_then_what_names_it_is_called_back_and_the_next_has_none(
    world: World,
) -> None:
    world.ask()
    world.say(world.ana, "keep", world.anas)
    world.release()

    world.say(world.ana, "role", world.anas)

    assert world.state() == ["recalled"]
    made = world.file(world.release())
    assert ANAS in made and "Ana" not in made


def test_words_when_changed_after_they_were_kept_then_the_name_goes_and_they_are_asked_again(world: World) -> None:
    world.ask()
    world.say(world.ana, "keep", world.anas)
    world.ana.send("note.edit", world.anas, base_version=1, text="Ask nobody")

    page = world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes").text

    assert 'data-waits="1"' in page
    assert "Ana" not in world.file(world.release())


@pytest.mark.parametrize("answer", ["keep", "role", "remove", "change"])
def test_somebody_elses_quote_when_asked_for_by_its_id_then_it_is_not_there(world: World, answer: str) -> None:
    world.ask()
    before = world.file(world.release())

    world.say(world.ben, answer, world.anas, said="I never said so")

    assert world.state() == ["made"]
    assert ANAS in before and ANAS in world.file(world.release())
    with world.house.database.read() as db:
        assert db.query(QuoteAnswer).count() == 0


def test_bad_answers_when_sent_then_they_are_refused_and_nothing_is_kept(world: World) -> None:
    world.ask()

    assert world.say(world.ana, "shout", world.anas) == 422
    assert world.say(world.ana, "change", world.anas, said="  ") == 422
    assert world.say(world.ana, "change", world.anas, said="x" * 2_001) == 422
    assert world.say(world.ana, "remove", "no-such-quote") == 303

    with world.house.database.read() as db:
        assert db.query(QuoteAnswer).count() == 0


def test_somebody_who_may_not_be_quoted_when_they_look_then_nothing_is_shown_and_nobody_asks_them(
    world: World,
) -> None:
    answer(world.house, world.ana, quotes="none", share_partners=False)
    base = world.ask()

    page = world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes").text

    assert "no_quotes" in codes(page)
    assert world.staff().open(base).text.count("data-way=") == 1


@pytest.mark.both_engines
def test_answers_when_their_author_is_erased_then_no_word_of_them_is_left(world: World) -> None:
    world.ask()
    world.say(world.ana, "change", world.anas, said="Ask my daughter Mairi")

    whose = Whose(participant_id=world.ana.seat.id, at=world.clock())
    world.house.database.write(lambda db: derived.erase(db, whose))

    with world.house.database.read() as db:
        (row,) = db.query(QuoteAnswer)
        assert (row.said, row.done, row.digest) == ("", "", "")


def test_a_note_when_taken_back_then_what_was_said_about_it_goes_with_it(world: World) -> None:
    world.ask()
    world.say(world.ana, "change", world.anas, said="Ask my daughter Mairi")

    world.ana.send("note.remove", world.anas)

    with world.house.database.read() as db:
        assert [row.said for row in db.query(QuoteAnswer)] == [""]


def test_removed_quotes_when_an_earlier_copy_is_restored_then_they_stay_removed(world: World) -> None:
    world.ask()
    world.say(world.ana, "remove", world.anas)
    with world.house.database.read() as db:
        lines = _collect(db, ())
    world.house.database.write(lambda db: db.query(QuoteAnswer).delete())

    for expected in (1, 0):
        assert world.house.database.write(lambda db: _bury(db, world.house, lines)) == expected

    assert ANAS not in world.file(world.release())
