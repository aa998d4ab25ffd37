"""What phones, door, wall and record say where nothing is recorded, or sound is held back; also by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Open, Served, come_in, ready, told_of_sound, wall_of

pytestmark = pytest.mark.browser
SCENE = "live.sound_scene"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_when_there_is_a_table_without_sound_then_it_is_told_goes_there_by_keyboard_and_nothing_else_changes(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = open_page(NARROWEST, color_scheme=scheme)
    phone.goto(served.at(f"/join#{served.sessions['quiet']['letters']}"))
    expect(phone.locator("[data-slot=quiet_table]")).to_be_visible()
    assert fits(phone) and barriers(phone) == []
    come_in(phone, served, "quiet", sound="yes")
    assert fits(phone)

    phone.locator(".phone__leave [data-slot=quiet_table]").press("Enter")
    expect(phone.locator("[data-slot=quiet_table]")).to_be_visible()
    assert fits(phone) and barriers(phone) == []
    phone.locator("[name=table]").first.focus()
    phone.keyboard.press("ArrowUp")  # from the first to the last, which is the one
    phone.keyboard.press("Enter")

    expect(ready(phone).locator("[data-sound=table_off]")).to_be_visible()
    assert fits(phone) and barriers(phone) == []


def test_phones_and_wall_when_the_session_is_without_sound_then_they_say_so_whatever_people_answered(
    served: Served, open_page: Open
) -> None:
    for sound in ("yes", "no"):
        phone = come_in(open_page(PHONE), served, "off", sound=sound)
        expect(told_of_sound(phone, "no").locator("[data-sound=session_off]")).to_be_visible()
        expect(phone.locator("a[href$='/leave-out']")).to_have_count(0)
    for session in ("off", "quiet"):
        wall = wall_of(open_page(PROJECTOR, staff=True), served, session)
        expect(wall.locator("[data-slot=sound]")).to_be_visible()
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_phone_without_scripts_when_it_moves_to_the_table_without_sound_then_it_says_so(
    served: Served, open_page: Open
) -> None:
    phone = open_page(PHONE, java_script_enabled=False)
    phone.goto(served.at("/join"))
    phone.locator("[name=join_pass]").fill(served.sessions["quiet"]["letters"])
    phone.locator("[type=submit]").first.click()
    phone.locator("[name=notes][value=yes]").check()
    phone.locator("[name=sound][value=no]").check()
    phone.locator("[name=table]").last.check()
    phone.get_by_role("button", name="Go in").click()

    expect(phone.locator("[data-sound=table_off]")).to_be_visible()


def test_the_record_when_its_sound_is_held_back_then_it_says_so_until_when_and_offers_no_player(
    served: Served, open_page: Open
) -> None:
    record = open_page(LAPTOP, staff=True)
    record.goto(served.at(f"/sessions/{served.sessions['held']['id']}/sound"))

    expect(record.locator("[data-held] time")).to_be_visible()
    assert record.locator("audio").count() == 0 and "Ben" not in record.inner_text("main")
    assert fits(record) and barriers(record) == []
