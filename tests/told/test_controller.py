"""For the controller: three documents from what is really set, alike as page and file, for whoever leads."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document

from retreat.export.controller.facts import facts_of
from retreat.export.controller.flows import picture_of, svg_of
from retreat.programme.queries import programme_of_session
from tests.told.world import ANAS, World

PAPERS = ("consent-register", "record-of-processing", "impact-assessment")


def base(world: World) -> str:
    with world.house.database.read() as db:
        return f"/desk/programmes/{programme_of_session(db, world.meeting.session_id)}/controller"


@pytest.mark.both_engines
def test_documents_when_opened_then_page_word_and_web_page_hold_the_same_and_no_word_of_anybody(world: World) -> None:
    lead, where = world.staff(), base(world)
    index = lead.open(where).text

    assert index.count("data-paper=") == 3 and "<svg" in index and 'data-slot="flows"' in index
    for name in PAPERS:
        page, word, web = (
            lead.open(f"{where}/{name}").text,
            lead.open(f"{where}/{name}/file?as=docx"),
            lead.open(f"{where}/{name}/file?as=html"),
        )
        made = Document(io.BytesIO(word.data))
        headings = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
        assert headings and all(one in page and one in web.text for one in headings)
        assert ANAS not in page + web.text and "Ana" not in page + web.text
        assert web.headers["Content-Type"] == "application/octet-stream"
    assert lead.open(f"{where}/{PAPERS[0]}/file?as=exe").status_code == 404


def test_register_when_written_then_each_answer_has_wording_day_and_way_and_no_name(world: World) -> None:
    page = world.staff().open(f"{base(world)}/consent-register").text

    rows = page.split("One by one</h3>")[1]
    assert rows.count('<th scope="row">1</th>') == 4 and rows.count('<th scope="row">2</th>') == 4
    assert "with name" in rows and "on their phone" in rows


def test_what_is_on_when_it_changes_then_picture_and_documents_say_so(world: World) -> None:
    where = base(world)
    bare = world.staff().open(where).text
    house = replace(world.house, settings=replace(world.house.settings, backup_to="/media/stick", backup_passphrase=""))
    lead = world.staff()
    world.app.extensions["retreat"] = house
    backed = lead.open(where).text
    risks = lead.open(f"{where}/impact-assessment").text
    world.approve(world.release())
    given = world.staff().open(where).text

    assert "Backup" not in bare and "not encrypted" in backed and "not encrypted" in risks
    assert "Releases" not in bare and "Releases" in given
    assert "Northtown council" in world.staff().open(f"{where}/record-of-processing").text
    assert "/media/stick" not in backed + risks


def test_picture_when_drawn_then_it_is_valid_and_says_all_in_words_and_has_no_colour_of_its_own(world: World) -> None:
    programme = base(world).split("/")[3]
    with world.house.database.read() as db:
        facts = facts_of(db, world.house.settings, programme, now=world.clock())
    facts = replace(facts, recordings=2, recorded_s=60.0, narratives=1, backs_up=True, model="<base> & more")

    svg = svg_of(picture_of(facts))

    root = ElementTree.fromstring(svg)
    inside = "{http://www.w3.org/2000/svg}"
    described = root.find(f"{inside}desc")
    assert root.get("role") == "img" and described is not None and described.text
    assert all(line.split(":")[0] in described.text for line in picture_of(facts).lines())
    assert len(root.findall(f"{inside}path")) == len(picture_of(facts).flows)
    assert "#" not in svg.replace("url(#flow-end)", "")
    assert len({(one.column, one.row) for one in picture_of(facts).boxes}) == len(picture_of(facts).boxes)


def test_database_on_another_machine_when_set_then_its_host_is_named_and_no_password(world: World) -> None:
    programme = base(world).split("/")[3]
    settings = replace(world.house.settings, database_url="postgresql://me:hush@db.example.org/retreat")
    with world.house.database.read() as db:
        facts = facts_of(db, settings, programme, now=world.clock())

    assert facts.leaves == ("db.example.org",)
    assert any(one.leaves for one in picture_of(facts).flows if one.ends == "database")


@pytest.mark.parametrize("role", ["facilitator", "researcher", "coder", "reader", "partner"])
def test_others_when_they_open_any_of_it_then_they_are_refused(world: World, role: str) -> None:
    paths = [base(world), *(f"{base(world)}/{name}" for name in PAPERS), f"{base(world)}/{PAPERS[0]}/file"]

    assert {world.staff(role).open(path).status_code for path in paths} == {403}
