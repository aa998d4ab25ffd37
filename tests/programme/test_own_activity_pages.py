"""The pages of a programme's own activities: plain forms that lose nothing, and the text of a file."""

from __future__ import annotations

import html
import io
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app import create_app
from facilitation.activities import load_catalogue
from facilitation.activities.catalogue import FOLDER
from facilitation.activities.reading import STEPS_MAX
from facilitation.interactions import FIELDS
from retreat.database import Database
from retreat.programme.own_activities import add_own_activity, own_activities
from retreat.programme.queries import SessionView, session_view
from tests.people.make import make_session
from tests.people.pages import ROOT, Browser
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes, slots, wrong_fields
from tests.support.rooms import let_in, make_house

BRAINSTORM = (FOLDER / "brainstorm.toml").read_text()


class Desk:
    """A lead at the activities of a programme."""

    def __init__(self, browser: Browser, database: Database, session: SessionView) -> None:
        self.browser, self.database, self.session = browser, database, session
        self.base = f"/desk/programmes/{session.programme_id}/activities"

    def open(self, path: str = "") -> str:
        """A page below the list."""
        return self.browser.open(self.base + path).text

    def filled(self, page: str) -> dict[str, Any]:
        """What the form on a page would send as it stands."""
        form = page[page.index('class="form ') :]
        fields: dict[str, Any] = {}
        for name, kind, value, ticked in re.findall(
            r'<input [^>]*?name="([^"]+)"(?: type="(\w+)")? value="([^"]*)"[^>]*?( checked)?>', _types_last(form)
        ):
            if kind == "checkbox":
                fields.setdefault(name, []).extend([html.unescape(value)] if ticked else [])
            else:
                fields[name] = html.unescape(value)
        for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            fields[name] = html.unescape(text)
        for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
        return fields

    def send(self, path: str, page: str, act: str = "save", **changes: Any) -> TestResponse:
        """Change some fields of the form on a page and press a button."""
        fields = self.filled(page) | {name.replace("__", "."): value for name, value in changes.items()}
        return self.browser.post(self.base + path, data=fields | {"act": act})

    def paste(self, text: str, path: str = "/file", **more: Any) -> TestResponse:
        """Fill in the form for a file."""
        page = self.open(path)
        form = {"csrf_token": token_of(page), "text": text} | more
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        form |= {"seen": html.unescape(seen[1])} if seen else {}
        return self.browser.post(self.base + path, data=form, content_type="multipart/form-data")

    def kept(self) -> dict[str, dict[str, Any]]:
        """The data of the programme's own activities by their keys."""
        with self.database.read() as db:
            return {one.key: dict(one.data) for one in own_activities(db, self.session.programme_id)}


def _types_last(form: str) -> str:
    """Inputs with their type between name and value, however a macro orders them."""
    return re.sub(r'<input type="(\w+)" name="([^"]+)" value', r'<input name="\2" type="\1" value', form)


def titles(page: str) -> list[str]:
    """The titles of the steps on the form, in order."""
    return [html.unescape(one) for one in re.findall(r'name="steps\[\d+\]\.title" type="text" value="([^"]*)"', page)]


@pytest.fixture
def desk(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """Ada's programme, with an event and a session."""
    house = make_house(sqlite_database, clock, tmp_path)
    browser = Browser(create_app(house))
    let_in(browser, house)
    return Desk(browser, sqlite_database, make_session(sqlite_database, clock))


def test_an_activity_of_the_catalogue_when_copied_and_changed_then_a_session_can_be_planned_from_it(desk: Desk) -> None:
    copy = desk.open("/new?copy=lifting_the_rock")
    first = desk.send("/new", copy, name="Stones", **{"steps[1].prompts": "Why?\n\n What for? "})

    ((key, data),) = desk.kept().items()
    assert first.status_code == 303 and "activity_saved" in codes(desk.open())
    form = f"/desk/events/{desk.session.event_id}/sessions/new"
    assert slots(desk.browser.open(form).text, "own")
    planned = desk.browser.send(form, activity=key, title="", tables="6").location
    with desk.database.read() as db:
        view = session_view(db, planned.rpartition("/")[2])
    assert (view.activity, view.activity_name, view.title) == (key, "Stones", "Stones")
    assert view.rounds[0].step.prompts == ("Why?", "What for?")
    assert [r.step.title for r in view.rounds] == [s.title for s in load_catalogue()["lifting_the_rock"].steps]
    assert data["steps"][1:] == tomllib.loads((FOLDER / "lifting_the_rock.toml").read_text())["steps"][1:]


def test_bad_fields_when_sent_then_each_is_told_at_its_place_and_nothing_typed_is_lost(desk: Desk) -> None:
    copy = desk.open("/new?copy=lifting_the_rock")
    typed = {
        "name": "  ",
        "outputs": "one\ntwo <b>",
        "steps[2].minutes": "ten & more",
        "steps[2].prompts": " ",
        "steps[1].note_kinds": [],
        "steps[1].shares": ["everyone"],
        "steps[1].default_share": "table",
        "steps[5].vote_budget": "0",
        "steps[5].title": "Kept “as typed”",
    }

    refused = desk.send("/new", copy, **typed)

    assert refused.status_code == 422 and "bad_activity" in codes(refused.text) and desk.kept() == {}
    assert sorted(wrong_fields(refused.text)) == [
        "name", "steps[1].default_share", "steps[1].note_kinds", "steps[2].minutes", "steps[2].prompts",
        "steps[5].vote_budget",
    ]  # fmt: skip
    back, before = desk.filled(refused.text), desk.filled(copy)
    changed = {name: back.get(name) for name in back if back[name] != before[name] and name != "csrf_token"}
    assert changed == typed
    for place in wrong_fields(refused.text):
        assert f'href="#f-{place}"' in refused.text and f'id="f-{place}"' in refused.text


def test_step_when_its_interaction_seats_and_rules_are_chosen_in_the_form_then_they_are_kept(desk: Desk) -> None:
    page = desk.open("/new?copy=brainstorm")
    chosen = {"steps[1].who.participants": "see", "steps[1].who.screens": "nothing", "steps[1].easy_read": "Look."}
    line = {"steps[1].interaction": "position", "steps[1].speaking_as": "one\n two \n"}

    refused = desk.send("/new", page, name="Tea round", **chosen, **line)
    assert wrong_fields(refused.text) == ["steps[1].options.cards", "steps[1].options.ends"]
    assert desk.filled(refused.text).items() >= (chosen | line).items()
    options = {"steps[1].options.cards": "Tea", "steps[1].options.ends": "No\nYes"}
    kept = desk.send("/new", refused.text, **options)

    assert kept.status_code == 303
    (step,) = desk.kept()["own_tea_round"]["steps"]
    assert step["who"] == {"participants": "see", "screens": "nothing"} and step["easy_read"] == "Look."
    assert (step["interaction"], step["speaking_as"]) == ("position", ["one", "two"])
    assert step["options"] == {"cards": ["Tea"], "ends": ["No", "Yes"]}
    assert not any(step.get(name) for name in ("note_kinds", "shares", "default_share", "vote_budget"))
    again = desk.filled(desk.open("/own_tea_round"))
    assert again.items() >= chosen.items() and again["steps[1].interaction"] == "position"


def test_every_interaction_with_fields_when_the_form_is_drawn_then_it_shows_them_and_hides_them_where_not_chosen(
    desk: Desk,
) -> None:
    page = desk.open("/new?copy=brainstorm")

    for interaction, fields in FIELDS.items():
        sheet = (ROOT / "static" / "css" / "interactions" / f"{interaction}.css").read_text()
        assert f"css/interactions/{interaction}.css" in page and f'[data-for="{interaction}"]' in sheet
        assert all(f'name="steps[1].options.{one.name}"' in page for one in fields)
    for name, is_optional in (("cards", False), ("ends", False), ("tensions", True)):
        label = page.split(f'<label for="f-steps[1].options.{name}">')[1].split("</label>")[0]
        assert ("field__optional" in label) == is_optional


def test_numbers_when_typed_for_a_circle_then_they_are_kept_and_a_wrong_one_is_told_at_its_field(desk: Desk) -> None:
    page = desk.open("/new?copy=talking_circle")

    refused = desk.send("/new", page, name="Tea round", **{"steps[1].options.minutes_each": "ninety"})
    kept = desk.send("/new", refused.text, **{"steps[1].options.minutes_each": "4"})

    assert wrong_fields(refused.text) == ["steps[1].options.minutes_each"] and kept.status_code == 303
    assert desk.kept()["own_tea_round"]["steps"][0]["options"]["minutes_each"] == 4


def test_step_when_another_interaction_is_chosen_then_what_that_does_not_use_is_left_out_and_said(desk: Desk) -> None:
    page = desk.open("/new?copy=where_we_stand")
    assert desk.filled(page)["steps[1].options.ends"].split("\n")[1:] == ["Completely"]
    rest = "options = { minutes_each = 2 }"

    kept = desk.send("/new", page, name="Tea round", **{"steps[1].interaction": "circle", "steps[3].rest": rest})

    assert kept.status_code == 303
    assert codes(desk.open()).count("activity_fitted") == 2
    circle, _notes, line = desk.kept()["own_tea_round"]["steps"]
    assert "options" not in circle and "speaking_as" not in circle
    assert set(line["options"]) == {"cards", "ends", "moments"}


def test_steps_when_added_removed_and_moved_then_what_was_typed_goes_along(desk: Desk) -> None:
    page = desk.open("/new?copy=perspective_swap")
    before = titles(page)

    page = desk.send("/new", page, "add 1", name="Half typed", **{"steps[1].minutes": "x"}).text
    assert titles(page) == [before[0], "", *before[1:]]
    page = desk.send("/new", page, "up 2", **{"steps[2].title": "New"}).text
    assert titles(page) == ["New", *before] and desk.filled(page)["steps[2].minutes"] == "x"
    page = desk.send("/new", page, "down 1").text
    page = desk.send("/new", page, "remove 1").text
    assert titles(page) == ["New", *before[1:]] and desk.filled(page)["name"] == "Half typed"
    assert wrong_fields(page) == [] and desk.kept() == {}

    for nonsense in ("up 1", "down 99", "remove 0", "add 99", "dance 1", "up ²"):
        assert titles(desk.send("/new", page, nonsense).text) == ["New", *before[1:]]


def test_the_last_step_when_removed_or_too_many_sent_then_it_is_said_at_the_steps(desk: Desk) -> None:
    page = desk.open("/new?copy=brainstorm")

    none = desk.send("/new", desk.send("/new", page, "remove 1").text)
    many = desk.send("/new", page, **{f"steps[{n}].title": "A" for n in range(2, STEPS_MAX + 2)})

    assert none.status_code == 422 and wrong_fields(none.text) == ["steps"]
    assert many.status_code == 422 and "steps" in wrong_fields(many.text)


def test_an_own_one_when_changed_then_its_key_stays_and_sessions_keep_what_they_were_planned_with(desk: Desk) -> None:
    desk.paste(BRAINSTORM.replace("Brainstorm", "Tea round"))
    form = f"/desk/events/{desk.session.event_id}/sessions/new"
    planned = desk.browser.send(form, activity="own_tea_round", title="", tables="0").location

    page = desk.open("/own_tea_round")
    desk.send("/own_tea_round", page, name="Milk round", **{"steps[1].title": "Pour"})
    late = desk.send("/own_tea_round", page, name="Coffee round")

    assert late.status_code == 409 and "changed_meanwhile" in codes(late.text)
    assert desk.filled(late.text)["name"] == "Coffee round"
    ((key, data),) = desk.kept().items()
    assert (key, data["name"], data["steps"][0]["title"]) == ("own_tea_round", "Milk round", "Pour")
    with desk.database.read() as db:
        view = session_view(db, planned.rpartition("/")[2])
    assert view.activity_name == "Tea round" and view.rounds[0].step.title != "Pour"
    assert desk.send("/own_tea_round", late.text).status_code == 303
    assert desk.kept()["own_tea_round"]["name"] == "Coffee round"


def test_one_that_is_retired_when_a_session_is_planned_then_it_is_not_offered(desk: Desk) -> None:
    desk.paste(BRAINSTORM.replace("Brainstorm", "Tea round"))
    form = f"/desk/events/{desk.session.event_id}/sessions/new"

    desk.browser.send(f"{desk.base}/own_tea_round/retire", page=desk.base)
    refused = desk.browser.send(form, activity="own_tea_round", title="", tables="0")

    assert refused.status_code == 422 and wrong_fields(refused.text) == ["activity"]
    assert 'data-retired="own_tea_round"' in desk.open()
    desk.browser.send(f"{desk.base}/own_tea_round/restore", page=desk.base)
    assert 'data-activity="own_tea_round"' in desk.open()
    desk.browser.send(f"{desk.base}/own_tea_round/retire", page=desk.base)
    desk.paste(BRAINSTORM.replace("Brainstorm", "Tea round"))
    taken = desk.browser.send(f"{desk.base}/own_tea_round/restore", page=desk.base)
    assert taken.status_code == 409 and list(desk.kept()) == ["own_tea_round", "own_tea_round_2"]
    assert 'value="own_tea_round_2"' in desk.browser.open(form).text


def test_one_that_this_version_cannot_read_when_listed_then_it_says_why_and_can_be_corrected(
    desk: Desk, clock: HandClock
) -> None:
    data = tomllib.loads(BRAINSTORM) | {"name": "Of tomorrow", "mood": "bright"}
    data["steps"][0] |= {"interaction": "dance", "minutes": "ten"}
    house = desk.browser.app.extensions["retreat"]
    key = house.database.write(
        lambda db: add_own_activity(db, desk.session.programme_id, data, by=None, now=clock(), ids=house.ids)
    )
    desk.paste(BRAINSTORM.replace("Brainstorm", "Tea round"))
    form = f"/desk/events/{desk.session.event_id}/sessions/new"

    listed, planning, page = desk.open(), desk.browser.open(form).text, desk.open(f"/{key}")

    said = [one.partition(": ")[0] for one in slots(listed, "says")]
    assert codes(listed).count("unreadable") == 1 and said == ["mood", "steps[1].minutes", "steps[1].interaction"]
    assert "unreadable" in codes(planning) and f'value="{key}"' not in planning
    assert all(f'value="{one}"' in planning for one in [*load_catalogue(), "own_tea_round"])
    still = desk.send(f"/{key}", page)
    for shown in (page, still.text):
        assert sorted(wrong_fields(shown)) == ["rest", "steps[1].interaction", "steps[1].minutes"]
    assert desk.filled(still.text)["steps[1].interaction"] == "dance"
    right = {"steps[1].interaction": "notes", "steps[1].minutes": "10"}
    mended = desk.send(f"/{key}", still.text, rest="", **right)
    assert mended.status_code == 303 and "unreadable" not in codes(desk.open())


@pytest.mark.parametrize("key", sorted(load_catalogue()))
def test_an_activity_when_downloaded_then_it_is_the_file_it_came_from(desk: Desk, key: str) -> None:
    answer = desk.browser.open(f"{desk.base}/{key}.toml")

    assert tomllib.loads(answer.text) == tomllib.loads((FOLDER / f"{key}.toml").read_text())
    assert f'filename="{key}.toml"' in answer.headers["Content-Disposition"]


def test_a_file_when_refused_then_file_line_and_field_are_said_and_its_text_comes_back(desk: Desk) -> None:
    text = BRAINSTORM.replace("Brainstorm", "Tea round").replace("vote_budget = 5", "vote_budget = 0")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one == "vote_budget = 0")

    pasted = desk.paste(text)
    sent = desk.paste("", file=(io.BytesIO(text.encode()), "tea <1>.toml"))
    no_toml = desk.paste("audio = maybe")
    no_text = desk.paste("", file=(io.BytesIO(b"\xff\xfe\x00"), "tea.toml"))
    nested = desk.paste("a = " + "[" * 9000)

    answers = [pasted, sent, no_toml, no_text, nested]
    assert {one.status_code for one in answers} == {422} and desk.kept() == {}
    for answer, file in ((pasted, "text"), (sent, "tea <1>.toml")):
        assert slots(answer.text, "says")[0].startswith(f"{file}, line {line}: steps[1].vote_budget: ")
        assert text in html.unescape(answer.text).replace("\r\n", "\n")
    assert all(len(slots(one.text, "says")) == 1 for one in answers)


NINES = "9" * 5000
HOSTILE = {
    "a number without end": f"a = {NINES}",
    "a name of numbers": f'"steps[{NINES}].x" = 1',
    "a name of many parts": ".".join("a" * 20_000) + " = 1",
    "a quoted name of many parts": ".".join(['"\\""'] * 20_000) + " = 1",
    "a table of many parts": "[" + ".".join("a" * 20_000) + "]",
    "unknown fields": "\n".join(f"k{number} = 1" for number in range(12_000)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_text_that_is_made_to_take_long_or_break_when_sent_then_it_is_refused_at_once(desk: Desk, what: str) -> None:
    began = time.process_time()

    pasted = desk.paste(HOSTILE[what])
    beside = desk.send("/new", desk.open("/new"), rest=HOSTILE[what])

    assert (pasted.status_code, beside.status_code) == (422, 422) and desk.kept() == {}
    assert time.process_time() - began < 8


def test_a_number_without_end_when_a_step_is_added_there_then_the_form_comes_back(desk: Desk) -> None:
    assert desk.send("/new", desk.open("/new"), act=f"add {NINES}").status_code == 200


def test_a_file_when_good_then_it_is_kept_as_written_and_can_be_changed_as_text(desk: Desk) -> None:
    text = BRAINSTORM.replace("Brainstorm", "Tea round")

    sent = desk.paste("", file=(io.BytesIO(b"\xef\xbb\xbf" + text.encode()), "tea.toml"))
    changed = desk.paste(text.replace("vote_budget = 5", "vote_budget = 6"), "/own_tea_round/file")

    assert (sent.status_code, changed.status_code) == (303, 303)
    ((_key, data),) = desk.kept().items()
    assert data == tomllib.loads(text.replace("vote_budget = 5", "vote_budget = 6"))


def test_an_activity_of_the_catalogue_when_changed_in_place_then_there_is_no_such_page(desk: Desk) -> None:
    token = token_of(desk.open())
    answers = [
        desk.browser.open(f"{desk.base}/brainstorm"),
        desk.browser.open(f"{desk.base}/brainstorm/file"),
        desk.browser.open(f"{desk.base}/new?copy=nothing"),
        desk.browser.open(f"{desk.base}/nothing.toml"),
        desk.browser.post(f"{desk.base}/brainstorm/retire", data={"csrf_token": token}),
        desk.browser.post(f"{desk.base}/brainstorm/dance", data={"csrf_token": token}),
    ]

    assert {answer.status_code for answer in answers} == {404}
