"""Links into a programme: listed while they work, withdrawn, and ended with whoever may have kept one."""

from __future__ import annotations

import re

import pytest

from tests.people.pages import PASSWORD, Browser, first_facilitator
from tests.people.world import World
from tests.support.marks import codes, slots


def invite(world: World, role: str) -> str:
    """The token of a link that Ada makes."""
    shown = world.ada.send(f"{world.people}/invite", page=world.people, role=role).text
    return slots(shown, "invitation")[0].split("#")[1]


def follow(world: World, token: str) -> int:
    """Somebody without an account opens a link and fills in its form."""
    stranger = Browser(world.app)
    return stranger.send("/sign-in/first", token=token, name="Sam", email="sam", password=PASSWORD).status_code


def open_invitations(world: World) -> list[str]:
    """The ids of those that Ada's page lists."""
    return re.findall(r'data-invitation="([^"]+)"', world.ada.open(world.people).text)


def test_an_invitation_when_it_is_used_then_it_is_listed_no_more_and_works_no_more(world: World) -> None:
    token = invite(world, "reader")
    assert len(open_invitations(world)) == 1

    first, second = follow(world, token), follow(world, token)

    assert (first, second) == (303, 410)
    assert open_invitations(world) == []


def test_an_invitation_when_a_lead_withdraws_it_then_its_link_opens_nothing_and_the_others_do(world: World) -> None:
    lost, kept = invite(world, "reader"), invite(world, "coder")
    (first, _second) = open_invitations(world)

    answer = world.ada.send(f"{world.people}/withdraw", page=world.people, invitation=first)

    assert answer.status_code == 303 and "withdraw" in codes(world.ada.open(world.people).text)
    assert (follow(world, lost), follow(world, kept)) == (410, 303)


def test_an_invitation_that_was_used_when_withdrawn_then_the_page_says_so(world: World) -> None:
    token = invite(world, "reader")
    (listed,) = open_invitations(world)
    follow(world, token)

    answer = world.ada.send(f"{world.people}/withdraw", page=world.people, invitation=listed)

    assert answer.status_code == 409 and "invitation_over" in codes(answer.text)


def test_an_invitation_when_the_lead_of_another_programme_withdraws_it_then_it_works_on(world: World) -> None:
    token = invite(world, "reader")
    (listed,) = open_invitations(world)
    theirs = re.findall(r'href="(/desk/programmes/[^"]+/members)"', world.lea.open("/desk").text)[0]

    answer = world.lea.send(f"{theirs}/withdraw", page=theirs, invitation=listed)

    assert (answer.status_code, follow(world, token)) == (404, 303)


def test_a_lead_who_kept_a_link_when_they_lead_no_more_then_it_does_not_bring_them_back(world: World) -> None:
    bo_id, bo = world.colleague("lead")
    kept = slots(bo.send(f"{world.people}/invite", page=world.people, role="lead").text, "invitation")[0]

    world.ada.send(f"{world.people}/role", page=world.people, staff_id=bo_id, role="reader")

    assert follow(world, kept.split("#")[1]) == 410


@pytest.mark.parametrize("act", ["disable", "reset", "delete"])
def test_a_lead_who_kept_a_link_when_an_owner_ends_their_account_then_it_does_not_bring_them_back(
    browser: Browser, act: str
) -> None:
    """Seen red for each: whoever had been put out made themselves an account, as a lead."""
    first_facilitator(browser)
    programme = browser.send("/desk/programmes/new", title="Ours").headers["Location"].split("/")[3]
    people = f"/desk/programmes/{programme}/members"
    bo = Browser(browser.app)
    bo.send("/sign-in/first", token=_invited(browser, people), name="Bo", email="bo", password=PASSWORD)
    kept = _invited(bo, people)
    bo_id = re.findall(r'data-account="([^"]+)"', browser.open("/accounts").text)[1]

    browser.send(f"/accounts/{act}", page="/accounts", staff_id=bo_id, sure="yes")

    stranger = Browser(browser.app)
    answer = stranger.send("/sign-in/first", token=kept, name="Bo", email="bo-again", password=PASSWORD)
    assert answer.status_code == 410


def _invited(lead: Browser, people: str) -> str:
    shown = lead.send(f"{people}/invite", page=people, role="lead").text
    return slots(shown, "invitation")[0].split("#")[1]


def test_a_lead_when_they_become_a_partner_then_they_are_led_to_a_page_that_they_may_open(world: World) -> None:
    world.colleague("lead")

    answer = world.ada.send(f"{world.people}/role", page=world.people, staff_id=world.ada_id, role="partner")

    assert world.ada.open(answer.location).status_code == 200
