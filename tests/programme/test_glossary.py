"""A programme's names and words: kept as typed, refused in a sentence, and told to whatever hears its sound."""

from __future__ import annotations

import html

import pytest

from retreat.database import Database
from retreat.errors import InvalidInput, NotFound
from retreat.programme.glossary import glossary_of, glossary_of_session, keep_glossary, terms_in
from tests.people.make import make_session
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import wrong_fields


def test_names_when_kept_then_every_session_of_the_programme_knows_them(database: Database, clock: HandClock) -> None:
    made = make_session(database, clock)

    database.write(
        lambda db: keep_glossary(db, made.programme_id, "Siobhan McGinty\n\n  Talking   Mats \r\nOban\noban")
    )

    with database.read() as db:
        assert glossary_of_session(db, made.id) == ("Siobhan McGinty", "Talking Mats", "Oban")
        assert glossary_of(db, made.programme_id) == glossary_of_session(db, made.id)
        assert glossary_of_session(db, "nowhere") == ()
    with pytest.raises(NotFound):
        database.write(lambda db: keep_glossary(db, "nowhere", "Oban"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Oban\n" + "x" * 61, "line_too_long"),
        ("\n".join(f"Place {n}" for n in range(201)), "too_many"),
    ],
)
def test_a_list_that_cannot_be_used_when_read_then_one_sentence_says_what_to_do(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        terms_in(typed)
    assert refused.value.code == code


def test_the_longest_list_and_line_when_read_then_they_are_kept() -> None:
    assert len(terms_in("\n".join(f"Place {n}" for n in range(200)))) == 200
    assert terms_in("é" * 60) == ("é" * 60,)
    assert terms_in("\x00Oban\x1b[0m") == ("Oban [0m",)


def test_the_list_when_filled_in_on_its_page_then_it_stands_there_and_a_bad_one_comes_back_as_typed(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    programme_id = make_session(sqlite_database, clock).programme_id
    path = f"/desk/programmes/{programme_id}/names"
    assert path in browser.open(f"/desk/programmes/{programme_id}").text

    kept = browser.send(path, terms="Siobhan <b>McGinty</b>\nOban")
    refused = browser.send(path, terms="Perth\n" + "y" * 61)

    assert kept.status_code == 303
    assert refused.status_code == 422 and "Perth\n" + "y" * 61 in html.unescape(refused.text)
    assert wrong_fields(refused.text) == ["terms"]
    shown = browser.open(path).text
    assert "Siobhan &lt;b&gt;McGinty&lt;/b&gt;\nOban</textarea>" in shown
    with sqlite_database.read() as db:
        assert glossary_of(db, programme_id) == ("Siobhan <b>McGinty</b>", "Oban")


def test_a_stranger_and_a_programme_that_is_not_there_when_asked_for_then_nothing_is_shown(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    path = f"/desk/programmes/{make_session(sqlite_database, clock).programme_id}/names"

    assert browser.open(path).status_code == 303
    first_facilitator(browser)
    assert browser.open("/desk/programmes/x/names").status_code == 404
