"""A round of assumptions as people meet it: brought up, placed and tested on phones, brought by tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    Open,
    Served,
    answer,
    come_in,
    desk_of,
    ready,
    wall_of,
    write_note,
)

pytestmark = pytest.mark.browser
SCENE = "interactions.assumptions_server"
FEW = 5


def assumption(page: Page, text: str = "If it was not written down") -> Locator:
    """One of the assumptions, by its words."""
    return page.locator("[data-assumption]", has_text=text)


def finding(page: Page, text: str) -> Locator:
    """What somebody wrote on one."""
    return page.locator("[data-finding]", has_text=text)


def write(inside: Locator, part: str, *texts: str, share: str = "", outcome: str = "") -> None:
    """Open a fold, write in its boxes and send it."""
    fold = inside.locator(f"[data-write='{part}']")
    fold.locator("summary").click()
    if outcome:
        fold.locator(f"input[value={outcome}]").check()
    boxes = fold.locator("textarea, input[type=text]")
    for place, text in enumerate(texts):
        boxes.nth(place).fill(text)
    if share:
        fold.locator(f"input[value={share}]").check()
    fold.locator("button[type=submit]").click()


def sit(page: Page, served: Served, session: str, table: int) -> Page:
    """Come in and sit down at a table."""
    come_in(page, served, session)
    page.goto(served.at(f"/s/{served.sessions[session]['id']}/table"))
    page.locator("input[name=table]").nth(table - 1).check()
    page.locator("main form button[type=submit]").first.click()
    return ready(page)


def write_at_table(page: Page, text: str) -> None:
    """Write a note that one's table may read."""
    page.locator("#note-text").fill(text)
    page.locator(".composer input[value=table]").check()
    page.locator(".composer button[type=submit]").click()


def place(page: Page, depth: str) -> None:
    """Say how deep one sees the first assumption lie."""
    assumption(page).locator(f"input[value={depth}]").first.check()


def test_assumption_when_written_on_and_placed_then_the_wall_tells_all_of_it_and_a_spread_of_five(
    served: Served, open_page: Open
) -> None:
    phones = [come_in(open_page(PHONE), served, "round") for _ in range(FEW)]
    desk = desk_of(open_page(LAPTOP, staff=True), served, "round")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "round")
    write(assumption(phones[0]), "for", "We file it so.", share="everyone")
    write(assumption(phones[1]), "against", "A talk that nobody wrote down changed a plan.", share="everyone")
    write(assumption(phones[1]), "test", "Ask ten people.", "Two of us", "Before May", share="everyone")

    expect(finding(wall, "Ask ten people.").locator(".assumption__task")).to_be_visible()
    expect(finding(wall, "changed a plan")).to_have_attribute("data-found", "against")
    for phone, depth in zip(phones, ("ground", "stone", "stone", "bedrock", "bedrock"), strict=True):
        place(phone, depth)
    desk.locator("[data-act='assumption.spread']").click()
    for page in (wall, phones[3]):
        row = page.locator("[data-slot=spread] [data-depth=stone] td").first
        expect(row).to_contain_text("2")
    write(assumption(phones[2]), "outcome", "Only for plans.", outcome="changed", share="everyone")
    expect(assumption(wall).locator("[data-slot=now]")).to_be_visible()
    phones[3].reload()
    expect(assumption(phones[3]).locator("input[value=bedrock]").first).to_be_checked()


def test_table_when_it_brings_an_assumption_then_the_desk_and_others_read_it_as_the_tables(
    served: Served, open_page: Open
) -> None:
    ana, ben = (sit(open_page(PHONE), served, "tables", 1) for _ in range(2))
    cy = sit(open_page(PHONE), served, "tables", 2)
    desk = desk_of(open_page(LAPTOP, staff=True), served, "tables")
    write(ana.locator("#phone"), "assumption", "Numbers convince.", share="table")
    expect(assumption(ben, "Numbers convince.")).to_be_visible()
    expect(desk.locator("[data-table][data-many='1']")).to_have_count(1)
    expect(assumption(desk, "Numbers convince.")).to_have_count(0)

    write(assumption(ben, "Numbers convince."), "for", "They moved a budget.", share="table")
    expect(finding(ana, "They moved a budget.")).to_be_visible()

    ana.goto(served.at(f"/s/{served.sessions['tables']['id']}/table"))
    ana.locator("[data-act='readback.open']").click()
    for page in (ready(ana), ben):
        expect(page.locator("[data-slot=read_back] [data-line]")).to_have_count(2)
    read = ben.locator("[data-slot=read_back] [data-line]", has_text="They moved a budget.")
    expect(read.get_by_text("“Numbers convince.”")).to_be_visible()
    read.locator("[data-act=confirmed]").click()
    expect(ana.locator("[data-line][data-answer=confirmed]")).to_have_count(1)
    assert barriers(ana) == []

    assumption(ben, "Numbers convince.").locator("[data-opens=bring]").first.click()
    ben.locator("[data-act='assumption.bring']").click()

    expect(finding(cy, "They moved a budget.")).to_be_visible()
    for page in (cy, desk, ana):
        expect(assumption(page, "Numbers convince.").locator("[data-slot=from_table]").first).to_be_visible()
    expect(desk.locator("[data-table][data-many='0']")).to_have_count(2)


def test_assumptions_for_everyone_when_the_step_keeps_them_then_all_see_them_in_the_next_step(
    served: Served, open_page: Open
) -> None:
    ana, cy = (sit(open_page(PHONE), served, "stays", table) for table in (1, 2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "stays")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "stays")
    write(ana.locator("#phone"), "assumption", "Numbers convince.", share="everyone")
    write(ana.locator("#phone"), "assumption", "Only our table.", share="table")
    write(assumption(ana, "Numbers convince."), "for", "Budgets follow them.", share="everyone")
    expect(assumption(cy, "Budgets follow them.")).to_have_count(1)

    desk.locator("[data-step=close] .button--primary").click()
    desk.locator("[data-step=open] .button--primary").click()

    plain = open_page(PHONE, java_script_enabled=False)
    plain.goto(served.at("/"))
    plain.context.add_cookies(cy.context.cookies())
    plain.goto(cy.url)
    for page in (ana, cy, desk, plain):
        stays = page.locator("[data-slot=stays]")
        stays.locator("summary").click()
        expect(stays.locator("[data-finding]")).to_be_visible()
        expect(stays.locator("[data-assumption]")).to_have_count(2)  # the step's own one, and hers
        expect(stays.locator("[data-slot=example]")).to_have_count(1)
    assert barriers(ana) == [] and barriers(desk) == []
    expect(wall.locator("[data-slot=stays], .wall__assumption", has_text="Numbers convince.")).to_be_visible()
    write_note(cy, "Ask for accounts first.")
    expect(desk.locator("[data-note]")).to_have_count(1)

    desk.locator("[data-step] .link").click()
    desk.locator("[data-act='session.end']").click()
    hers = ana.locator("[data-made=assumption] [data-thing]")
    expect(hers).to_have_count(3)  # on the closing page, not only on “My day”
    budgets = hers.filter(has_text="Budgets follow them.")
    budgets.locator("summary").click()
    budgets.locator("button[type=submit]").click()
    expect(hers).to_have_count(2)
    expect(ana.locator("[data-code=ended]")).to_be_visible()


def test_piece_when_refused_after_its_fold_has_closed_then_the_fold_says_so_and_gives_the_words_back(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "plain")
    too_long = "many words " * 80
    box = assumption(phone).locator("[data-write=against] textarea")
    box.evaluate("(box) => box.removeAttribute('maxlength')")
    write(assumption(phone), "against", too_long)

    said = assumption(phone).locator("[data-slot=refused_here]")
    expect(said).to_have_attribute("data-code", "too_long")
    expect(assumption(phone).locator("[data-write=against]")).not_to_have_attribute("open", "")
    assert barriers(phone) == []
    said.locator("[data-act=write_again]").press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(too_long.strip())
    expect(finding(phone, "many words")).to_have_count(0)
    box.fill("Fewer words.")
    assumption(phone).locator("[data-write=against] button[type=submit]").click()
    expect(finding(phone, "Fewer words.").locator("[data-state=saved]")).to_be_visible()


def test_notes_of_tables_when_the_desk_may_read_and_tables_bring_then_it_sees_them_live_and_the_wall_what_is_brought(
    served: Served, open_page: Open
) -> None:
    ana, ben = (sit(open_page(PHONE), served, "notes", 1) for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "notes")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "notes")
    write_at_table(ana, "From our table.")

    expect(desk.locator("[data-slot=table_notes] [data-note]")).to_have_count(1)
    expect(desk.locator("[data-slot=at_tables] [data-many='1']")).to_have_count(1)
    ben.locator("[data-slot=bring] [data-opens=bring]").click()
    ben.locator("[data-act='note.bring']").click()

    expect(wall.locator("[data-note]", has_text="From our table.").locator("[data-slot=writer]")).to_be_visible()
    expect(desk.locator("[data-slot=table_notes]")).to_have_count(0)


def test_notes_of_tables_when_the_step_says_nothing_then_the_desk_only_counts_and_nobody_can_bring(
    served: Served, open_page: Open
) -> None:
    ana, ben = (sit(open_page(PHONE), served, "counted", 1) for _ in range(2))
    desk = desk_of(open_page(LAPTOP, staff=True), served, "counted")
    write_at_table(ana, "Only for us.")

    expect(desk.locator("[data-slot=at_tables] [data-many='1']")).to_have_count(1)
    expect(ben.locator("[data-note]")).to_have_count(1)
    expect(ben.locator("[data-slot=bring]")).to_have_count(0)
    expect(desk.locator("[data-note]")).to_have_count(0)


def test_assumption_when_led_by_keys_alone_then_evidence_is_written_and_depth_placed(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "looks")
    assumption(phone).locator("[data-write='for'] summary").focus()
    for key in ("Enter", "Tab"):
        phone.keyboard.press(key)
    phone.keyboard.type("By keys.")
    assumption(phone).locator("[data-write='for'] button[type=submit]").focus()
    phone.keyboard.press("Enter")
    expect(finding(phone, "By keys.").locator("[data-state=saved]")).to_be_visible()

    assumption(phone).locator("input[value=ground]").first.focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowRight")

    expect(assumption(phone).locator("input[value=stone]").first).to_be_checked()
    finding(phone, "By keys.").locator("[data-opens=remove]").focus()
    phone.keyboard.press("Enter")
    expect(finding(phone, "By keys.").locator("[data-first]")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assumptions_when_checked_by_axe_and_on_a_narrow_phone_then_nothing_is_in_the_way(
    served: Served, open_page: Open, scheme: str
) -> None:
    phone = come_in(open_page(NARROWEST, color_scheme=scheme), served, "looks")
    write(phone.locator("#phone"), "assumption", f"In {scheme}: much-too-long-" + "a" * 60, share="everyone")
    write(assumption(phone), "test", f"Ask, in {scheme}.", "B" * 60, share="everyone")
    place(phone, "bedrock")
    assumption(phone).locator("[data-write='outcome'] summary").click()
    desk = desk_of(open_page(LAPTOP, staff=True, color_scheme=scheme), served, "looks")
    expect(finding(desk, f"in {scheme}")).to_be_visible()
    expect(desk.locator("[data-slot=spread]").first).to_be_visible()
    wall = wall_of(open_page(PROJECTOR, staff=True, color_scheme=scheme), served, "looks")
    expect(finding(wall, f"in {scheme}")).to_be_visible()

    assert barriers(phone) == [] and barriers(desk) == [] and barriers(wall) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    for one in phone.locator("#phone .assumption :is(button, summary):visible").all():
        assert one.bounding_box()["height"] >= 44


def test_record_when_staff_say_later_what_became_of_an_assumption_then_it_stands_there(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "record")
    write(assumption(phone), "for", "We file it so.", share="everyone")
    expect(finding(phone, "We file it so.").locator("[data-state=saved]")).to_be_visible()
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['record']['id']}?show=notes"))
    expect(assumption(page)).to_have_attribute("data-now", "not_yet_tried")

    form = assumption(page).locator("[data-slot=say_outcome]")
    form.locator("summary").click()
    form.locator("input[value=held_up]").check()
    form.locator("textarea").fill("We asked ten people.")
    form.locator("button[type=submit]").click()

    expect(assumption(page)).to_have_attribute("data-now", "held_up")
    expect(finding(page, "We asked ten people.")).to_be_visible()
    assert barriers(page) == []


def test_browser_without_scripts_when_taking_part_then_plain_forms_keep_words_depth_and_outcome(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.get_by_role("button", name="Continue").click()
    answer(page)
    page.get_by_role("button", name="Go in").click()

    write(page.locator("body"), "assumption", "Numbers convince.", share="everyone")
    write(assumption(page, "Numbers"), "against", "A story moved us.", share="everyone")
    write(assumption(page, "Numbers"), "test", "Ask ten people.", "Two of us", share="everyone")
    assumption(page, "Numbers").locator("[data-slot=place] input[value=stone]").check()
    assumption(page, "Numbers").locator("[data-slot=place] button").click()
    expect(assumption(page, "Numbers").locator("[data-slot=place] input[value=stone]")).to_be_checked()
    write(assumption(page, "Numbers"), "outcome", outcome="did_not", share="everyone")
    expect(assumption(page, "Numbers")).to_have_attribute("data-now", "did_not")
    finding(page, "A story moved us.").locator("[data-slot=reword] summary").click()
    finding(page, "A story moved us.").locator("[name=text]").fill("Two stories moved us.")
    finding(page, "A story moved us.").locator("[data-slot=reword] button").click()
    expect(finding(page, "Two stories moved us.")).to_have_attribute("data-found", "against")
    finding(page, "Two stories moved us.").locator("[data-slot=remove] summary").click()
    finding(page, "Two stories moved us.").locator("[data-slot=remove] button").click()

    expect(finding(page, "Two stories moved us.")).to_have_count(0)
    expect(finding(page, "Ask ten people.").locator(".assumption__task")).to_be_visible()


def test_round_with_two_questions_when_open_then_both_are_asked_and_each_assumption_is_there_once(
    served: Served, open_page: Open
) -> None:
    phone = come_in(open_page(PHONE), served, "twice")
    plain = open_page(storage_state=phone.context.storage_state(), java_script_enabled=False)
    plain.goto(phone.url)

    for page in (phone, plain):
        expect(page.locator(".question__words")).to_have_count(2)
        expect(assumption(page)).to_have_count(1)
        expect(page.locator("[data-slot=instruction]")).to_have_count(1)
    expect(phone.locator(".question__steps")).to_have_count(0)
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "twice")
    expect(wall.locator(".wall__asked span")).to_have_count(2)


def test_narrow_phone_when_a_box_is_scrolled_to_then_the_bar_leaves_it_free(served: Served, open_page: Open) -> None:
    phone = come_in(open_page(NARROWEST), served, "notes", sound="yes")
    phone.goto(served.at(f"/s/{served.sessions['notes']['id']}/table"))
    phone.locator("input[name=table]").first.check()
    phone.locator("main form button[type=submit]").first.click()

    bar = ready(phone).locator(".phone-bar").evaluate("bar => bar.offsetHeight")
    assert bar <= phone.evaluate("parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart)")


def test_record_when_a_table_brought_one_thing_and_kept_another_then_it_says_who_could_read_each(
    served: Served, open_page: Open
) -> None:
    phone = sit(open_page(PHONE), served, "tables", 2)
    write(phone.locator("body"), "assumption", "Calm means well.", share="table")
    calm = assumption(phone, "Calm")
    calm.locator("[data-opens=bring]").first.click()
    phone.locator("[data-act='assumption.bring']").click()
    expect(phone.locator("[data-act='assumption.bring']")).to_have_count(0)
    # What is there when it is brought comes along; this is found later.
    write(calm, "for", "Quiet wards score high.", share="table")
    expect(finding(phone, "Quiet").locator("[data-state=saved]")).to_be_visible()

    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['tables']['id']}?show=notes"))

    told = assumption(page, "Calm").locator("[data-slot=read_by]")
    expect(told.first).to_have_attribute("data-share", "everyone")
    expect(finding(page, "Quiet").locator("[data-slot=read_by]")).to_have_attribute("data-share", "table")
    form = assumption(page, "Calm").locator("[data-slot=say_outcome]")
    form.locator("summary").click()
    form.locator("input[value=held_up]").check()
    form.locator("button[type=submit]").click()
    expect(assumption(page, "Calm")).to_have_attribute("data-now", "held_up")
    expect(assumption(page, "Calm")).to_be_in_viewport()
