"""Accounts end, and with them sign-ins, desks and walls. What people did for the record stays."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.database import Database
from retreat.errors import Conflict, NotSignedIn
from retreat.ids import system_ids
from retreat.people.access import desk_of_token
from retreat.people.accounts import IDLE_S, SIGN_IN_LASTS_S, end_all_sign_ins, signed_in_by, start_sign_in
from retreat.people.managing.operations import disable, enable, make_owner, remove, reset
from retreat.people.members import roles_of
from retreat.people.models import Member, Participant, SignIn, Staff
from retreat.people.operations import desk_token
from retreat.people.sign_ins import any_overdue, browser_named, desk_used, end_overdue, sign_ins_of
from retreat.programme.models import DialogueSession
from retreat.transcripts.naming import LEFT, name_of
from tests.people.make import make_session, make_staff
from tests.people.pages import Browser, first_facilitator
from tests.people.world import World
from tests.support.clock import HandClock
from tests.support.marks import codes, slots

SECRET = "a secret of the tests"


@dataclass
class Desk:
    """Ada, who owns the toolkit, and Ben with a desk and a wall of his."""

    database: Database
    clock: HandClock

    def __post_init__(self) -> None:
        self.session_id = make_session(self.database, self.clock).id
        self.ada, _sign_in = make_staff(self.database, self.clock, email="ada")
        self.ben, self.sign_in_id = make_staff(self.database, self.clock, email="ben")
        self.database.write(lambda db: make_owner(db, self.ada))
        self.desk, self.wall = self.opened("facilitator"), self.opened("screen")

    def opened(self, kind: str, sign_in_id: str = "") -> str:
        """The token of a desk or a wall of Ben's."""
        return self.database.write(
            lambda db: desk_token(
                db,
                session_id=self.session_id,
                staff_id=self.ben,
                sign_in_id=sign_in_id or self.sign_in_id,
                secret_key=SECRET,
                now=self.clock(),
                ids=system_ids,
                kind=kind,  # type: ignore[arg-type]
            )
        )

    def are_open(self) -> list[bool]:
        """Of desk and wall."""
        return [self.is_open(token) for token in (self.desk, self.wall)]

    def is_open(self, token: str) -> bool:
        with self.database.read() as db:
            try:
                return bool(desk_of_token(db, token))
            except NotSignedIn:
                return False


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Desk:
    return Desk(database, clock)


def test_an_account_when_disabled_then_its_sign_ins_desks_and_walls_end_with_it(desk: Desk) -> None:
    """Seen red with a disabling that only says so in the account's row."""
    assert desk.are_open() == [True, True]

    desk.database.write(lambda db: disable(db, desk.ben, now=desk.clock()))

    assert desk.are_open() == [False, False]
    with desk.database.read() as db:
        assert sign_ins_of(db, desk.ben, now=desk.clock()) == ()
    with pytest.raises(NotSignedIn):
        desk.opened("facilitator")
    with pytest.raises(NotSignedIn):
        desk.database.write(lambda db: start_sign_in(db, staff_id=desk.ben, now=desk.clock(), ids=system_ids))


def test_an_account_when_enabled_again_then_nothing_that_ended_comes_back(desk: Desk) -> None:
    desk.database.write(lambda db: disable(db, desk.ben, now=desk.clock()))
    desk.database.write(lambda db: enable(db, desk.ben))

    assert desk.are_open() == [False, False]
    with pytest.raises(NotSignedIn):
        desk.opened("facilitator")
    desk.database.write(lambda db: start_sign_in(db, staff_id=desk.ben, now=desk.clock(), ids=system_ids))


@pytest.mark.parametrize("after_s", [IDLE_S, SIGN_IN_LASTS_S])
def test_a_sign_in_when_it_runs_out_then_its_desks_end_too(desk: Desk, after_s: int) -> None:
    """Seen red: a desk went on for as long as its session."""
    if after_s == SIGN_IN_LASTS_S:
        desk.database.write(lambda db: db.execute(update(SignIn).values(last_seen_at=SignIn.expires_at)))
    desk.clock.forward(seconds=after_s - 1)
    desk.database.write(lambda db: end_overdue(db, now=desk.clock()))
    before = desk.are_open()
    desk.clock.forward(seconds=1)
    with desk.database.read() as db:
        assert any_overdue(db, now=desk.clock())
    desk.database.write(lambda db: end_overdue(db, now=desk.clock()))

    assert (before, desk.are_open()) == ([True, True], [False, False])
    with desk.database.read() as db:
        assert not any_overdue(db, now=desk.clock())


def test_somebody_who_leads_all_day_when_they_open_no_page_then_their_desk_stays(desk: Desk) -> None:
    """Seen red without the desk's own acts counting as use."""
    with desk.database.read() as db:
        seat = desk_of_token(db, desk.desk)
    for _hour in range(13):
        desk.clock.forward(hours=1)
        desk.database.write(lambda db: desk_used(db, seat.id, now=desk.clock()))
    desk.database.write(lambda db: end_overdue(db, now=desk.clock()))

    assert desk.are_open() == [True, True]


def test_all_other_sign_ins_when_ended_then_only_their_desks_end(desk: Desk) -> None:
    other = desk.database.write(lambda db: start_sign_in(db, staff_id=desk.ben, now=desk.clock(), ids=system_ids))
    with desk.database.read() as db:
        found = signed_in_by(db, other, now=desk.clock())
    assert found
    mine = desk.opened("facilitator", found[0].sign_in_id)

    ended = desk.database.write(lambda db: end_all_sign_ins(db, desk.ben, now=desk.clock(), but=found[0].sign_in_id))

    assert ended == 1 and desk.are_open() == [False, False] and desk.is_open(mine)


def test_an_account_when_deleted_then_nothing_of_the_person_is_left_and_what_they_made_stays(desk: Desk) -> None:
    def planned(db: Session) -> None:
        db.get_one(DialogueSession, desk.session_id).created_by = desk.ben

    desk.database.write(planned)
    name = desk.database.write(lambda db: remove(db, desk.ben, by=desk.ada, now=desk.clock()))

    with desk.database.read() as db:
        assert db.get(Staff, desk.ben) is None
        for table in (SignIn, Member):
            assert db.scalars(select(table).where(table.staff_id == desk.ben)).all() == []
        assert db.get_one(DialogueSession, desk.session_id).created_by is None
        seats = db.scalars(select(Participant).where(Participant.session_id == desk.session_id)).all()
        assert len(seats) == 2 and all(seat.staff_id is None and seat.revoked_at for seat in seats)
        assert name_of(db, desk.ben) == LEFT
    assert name == "Ada" and desk.are_open() == [False, False]


def test_the_only_lead_of_a_programme_when_deleted_then_the_owner_leads_it(world: World) -> None:
    elsewhere = world.elsewhere(world.house.clock)  # type: ignore[arg-type]
    cem_id, _cem = world.staff("cem", programme_id=elsewhere)
    world.database.write(lambda db: make_owner(db, world.ada_id))

    def left_alone(db: Session) -> str:
        for row in db.scalars(select(Member).where(Member.programme_id == elsewhere, Member.staff_id != cem_id)):
            row.ended_at = row.since
        db.flush()
        return remove(db, cem_id, by=world.ada_id, now=world.house.clock())

    world.database.write(left_alone)

    with world.database.read() as db:
        assert roles_of(db, world.ada_id)[elsewhere] == "lead"


def test_the_last_owner_when_they_are_to_go_then_they_stay_until_there_is_another(desk: Desk) -> None:
    def refused(act: object) -> str:
        with pytest.raises(Conflict) as error:
            desk.database.write(act)  # type: ignore[arg-type]
        return error.value.code

    for act in (
        lambda db: disable(db, desk.ada, now=desk.clock()),
        lambda db: remove(db, desk.ada, by=None, now=desk.clock()),
    ):
        assert refused(act) == "last_owner"
    desk.database.write(lambda db: make_owner(db, desk.ben))
    desk.database.write(lambda db: remove(db, desk.ada, by=None, now=desk.clock()))
    assert refused(lambda db: disable(db, desk.ben, now=desk.clock())) == "last_owner"


def test_a_disabled_account_when_reset_or_made_owner_then_it_is_refused(desk: Desk) -> None:
    desk.database.write(lambda db: disable(db, desk.ben, now=desk.clock()))

    for act in (
        lambda db: reset(db, desk.ben, now=desk.clock(), ids=system_ids),
        lambda db: make_owner(db, desk.ben),
    ):
        with pytest.raises(Conflict) as error:
            desk.database.write(act)
        assert error.value.code == "disabled"


def owner_and_colleague(browser: Browser) -> tuple[Browser, str]:
    """Ada owns the toolkit; Rhys has an account, by his id."""
    first_facilitator(browser)
    made = browser.send("/desk/programmes/new", page="/desk/programmes/new", title="Our work")
    people = made.location.removesuffix("/events/new") + "/members"
    (link,) = slots(browser.send(f"{people}/invite", page=people, role="researcher").text, "invitation")
    colleague = Browser(browser.app)
    colleague.send("/sign-in/first", token=link, name="Rhys", email="rhys", password="rain on a tin roof")
    with browser.app.extensions["retreat"].database.read() as db:
        return colleague, db.scalars(select(Staff.id).where(Staff.email == "rhys")).one()


def test_the_first_account_when_made_then_it_owns_and_others_do_not_see_the_page(browser: Browser) -> None:
    colleague, _rhys = owner_and_colleague(browser)

    assert browser.open("/accounts").status_code == 200
    refused = colleague.open("/accounts")
    assert refused.status_code == 403 and codes(refused.text) == ["not_owner"]
    assert colleague.send("/accounts/disable", page="/account", staff_id="x").status_code == 403


def test_a_colleague_when_reset_on_the_page_then_their_password_ends_and_the_link_sets_another_once(
    browser: Browser,
) -> None:
    colleague, rhys = owner_and_colleague(browser)
    (link,) = slots(browser.send("/accounts/reset", page="/accounts", staff_id=rhys).text, "reset_link")
    anew = Browser(browser.app)

    assert colleague.open("/desk").status_code == 303
    assert anew.send("/sign-in", email="rhys", password="rain on a tin roof").status_code == 401
    assert anew.send("/sign-in/again", token=link, password="short").status_code == 422
    assert anew.send("/sign-in/again", token=link, password="snow on a tin roof").status_code == 303
    assert anew.open("/desk").status_code == 200
    assert Browser(browser.app).send("/sign-in/again", token=link, password="hail on a tin roof").status_code == 410


def test_a_reset_link_when_a_day_has_passed_or_another_was_made_then_it_works_no_more(
    browser: Browser, clock: HandClock
) -> None:
    _colleague, rhys = owner_and_colleague(browser)

    def link() -> str:
        return slots(browser.send("/accounts/reset", page="/accounts", staff_id=rhys).text, "reset_link")[0]

    first, second = link(), link()
    assert Browser(browser.app).send("/sign-in/again", token=first, password="snow on a tin roof").status_code == 410
    clock.forward(hours=25)
    assert Browser(browser.app).send("/sign-in/again", token=second, password="snow on a tin roof").status_code == 410


def test_an_account_on_the_page_when_deleted_then_somebody_has_to_be_sure(browser: Browser) -> None:
    colleague, rhys = owner_and_colleague(browser)

    unsure = browser.send("/accounts/delete", page="/accounts", staff_id=rhys)
    sure = browser.send("/accounts/delete", page="/accounts", staff_id=rhys, sure="yes")

    assert unsure.status_code == 409 and codes(unsure.text) == ["not_sure"]
    assert sure.status_code == 303 and rhys not in browser.open("/accounts").text
    assert colleague.open("/desk").status_code == 303


def test_sign_ins_on_the_page_when_seen_then_each_says_where_and_can_be_ended(browser: Browser) -> None:
    first_facilitator(browser)
    laptop = Browser(browser.app, address="127.0.0.2")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
    shown = laptop.open("/sign-in").text
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "email": "ada@example.org", "password": "rain on a tin roof"}
    laptop.post("/sign-in", data=fields, headers={"User-Agent": agent})
    page = browser.open("/account/sign-ins").text

    assert "Firefox on Windows" in page and "127.0.0.2" in page
    browser.send("/account/sign-ins")
    assert laptop.open("/desk").status_code == 303 and browser.open("/desk").status_code == 200
    theirs = browser.send("/account/sign-ins", which="of somebody else")
    assert theirs.status_code == 404


@pytest.mark.parametrize(
    "agent, name",
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.5.0", None),
        (None, None),
        ("\x00" * 10_000 + "Firefox/1" * 1000, "Firefox"),
    ],
)
def test_a_browser_when_it_says_what_it_is_then_it_has_a_short_name(agent: str | None, name: str | None) -> None:
    assert browser_named(agent) == name
