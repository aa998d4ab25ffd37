"""Staff of one programme find nothing of another, on no page; what a role may do, and what ends with a membership."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from retreat.database import Database
from retreat.ids import system_ids
from retreat.people.models import Member, Participant
from retreat.people.ports import named_things
from retreat.programme.operations import create_programme
from retreat.search.models import Passage
from retreat.web.guard import access_of
from tests.people.pages import Browser
from tests.people.world import TITLE, WRITTEN, World, move_session, roles_in
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.planning import sign_in
from tests.support.rooms import send_sound


@dataclass(frozen=True)
class Elsewhere:
    """Somebody with a session of their own."""

    browser: Browser
    record: str


def reads_there(world: World, clock: HandClock) -> Elsewhere:
    """Lea leads her own programme, with a session in it, and is a reader in Ada's."""
    own = Meeting.open(world.database, clock, tables=2)
    (theirs,) = roles_in(world, world.lea_id)
    world.database.write(lambda db: move_session(db, own.session_id, theirs))
    world.ada.send(f"{world.people}/add", page=world.people, email="lea", role="reader")
    return Elsewhere(world.lea, f"/sessions/{own.session_id}")


def places_of(world: World, word: str) -> list[str]:
    """Where a word stands, as the form of replacing names the places."""
    found = world.ada.open(f"{world.record}/replace?find={word}&scope=session&whole=yes").text
    return re.findall(r'name="place" value="([^"]+)"', found)


@pytest.mark.both_engines
def test_staff_of_another_programme_when_they_open_every_address_then_they_find_nothing(world: World) -> None:
    named = world.names() | dict.fromkeys(("n", "turn", "day", "number"), 0)
    answers, open_to_all = {}, {}
    for rule in world.app.url_map.iter_rules():
        if access_of(world.app, rule.endpoint) != "staff":
            continue
        _host, path = rule.build({name: named.get(name, "x") for name in rule.arguments}) or ("", "")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            told = world.lea.client.open(path, method=method, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
            if rule.arguments & named_things():
                answers[method, path] = told.status_code
            else:
                open_to_all[method, path] = told.text

    assert len(answers) > 50 and set(answers.values()) == {404}, {k: v for k, v in answers.items() if v != 404}
    assert {path for _method, path in open_to_all} == {
        "/account", "/account/second-step", "/account/second-step/x", "/account/sign-ins", "/accounts", "/accounts/x",
        "/accounts/log", "/accounts/log.csv", "/citation", "/desk", "/desk/programmes/new", "/queue",
        "/queue/estimate", "/search", "/search/file",
        "/searches", "/searches/x/x",
    }  # fmt: skip
    for text in open_to_all.values():
        assert WRITTEN not in text and TITLE not in text and world.meeting.session_id not in text


def test_staff_of_another_programme_when_they_put_others_ids_behind_a_session_of_their_own_then_nothing_leaks(
    world: World, clock: HandClock
) -> None:
    own = Meeting.open(world.database, clock, tables=2)
    (theirs,) = roles_in(world, world.lea_id)
    world.database.write(lambda db: move_session(db, own.session_id, theirs))
    foreign = world.names() | {"session_id": own.session_id, "n": 0, "turn": 0}
    asked = "?transcript={transcript_id}&recording={recording_id}&level=full&show=doubtful&voice=S1"
    links = ("&passage={passage_id}", "&words={transcript_id}.0-3")
    with world.database.read() as db:
        passage_id = db.scalars(select(Passage.id).where(Passage.session_id == world.meeting.session_id)).first()
    told = {}
    for rule in world.app.url_map.iter_rules():
        if (
            "session_id" in rule.arguments
            and "GET" in (rule.methods or ())
            and access_of(world.app, rule.endpoint) == "staff"
        ):
            _host, path = rule.build({name: foreign.get(name, "x") for name in rule.arguments}) or ("", "")
            answer = world.lea.open(path + asked.format(**foreign))
            told[rule.endpoint] = answer.status_code, answer.text

    record = f"/sessions/{own.session_id}{asked}"
    for link in links:
        answer = world.lea.open((record + link).format(passage_id=passage_id, **foreign))
        told[link] = answer.status_code, answer.text
        assert answer.status_code == 404
    assert told["record.read"][0] == 200 and len(told) > 20
    for endpoint, (_status, text) in told.items():
        assert WRITTEN not in text and "garden" not in text, endpoint


@pytest.mark.both_engines
@pytest.mark.parametrize("asked", ["carers", "garden", "garden&session={session_id}", "house"])
def test_staff_of_another_programme_when_they_search_then_only_members_have_hits(world: World, asked: str) -> None:
    path = f"/search?q={asked.format(**world.names())}"

    theirs, ours = world.lea.open(path), world.ada.open(path)

    assert '<li class="hit">' in ours.text and TITLE in ours.text
    assert '<li class="hit">' not in theirs.text and TITLE not in theirs.text


def test_sound_that_waits_when_the_queue_is_looked_at_then_only_members_see_it(world: World) -> None:
    send_sound(world.ada, world.meeting.session_id, wav(30.0), "whose talk.wav")

    assert "whose talk.wav" in world.ada.open("/queue").text
    assert "whose talk.wav" not in world.lea.open("/queue").text


def test_somebody_who_works_here_and_only_reads_there_when_they_replace_there_from_here_then_nothing_changes(
    world: World, clock: HandClock
) -> None:
    lea = reads_there(world, clock)
    heard = world.heard.transcript_id
    place = {"find": "garden", "with": "desert", "scope": "programme", "place": places_of(world, "garden")}
    token = token_of(world.ada.open("/account").text)
    assert place["place"] and all(one.startswith(heard) for one in place["place"])

    lea.browser.post(f"{lea.record}/replace", data=place | {"csrf_token": token_of(lea.browser.open("/account").text)})
    assert "desert" not in world.ada.open(world.record).text

    world.ada.post(f"{world.record}/replace", data=place | {"csrf_token": token})
    replaced = world.ada.open(f"{world.record}/replace").text
    (undo,) = re.findall(rf'action="{world.record}(/replace/[^"]+/undo)"', replaced)
    lea.browser.post(f"{lea.record}{undo}", data={"csrf_token": token_of(lea.browser.open("/account").text)})

    assert world.ada.open(f"{world.record}/replace").text.count("/undo") == 1
    assert "desert" in world.ada.open(world.record).text


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("lead", {"record": 200, "add": 200, "desk": 200, "invite": 200}),
        ("facilitator", {"record": 200, "add": 200, "desk": 200, "invite": 403}),
        ("researcher", {"record": 200, "add": 200, "desk": 403, "invite": 403}),
        ("coder", {"record": 200, "add": 403, "desk": 403, "invite": 403}),
        ("reader", {"record": 200, "add": 403, "desk": 403, "invite": 403}),
        ("partner", {"record": 403, "add": 403, "desk": 403, "invite": 403}),
    ],
)
def test_a_colleague_when_they_have_a_role_then_they_may_do_what_it_says_and_no_more(
    world: World, role: str, may: dict[str, int]
) -> None:
    _id, browser = world.colleague(role)
    token = token_of(browser.open("/account").text)

    done = {
        "record": browser.open(world.record),
        "add": browser.open(f"{world.record}/add"),
        "desk": browser.open(f"/desk/sessions/{world.meeting.session_id}"),
        "invite": browser.post(f"{world.people}/invite", data={"csrf_token": token, "role": "reader"}),
    }

    assert {name: answer.status_code for name, answer in done.items()} == may
    assert all(codes(answer.text) == ["role"] for answer in done.values() if answer.status_code == 403)


def test_a_reader_when_they_change_something_all_the_same_then_it_stays(world: World) -> None:
    _id, browser = world.colleague("reader")
    token = token_of(browser.open("/account").text)
    turn = f"{world.record}/transcripts/{world.heard.transcript_id}/turns/0"
    before = world.ada.open(world.record).text

    typed = browser.post(turn, data={"csrf_token": token, "text": "We never said this.", "version": "0"})
    sent = send_sound(browser, world.meeting.session_id, wav(), "talk.wav")

    assert (typed.status_code, sent.status_code) == (403, 403)
    assert "We never said this." not in before + world.ada.open(world.record).text


def test_a_partner_when_they_search_then_only_what_was_agreed_to_be_shared_is_found(world: World) -> None:
    yes = {"attend": True, "notes_kept": True}
    world.meeting.join("Bea", consents=yes | {"share_partners": True}).note("Pelicans for all", share="everyone")
    world.meeting.join("Cleo", consents=yes).note("Pelicans for us", share="everyone")
    _id, partner = world.colleague("partner")

    found = partner.open("/search?q=pelicans").text

    assert "for all" in found and "for us" not in found


def test_a_membership_when_ended_then_the_desk_that_they_had_open_is_closed_and_they_find_nothing(world: World) -> None:
    bo_id, bo = world.colleague("facilitator")
    bo.open(f"/desk/sessions/{world.meeting.session_id}")
    assert bo.open(world.record).status_code == 200

    answer = world.ada.send(f"{world.people}/end", page=world.people, staff_id=bo_id)

    assert answer.status_code == 303
    assert bo.open(world.record).status_code == 404 and TITLE not in bo.open("/desk").text
    with world.database.read() as db:
        assert all(desk.revoked_at for desk in db.scalars(select(Participant).where(Participant.staff_id == bo_id)))

    again = world.ada.send(f"{world.people}/add", page=world.people, email="facilitator", role="facilitator")
    assert again.status_code == 303
    assert 'id="boot"' in bo.open(f"/desk/sessions/{world.meeting.session_id}").text


@pytest.mark.both_engines
def test_the_last_lead_when_leaving_or_becoming_less_then_it_is_refused_until_there_is_another(world: World) -> None:
    bo_id, bo = world.colleague("facilitator")

    less = world.ada.send(f"{world.people}/role", page=world.people, staff_id=world.ada_id, role="reader")
    leaving = world.ada.send(f"{world.people}/end", page=world.people, staff_id=world.ada_id)
    assert (less.status_code, leaving.status_code) == (409, 409) and "last_lead" in codes(leaving.text)

    world.ada.send(f"{world.people}/role", page=world.people, staff_id=bo_id, role="lead")
    left = world.ada.send(f"{world.people}/end", page=world.people, staff_id=world.ada_id)

    assert (left.status_code, left.location) == (303, "/desk")
    assert bo.open(world.people).text.count("data-member=") == 1


@pytest.mark.parametrize(
    ("act", "fields", "status", "code"),
    [
        ("add", {"email": "nobody", "role": "reader"}, 422, "no_account"),
        ("add", {"email": "", "role": "reader"}, 422, "no_account"),
        ("add", {"email": "lea", "role": "king"}, 422, "no_role"),
        ("add", {"email": "ada", "role": "reader"}, 409, "already_in"),
        ("invite", {"role": ""}, 422, "no_role"),
        ("role", {"staff_id": "nobody", "role": "reader"}, 404, None),
        ("crown", {}, 404, None),
    ],
)
def test_a_slip_on_the_page_of_people_when_sent_then_it_is_said_and_nobody_changes(
    world: World, act: str, fields: dict[str, str], status: int, code: str | None
) -> None:
    before = world.ada.open(world.people).text.count("data-role=")

    answer = world.ada.send(f"{world.people}/{act}", page=world.people, **fields)

    assert answer.status_code == status and (code is None or code in codes(answer.text))
    assert world.ada.open(world.people).text.count("data-role=") == before


def test_a_programme_that_the_command_line_made_when_the_first_account_comes_then_it_leads_it(
    database: Database, clock: HandClock
) -> None:
    made = database.write(lambda db: create_programme(db, title="P", now=clock(), ids=system_ids))
    ada, _token = database.write(lambda db: sign_in(db, clock()))

    later = database.write(lambda db: create_programme(db, title="Q", now=clock(), ids=system_ids))

    with database.read() as db:
        rows = {(row.programme_id, row.staff_id): row.role for row in db.scalars(select(Member))}
    assert rows == {(made, ada): "lead", (later, ada): "lead"}
