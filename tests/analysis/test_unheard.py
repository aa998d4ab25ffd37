"""Before sound is destroyed: what rests on words that nobody has checked by ear, listed with its sound."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from retreat.programme.models import Event
from retreat.recordings.ports import unheard_in
from retreat.transcripts.models import MACHINE, RecordedTurn
from tests.analysis.world import World

LONG_AGO = date(2020, 3, 4)


def page_of(world: World) -> str:
    return f"/sessions/{world.session_id}/recordings/{world.heard.recording_id}/before-deletion"


def keeping(world: World) -> str:
    return f"/desk/programmes/{world.view.programme_id}/keeping"


@pytest.mark.both_engines
def test_coded_words_when_nobody_has_checked_them_then_they_are_listed_with_their_sound_until_somebody_has(
    world: World,
) -> None:
    world.bens()
    world.write(
        lambda db: db.execute(update(Event).values(starts_on=LONG_AGO, ends_on=LONG_AGO, closed_at=world.clock()))
    )
    empty, due_before = world.cem.open(page_of(world)).text, world.ada.open(keeping(world)).text
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    world.coded(world.code("Waiting"), world.words(first, first + 3))

    due = world.ada.open(keeping(world)).text
    found = world.read(lambda db: unheard_in(db, world.reader(), world.heard.recording_id))
    page = world.cem.open(page_of(world)).text
    world.write(
        lambda db: db.execute(update(RecordedTurn).where(RecordedTurn.review == MACHINE).values(review="checked"))
    )
    after = world.read(lambda db: unheard_in(db, world.reader(), world.heard.recording_id))

    assert "all_heard" in empty
    assert page_of(world) not in due_before
    assert page_of(world) in due
    (one,) = found
    assert one.text and one.start_ms is not None and one.why == "1 coding"
    assert f'data-unheard="{one.excerpt_id}"' in page and f'data-play="{one.start_ms}"' in page
    assert after == []


def test_words_of_somebody_who_said_no_when_listed_then_they_are_not_there(world: World) -> None:
    ben = world.bens()
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    world.coded(world.code("Waiting"), world.words(first, first + 3))

    world.say_no(ben)

    assert world.read(lambda db: unheard_in(db, world.reader(), world.heard.recording_id)) == []


def test_sound_of_another_session_when_named_then_there_is_no_such_page(world: World) -> None:
    assert world.cem.open(page_of(world).replace(world.heard.recording_id, "other")).status_code == 404
    assert world.lea.open(page_of(world)).status_code == 404
