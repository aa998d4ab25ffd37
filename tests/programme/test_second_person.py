"""The door before a session reads a narrative: identifiers are settled one by one, and a second person clears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from retreat.database import Database
from retreat.errors import InvalidInput
from retreat.ids import system_ids
from retreat.programme.narratives.clearing import clear_narrative, settle_identifiers
from retreat.programme.narratives.identifying import Decided
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.operations import (
    NarrativeChanged,
    Written,
    add_narrative,
    change_narrative,
    mark_used,
    narrative_row,
)
from retreat.programme.narratives.origins import Origin, set_origin
from retreat.programme.narratives.queries import NarrativeView, narrative_view, suggestions_of
from retreat.programme.narratives.returning import set_last_day
from tests.people.make import make_session, make_staff
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields

ORIGIN = Origin(out_of="7", chosen_by="The team manager", because="It shows the river.", with_person="confirmed")
TEXT = "She wrote to j.brown@example.org.\nHer home was EH1 1AA, and her number 0131 496 0000."


@dataclass
class Door:
    """A narrative that Ada brought, and three people who may do things with it."""

    database: Database
    clock: HandClock
    programme_id: str
    narrative_id: str
    ada: str
    ben: str
    cara: str

    def view(self) -> NarrativeView:
        with self.database.read() as db:
            return narrative_view(db, self.programme_id, self.narrative_id)

    def keys(self) -> list[str]:
        with self.database.read() as db:
            found = suggestions_of(db, self.programme_id, self.narrative_id)
        return [one.key for one in found if not one.is_settled]

    def change(self, by: str, text: str) -> None:
        written, seen, now = Written(title="The garden", text=text), self.view().seen, self.clock()
        self.database.write(
            lambda db: change_narrative(
                db, self.programme_id, self.narrative_id, written, seen=seen, by=by, now=now, ids=system_ids
            )
        )

    def settle(self, by: str, other_words: dict[str, str] | None = None, stays: tuple[str, ...] = ()) -> None:
        decided, seen, now = (
            Decided(other_words=other_words or {}, stays=frozenset(stays)),
            self.view().seen,
            self.clock(),
        )
        self.database.write(
            lambda db: settle_identifiers(
                db, self.programme_id, self.narrative_id, decided, seen=seen, by=by, now=now, ids=system_ids
            )
        )

    def clear(self, by: str, **more: Any) -> None:
        told = {"seen": self.view().seen, "anonymous": True, "agreed": True, "now": self.clock()} | more
        self.database.write(lambda db: clear_narrative(db, self.programme_id, self.narrative_id, by=by, **told))

    def refused(self, by: str, **more: Any) -> str:
        with pytest.raises(InvalidInput) as refused:
            self.clear(by, **more)
        assert not self.view().is_cleared
        return refused.value.code


def door(database: Database, clock: HandClock, text: str = "She missed it.") -> Door:
    programme_id = make_session(database, clock).programme_id
    ada, ben, cara = (make_staff(database, clock, email=one)[0] for one in ("ada", "ben", "cara"))
    written = Written(title="The garden", text=text)

    def add(db: Any) -> str:
        narrative_id = add_narrative(db, programme_id, written, by=ada, now=clock(), ids=system_ids)
        set_origin(db, programme_id, narrative_id, ORIGIN)
        set_last_day(db, programme_id, narrative_id, clock().date().isoformat(), now=clock())
        return narrative_id

    narrative_id = database.write(add)
    return Door(database, clock, programme_id, narrative_id, ada, ben, cara)


@pytest.mark.both_engines
def test_narrative_when_whoever_brought_it_or_typed_a_word_clears_it_then_refused_and_a_second_person_may(
    database: Database, clock: HandClock
) -> None:
    here = door(database, clock)
    assert here.refused(here.ada) == "second_person"
    here.change(here.ben, "She missed the garden.")
    assert here.refused(here.ben) == "second_person", "he typed some of it"
    here.change(here.ada, "She missed her garden.")
    assert here.refused(here.ben) == "second_person", "some of his words may still stand there"
    assert here.refused(here.cara, agreed=False) == "not_cleared"
    with pytest.raises(NarrativeChanged):
        here.clear(here.cara, seen="1.1")

    here.clear(here.cara)

    told = here.view().door
    assert (told.by_second, told.hands) == (True, {here.ada, here.ben})


def test_wording_when_made_from_one_that_a_session_read_then_its_writers_may_not_clear_it_either(
    sqlite_database: Database, clock: HandClock
) -> None:
    here = door(sqlite_database, clock)
    here.change(here.ben, "She missed her garden.")
    here.clear(here.cara)
    sqlite_database.write(lambda db: mark_used(db, here.view().text_id, now=clock()))

    here.change(here.cara, "She missed her garden so.")

    assert here.view().wordings == 2
    assert {here.refused(one) for one in (here.ada, here.ben, here.cara)} == {"second_person"}


@pytest.mark.both_engines
def test_identifiers_when_unsettled_then_nobody_clears_it_and_each_is_put_in_other_words_or_said_to_stay(
    database: Database, clock: HandClock
) -> None:
    here = door(database, clock, TEXT)
    email, postcode, phone = here.keys()
    assert here.refused(here.cara) == "unsettled"

    here.settle(here.ben, {email: "her doctor"}, stays=(phone,))

    view = here.view()
    assert view.text.startswith("She wrote to her doctor.") and "0131 496 0000" in view.text
    assert len(here.keys()) == 1 and here.keys() != [postcode], "its place has moved"
    assert here.refused(here.cara) == "unsettled"
    here.settle(here.cara, stays=tuple(all_keys(here)))
    assert here.refused(here.ben) == "second_person", "he wrote other words"
    here.clear(here.cara)
    assert here.view().door.by_second


def all_keys(here: Door) -> list[str]:
    with here.database.read() as db:
        return [one.key for one in suggestions_of(db, here.programme_id, here.narrative_id)]


def test_identifier_when_both_are_said_or_the_words_changed_then_nothing_is_kept(
    sqlite_database: Database, clock: HandClock
) -> None:
    here = door(sqlite_database, clock, TEXT)
    email = here.keys()[0]
    with pytest.raises(InvalidInput) as refused:
        here.settle(here.ben, {email: "her doctor"}, stays=(email,))
    assert set(refused.value.fields) == {email} and here.view().text == TEXT
    here.settle(here.ben, stays=tuple(here.keys()))
    assert not here.keys()

    here.change(here.ben, TEXT + "\nMore.")

    assert len(here.keys()) == 3, "changed words are checked again"


def test_narrative_when_one_person_cleared_it_before_then_it_stays_cleared_and_its_page_says_so(
    sqlite_database: Database, clock: HandClock
) -> None:
    here = door(sqlite_database, clock)

    def as_before(db: Any) -> None:
        db.execute(update(NarrativeText).values(cleared_at=clock(), cleared_by=here.ada, is_anonymous=True))

    sqlite_database.write(as_before)

    assert here.view().is_cleared and not here.view().door.by_second


def test_pages_when_the_author_clears_then_refused_and_a_colleague_checks_and_clears(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    programme_id = make_session(sqlite_database, clock).programme_id
    people, base = (f"/desk/programmes/{programme_id}/{one}" for one in ("members", "narratives"))
    (link,) = slots(browser.send(f"{people}/invite", page=people, role="researcher").text, "invitation")
    ben = Browser(browser.app)
    ben.send("/sign-in/first", token=link, name="Ben", email="ben", password="rain on a tin roof")
    path = browser.send(f"{base}/new", title="The garden", text="Her home was <b>EH1 1AA</b>.").location
    both = {"seen": "1.1", "anonymous": "yes", "agreed": "yes"}

    assert "needs_second" in codes(browser.open(path).text)
    own = browser.send(f"{path}/clear", page=path, **both)
    assert own.status_code == 422 and "second_person" in codes(own.text)
    early = ben.send(f"{path}/clear", page=path, **both)
    assert early.status_code == 422 and "unsettled" in codes(early.text) and "<b>EH1" not in early.text

    key = "text-16-23"
    twice = ben.send(f"{path}/identifiers", page=path, seen="1.1", **{f"put-{key}": "x", f"stays-{key}": "yes"})
    assert twice.status_code == 422 and f'id="f-put-{key}-error"' in twice.text
    assert ben.send(f"{path}/identifiers", page=path, seen="0.0").status_code == 409
    ben.send(f"{path}/identifiers", page=path, seen="1.1", **{f"stays-{key}": "yes"})
    assert 'data-unsettled="0"' in ben.open(path).text
    unknown = ben.send(f"{path}/clear", page=path, **both)
    assert unknown.status_code == 422 and "no_origin" in codes(unknown.text)
    told = {"out_of": "7", "chosen_by": "The manager", "because": "It shows the river.", "with_person": "written"}
    for wrong in ({"out_of": "0"}, {"chosen_by": " "}, {"because": "Born 3/4/1950."}, {"with_person": "maybe"}):
        refused = ben.send(f"{path}/origin", page=path, **told | wrong)
        assert refused.status_code == 422 and wrong_fields(refused.text) == list(wrong)
    ben.send(f"{path}/origin", page=path, **told)
    assert 'data-origin="yes"' in ben.open(path).text
    undated = ben.send(f"{path}/clear", page=path, **both)
    assert undated.status_code == 422 and "no_day" in codes(undated.text)
    wrong = ben.send(f"{path}/until", page=path, until="2020-01-01")
    assert wrong.status_code == 422 and wrong_fields(wrong.text) == ["until"]
    ben.send(f"{path}/until", page=path, until=(clock() + timedelta(days=3)).date().isoformat())
    half = ben.send(f"{path}/clear", page=path, seen="1.1", anonymous="yes")
    assert half.status_code == 422 and 'data-cleared="no"' in half.text
    ben.send(f"{path}/clear", page=path, **both)

    shown = browser.open(path).text
    assert 'data-cleared="yes"' in shown and 'data-door="cleared"' in shown and "Ben" in shown
    with sqlite_database.read() as db:
        narrative, latest = narrative_row(db, programme_id, path.rsplit("/", 1)[1])
        assert latest.cleared_by not in (None, narrative.created_by)


def test_pages_when_lines_are_approved_and_the_text_goes_back_then_they_stay_and_the_rest_is_gone(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    base = f"/desk/programmes/{make_session(sqlite_database, clock).programme_id}/narratives"
    path = browser.send(f"{base}/new", title="The garden", text="She missed it.\nNobody asked.").location
    lines = {"seen": "1.1", "first": "2", "last": "2"}

    for wrong in (lines, lines | {"confirmed": "yes", "last": "9"}, lines | {"confirmed": "yes", "first": "x"}):
        refused = browser.send(f"{path}/approved", page=path, **wrong)
        assert refused.status_code == 422 and wrong_fields(refused.text) == ["lines"]
    assert browser.send(f"{path}/approved", page=path, **lines | {"seen": "0.0"}).status_code == 409
    browser.send(f"{path}/approved", page=path, **lines, confirmed="yes")
    browser.send(f"{path}/return", page=path)

    shown = browser.open(path).text
    assert "returned" in codes(shown) and "Nobody asked." in shown and "She missed" not in shown
    assert "returned" in codes(browser.open(base).text)
    late = browser.send(path, page=f"{base}/new", seen="1.1", title="T", text="Again.")
    assert late.status_code == 409 and "Again." in late.text
