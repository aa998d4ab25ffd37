"""What ends when: the dates and where they are shown, what is due, and what stops it."""

from __future__ import annotations

import re

import pytest

from facilitation.cli.doctor import what_ends
from retreat.consent.retention.operations import Where, confirm, place_hold
from retreat.errors import Conflict
from tests.retention.over import Over

USUAL = {"sound": "2028-03-05", "text": "2036-03-05", "answers": "2036-03-05"}


def dates_in(text: str) -> dict[str, str]:
    """The dates of each kind, as a page shows them."""
    return dict(re.findall(r'data-kind="(\w+)"(?: data-state="\w+")?>.*?<time datetime="([\d-]+)"', text))


def test_an_event_when_nobody_has_set_anything_then_its_dates_are_shown_where_the_things_are(over: Over) -> None:
    desk, session_id = over.desk(), over.talk.meeting.session_id

    assert {kind: one.on.isoformat() for kind, one in over.endings().items()} == USUAL
    for path in (f"/sessions/{session_id}", f"/sessions/{session_id}/sound"):
        assert dates_in(desk.open(path).text) == {kind: USUAL[kind] for kind in ("sound", "text")}
    assert dates_in(over.talk.phone().open(f"/e/{over.event_id}/answers").text) == USUAL
    assert dates_in(desk.open(over.page).text) == USUAL


def test_years_when_they_pass_then_each_kind_is_due_in_its_turn_and_the_desk_and_the_doctor_say_so(over: Over) -> None:
    """Seen red with a list that took text for due while its sound was here."""
    desk = over.desk()
    assert set(over.states().values()) == {"kept"} and what_ends(over.house).state == "well"
    assert 'data-slot="due"' not in desk.open("/desk").text

    over.years(2.1)
    assert over.states() == {"sound": "due", "text": "kept", "answers": "kept"}

    over.years(8)
    assert over.states() == {"sound": "due", "text": "waits", "answers": "waits"}
    assert what_ends(over.house).state == "advice"
    desk = over.desk()  # after ten years everybody signs in again
    assert 'data-slot="due" data-count="3"' in desk.open("/desk").text
    assert 'data-slot="due" data-count="3"' in desk.open(over.page).text


def test_a_period_when_it_is_set_for_the_programme_and_for_an_event_then_the_events_own_comes_first(over: Over) -> None:
    desk = over.desk()

    desk.send(over.page, act="months", sound="6", text="60", answers="60")
    assert {kind: (one.months, one.is_own) for kind, one in over.endings().items()} == {
        "sound": (6, False),
        "text": (60, False),
        "answers": (60, False),
    }
    desk.send(over.page, act="months", event=over.event_id, sound="3", text="", answers="")
    assert {kind: (one.months, one.is_own) for kind, one in over.endings().items()} == {
        "sound": (3, True),
        "text": (60, False),
        "answers": (60, False),
    }


@pytest.mark.parametrize(
    "typed",
    [
        {"sound": "6", "text": "5", "answers": "60"},
        {"sound": "some", "text": "60", "answers": "60"},
        {"sound": "", "text": "60", "answers": "60"},
        {"sound": "6", "text": "60", "answers": "100000"},
    ],
)
def test_a_period_that_cannot_be_kept_when_it_is_sent_then_it_is_refused_and_nothing_changes(
    over: Over, typed: dict[str, str]
) -> None:
    desk = over.desk()

    assert desk.send(over.page, act="months", **typed).status_code == 422
    assert {one.months for one in over.endings().values()} == {24, 120}


def test_a_programmes_period_when_an_event_of_it_could_not_follow_then_it_is_refused(over: Over) -> None:
    """Seen red when only the programme's own numbers were looked at."""
    desk = over.desk()
    desk.send(over.page, act="months", event=over.event_id, sound="", text="24", answers="")

    assert desk.send(over.page, act="months", sound="36", text="120", answers="120").status_code == 422
    assert over.endings()["sound"].months == 24


def test_a_hold_when_it_is_placed_then_nothing_is_due_until_it_is_lifted_or_over(over: Over) -> None:
    over.years(2.1)
    desk = over.desk()

    desk.send(over.page, act="hold", why="A complaint", event=over.event_id, until="")
    assert over.states()["sound"] == "held" and what_ends(over.house).state == "well"
    hold_id = re.findall(r'data-hold="([^"]+)"', desk.open(over.page).text)[0]
    session = desk.open(f"/sessions/{over.talk.meeting.session_id}").text
    assert "hold" in session[session.index("kept-until") :][:500]
    desk.send(over.page, act="lift", hold=hold_id)
    assert over.states()["sound"] == "due"

    until = over.clock().date().replace(year=over.clock().year + 1)
    desk.send(over.page, act="hold", why="A court", event="", until=until.isoformat())
    assert over.states()["sound"] == "held"
    over.years(1.1)
    assert over.states()["sound"] == "due"


@pytest.mark.parametrize(
    "typed",
    [
        {"why": " ", "event": "", "until": ""},
        {"why": "A complaint", "event": "", "until": "2020-01-01"},
        {"why": "A complaint", "event": "", "until": "soon"},
        {"why": "x" * 1001, "event": "", "until": ""},
    ],
)
def test_a_hold_that_says_too_little_when_it_is_sent_then_it_is_refused(over: Over, typed: dict[str, str]) -> None:
    desk = over.desk()

    assert desk.send(over.page, act="hold", **typed).status_code == 422
    assert "data-hold" not in desk.open(over.page).text


def test_what_is_not_due_when_somebody_confirms_it_then_it_is_refused(over: Over) -> None:
    """Seen red when the row was made whatever the dates said."""

    def ask(kind: str) -> str:
        where = Where(programme_id=over.programme_id, event_id=over.event_id, by=None, now=over.clock())
        with pytest.raises(Conflict) as refused:
            over.house.database.write(lambda db: confirm(db, where, kind, ids=over.house.ids))
        return refused.value.code

    assert ask("sound") == "not_due_kept"
    over.years(11)
    assert ask("text") == "not_due_waits"
    where = Where(programme_id=over.programme_id, event_id=None, by=None, now=over.clock())
    over.house.database.write(lambda db: place_hold(db, where, why="A court", until=None, ids=over.house.ids))
    assert ask("sound") == "not_due_held"
