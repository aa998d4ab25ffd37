"""The team's side: who is asked, letters, answers entered with a witness, what was done, and who may do any of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from retreat.consent.quoted.models import QuoteAnswer
from retreat.export.releases.models import Release
from retreat.people.models import Deed, Participant
from tests.support.marks import codes
from tests.told.world import ANAS, BENS, World


def letter(world: World, base: str, person_id: str) -> str:
    return f"{base}/letters/{person_id}"


def test_a_round_when_begun_then_its_page_says_how_far_it_is_and_never_whose_words_are_whose(world: World) -> None:
    base = world.ask()
    before = world.staff().open(base).text
    world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes")
    world.say(world.ana, "remove", world.anas)

    after = world.staff().open(base).text

    assert before.count('data-way="page"') == 2 and ANAS not in before and BENS not in before
    assert 'data-answered="1"' in after and 'data-answer="remove"' in after
    assert ANAS in after and "Ana" not in after.split('data-answer="remove"')[1].replace(ANAS, "").split("</article")[0]


def test_what_the_team_did_when_written_then_whoever_answered_reads_it_and_their_words_are_quoted(
    world: World,
) -> None:
    base = world.ask()
    world.say(world.ana, "change", world.anas, said="Ask the carers before anybody else")
    with world.house.database.read() as db:
        answer_id = db.scalars(select(QuoteAnswer.id)).one()

    done = world.staff().send(base, answer=answer_id, done="We quote it as you put it.", take="yes")
    page = world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes").text
    made = world.file(world.release())

    assert done.status_code == 303
    assert "We quote it as you put it." in page.split('data-slot="done"')[1]
    assert "Ask the carers before anybody else" in made and ANAS not in made and "Ana" not in made


@pytest.mark.both_engines
def test_somebody_without_a_phone_when_they_answer_on_paper_then_it_is_entered_with_who_was_there(
    world: World,
) -> None:
    ana = world.ana.seat.id
    world.house.database.write(
        lambda db: db.execute(update(Participant).where(Participant.id == ana).values(slip="ABCD2345"))
    )
    base = world.ask()
    there = letter(world, base, ana)
    page = world.staff().open(there).text
    given = {"quote-1": world.anas, "answer-1": "keep", "how": "letter"}

    alone = world.staff().send(there, **given)
    kept = world.staff().send(there, witness="Cem", **given)

    assert 'data-slot="reply_sheet"' in page and ANAS in page and BENS not in page
    assert alone.status_code == 422 and "no_witness" in codes(alone.text)
    assert kept.status_code == 303
    with world.house.database.read() as db:
        row = db.scalars(select(QuoteAnswer)).one()
        assert (row.how, row.witnessed_by, row.entered_by is not None) == ("letter", "Cem", True)
        acts = db.scalars(select(Deed.act)).all()
    assert {"quotes_asked", "quotes_letter", "quotes_entered"} <= set(acts)
    assert "Ana" in world.file(world.release())


def test_an_answer_about_anothers_quote_when_entered_on_somebodys_sheet_then_nothing_is_kept(world: World) -> None:
    base = world.ask()
    there = letter(world, base, world.ana.seat.id)
    form = {"quote-1": world.bens, "answer-1": "remove", "how": "letter", "witness": "Cem"}

    refused = world.staff().send(there, **form)
    nothing = world.staff().send(there, how="letter", witness="Cem")

    assert (refused.status_code, nothing.status_code) == (404, 422)
    with world.house.database.read() as db:
        assert db.scalars(select(QuoteAnswer)).all() == []


@pytest.mark.parametrize("role", ["researcher", "coder", "reader", "partner"])
def test_staff_without_the_role_when_they_open_or_send_anything_of_it_then_they_are_refused(
    world: World, role: str
) -> None:
    base = world.ask()
    there = letter(world, base, world.ana.seat.id)
    other = world.staff(role)
    token = re.search(r'name="csrf_token" value="([^"]+)"', other.open("/account").text)
    assert token

    opened = {other.open(path).status_code for path in (f"{world.event}/quotes", base, there)}
    sent = {
        other.post(path, data={"csrf_token": token[1], "answer-1": "remove", "quote-1": world.anas}).status_code
        for path in (f"{world.event}/quotes", base, there)
    }

    assert opened | sent == {403}


def test_phones_when_they_open_the_teams_pages_then_they_are_sent_to_sign_in(world: World) -> None:
    base = world.ask()

    assert world.phone(world.ben).open(letter(world, base, world.ana.seat.id)).status_code in (303, 401)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"holder": " "}, "no_holder"),
        ({"contact": ""}, "no_contact"),
        ({"until": "soon"}, "no_day"),
        ({"until": "2020-01-01"}, "past"),
        ({"audience": "team"}, "no_audience"),
        ({"audience": "public"}, "nobody_quoted"),
        ({"holder": "x" * 161}, "too_long"),
    ],
)
def test_a_round_when_something_is_missing_then_the_form_says_what(
    world: World, wrong: dict[str, str], code: str
) -> None:
    form = {"audience": "partners", "holder": "The board", "contact": "Ada", "until": "2040-01-01", "what": "written"}

    answer = world.staff().send(f"{world.event}/quotes", **(form | wrong))

    assert answer.status_code == 422 and code in codes(answer.text)


def test_a_release_from_before_people_were_asked_when_to_be_approved_then_it_is_refused(world: World) -> None:
    address = world.release()
    world.house.database.write(lambda db: db.execute(update(Release).values(told=False)))

    world.approve(address)

    assert world.state() == ["made"]
    assert 'data-code="not_told"' in world.staff().open(f"{world.event}/export").text


def test_a_round_when_nobody_is_waited_for_any_more_then_its_page_says_so(world: World) -> None:
    base = world.ask()

    assert world.staff().send(base, act="end").status_code == 303

    assert 'data-state="over"' in world.staff().open(f"{world.event}/quotes").text
    assert 'data-round="' not in world.phone(world.ana).open(f"/e/{world.meeting.event_id}/quotes").text
