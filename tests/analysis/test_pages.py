"""The pages of analysis through HTTP: plain forms from code to settlement, and what each role may do."""

from __future__ import annotations

import re

import pytest

from tests.analysis.world import World
from tests.people.pages import Browser


def hrefs(text: str, beginning: str) -> list[str]:
    """The links on a page that begin so."""
    return re.findall(rf'href="({re.escape(beginning)}[^"#]*)', text)


def form_token(browser: Browser, page: str) -> str:
    """The token of a page."""
    found = re.search(r'(?:name="csrf_token" value|data-csrf)="([^"]+)"', browser.open(page).text)
    assert found, page
    return found[1]


def code_by_wire(world: World, browser: Browser, **act: object) -> dict[str, object]:
    """What the page for coding sends."""
    there = f"/sessions/{world.session_id}/code"
    answer = browser.post(there, json=act, headers={"X-CSRFToken": form_token(browser, there)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_codebook_when_worked_on_by_forms_then_every_page_shows_it(world: World) -> None:
    base = f"/desk/programmes/{world.programme_id}"
    words = {"source": f"words:{world.heard.transcript_id}", "first": 0, "last": 4}

    world.ada.send(f"{base}/codebook", name="Tiredness", meaning="Being worn out by the work", use_when="People say so")
    world.cem.send(f"{base}/codebook", name="Time")
    tree = world.cem.open(f"{base}/codebook").text
    time, tired = sorted(set(hrefs(tree, "/codes/")), key=lambda href: tree.index(f'{href}">') * -1)
    tired, time = (tired, time) if "Tiredness" in world.ada.open(tired).text.split("</h1>")[0] else (time, tired)
    made = code_by_wire(world, world.cem, act="code", code=tired.split("/")[-1], **words)
    code_by_wire(world, world.ada, act="in_vivo", **(words | {"first": 6, "last": 8}))
    excerpt = f"/excerpts/{made['excerpt']}"
    world.cem.send(f"{excerpt}/read", page=excerpt, text="A sigh, not a complaint")
    refused = world.ada.send(f"{excerpt}/read", page=excerpt, text="An accusation")
    world.ada.send(f"{excerpt}/read", page=excerpt, text="An accusation", changed="I heard the tone again")
    world.ada.send(f"{excerpt}/memo", page=excerpt, text="Ask her", kind="ethical")
    world.ada.send(f"{excerpt}/example", page=excerpt, code=tired.split("/")[-1], example="typical")
    world.ada.send(f"{base}/sets", name="Worn out")
    (made_set,) = set(hrefs(world.ada.open(f"{base}/sets").text, "/sets/"))
    world.ada.send(f"{made_set}/add", page=made_set, joins="or", source=f"code:{tired.split('/')[-1]}")
    world.ada.send(f"{made_set}/add", page=made_set, joins="without", source="search:", query="winter")
    world.ada.send(f"{excerpt}/pick", page=excerpt, set=made_set.split("/")[-1])
    world.ada.send(f"{time}/merge", page=time, into=tired.split("/")[-1], why="The same thing")
    story = world.cem.open(f"{base}/decisions").text

    assert refused.status_code == 422
    assert "An accusation" in refused.text
    shown = world.cem.open(excerpt).text
    assert "A sigh, not a complaint" in shown
    assert "I heard the tone again" in shown
    assert "Ask her" not in shown
    assert "Ask her" in world.ada.open(excerpt).text
    assert 'data-example="typical"' in world.cem.open(tired).text
    assert 'data-code="merged"' in world.cem.open(time).text
    assert 'data-count="1"' in world.cem.open(made_set).text
    assert "The same thing" in story
    assert "memo.written" not in story
    assert "memo.written" in world.ada.open(f"{base}/decisions").text
    assert "\n14. " in world.cem.open(f"{base}/decisions.txt").text
    for there in (f"{base}/analysis", f"{base}/memos", f"/sessions/{world.session_id}?show=codes"):
        assert world.cem.open(there).status_code == 200
    number = max(int(found) for found in re.findall(r'id="e(\d+)"', story))
    world.cem.send(f"{base}/decisions/{number}/undo", page=f"{base}/decisions")
    assert 'data-code="merged"' not in world.cem.open(time).text


def test_roles_when_they_open_analysis_then_a_reader_reads_a_coder_codes_and_others_find_nothing(
    world: World,
) -> None:
    there = f"/sessions/{world.session_id}/code"
    code = world.code("Tiredness")
    act = {"act": "code", "code": code, "source": f"words:{world.heard.transcript_id}", "first": 0, "last": 2}
    _id, reader = world.colleague("reader")
    _id, partner = world.colleague("partner")

    answers = {
        name: browser.post(there, json=act, headers={"X-CSRFToken": form_token(browser, "/desk")}).status_code
        for name, browser in (("coder", world.cem), ("reader", reader), ("partner", partner), ("lea", world.lea))
    }

    assert answers == {"coder": 200, "reader": 403, "partner": 403, "lea": 404}
    assert reader.open(there).status_code == 200
    assert "data-codes" not in reader.open(there).text.split('id="coding"')[1].split(">")[0]
    assert world.lea.open(f"/codes/{code}").status_code == 404
    assert partner.open(f"/codes/{code}").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": 5, "last": 2},
        {"first": 0, "last": 99_999},
        {"first": "0", "last": 2},
        {"source": "words:nowhere", "first": 0, "last": 2},
        {"source": "made:", "first": 0, "last": 2},
        {"code": "no-such-code"},
        {"act": "else"},
    ],
)
def test_wrong_choice_when_sent_then_refused_and_nothing_is_coded(world: World, wrong: dict[str, object]) -> None:
    there = f"/sessions/{world.session_id}/code"
    code = world.code("Tiredness")
    act = {"act": "code", "code": code, "source": f"words:{world.heard.transcript_id}", "first": 0, "last": 2}

    answer = world.cem.post(there, json=act | wrong, headers={"X-CSRFToken": form_token(world.cem, there)})

    assert answer.status_code in (404, 422), answer.text
    assert world.cem.open(f"{there}/since?after=-1").json["marks"] == []


def test_two_coders_when_they_code_blind_then_neither_sees_the_other_until_both_finish(world: World) -> None:
    base = f"/desk/programmes/{world.programme_id}"
    code = world.code("Tiredness")
    words = {"source": f"words:{world.heard.transcript_id}", "first": 0, "last": 4, "code": code, "act": "code"}
    refused = world.ada.send(f"{base}/double", page=f"{base}/codebook", session=world.session_id)
    world.ada.send(f"{base}/analysis/approach", page=f"{base}/analysis", kind="reliability", reason="")
    coders = {"coder": [world.ada_id, world.cem_id]}
    token = form_token(world.ada, f"{base}/double")
    world.ada.post(f"{base}/double", data={"csrf_token": token, "session": world.session_id, "every": "1", **coders})
    (double,) = set(hrefs(world.ada.open(f"{base}/double").text, "/double/"))

    code_by_wire(world, world.ada, **words)
    seen_by_cem = world.cem.open(f"/sessions/{world.session_id}/code/since?after=-1").json["marks"]
    told_to_cem = world.cem.open(f"{base}/decisions").text
    world.ada.send(f"{double}/finish", page=double)
    still = world.cem.open(double).text
    world.cem.send(f"{double}/finish", page=double)
    opened = world.cem.open(double).text
    unit = re.search(r'name="unit" value="([^"]+)"', opened)
    assert unit
    elsewhere = world.cem.send(f"{double}/settle", page=double, unit="a turn of mine", code=code, outcome="coded")
    no_reason = world.cem.send(f"{double}/settle", page=double, unit=unit[1], code=code, outcome="both")
    world.cem.send(f"{double}/settle", page=double, unit=unit[1], code=code, outcome="both", why="Both are fair")

    assert refused.status_code == 403
    assert seen_by_cem == []
    assert 'data-kind="coding.added"' not in told_to_cem
    assert 'id="differences"' not in still
    assert 'data-settled=""' in opened
    assert 'data-code="all"' in opened
    assert no_reason.status_code == 422
    assert elsewhere.status_code == 404
    settled = world.ada.open(double).text
    assert 'data-settled="both"' in settled
    assert "Both are fair" in settled
    world.ada.send(f"{base}/analysis/approach", page=f"{base}/analysis", kind="reflexive", reason="We read together")
    assert 'data-code="all"' not in world.ada.open(double).text


def test_page_for_coding_when_opened_then_questions_and_doubts_stand_beside_the_words(world: World) -> None:
    there = f"/sessions/{world.session_id}/code"

    spoken, written = world.cem.open(there).text, world.cem.open(f"{there}?show=written").text
    home = world.cem.open(f"/desk/programmes/{world.programme_id}/analysis").text

    assert 'data-slot="heading"' in spoken
    assert 'data-slot="question"' in written
    assert f'data-session="{world.session_id}"' in home
