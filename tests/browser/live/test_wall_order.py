"""The wall keeps to the order that the desk gave notes under a heading, whichever was written first."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, desk_of, wall_of

pytestmark = pytest.mark.browser


def _post(served: Served, path: str, body: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(Request(served.at(path), json.dumps(body).encode(), headers), timeout=30) as answer:
        return json.load(answer)


def _op(kind: str, target_id: str, **body: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4()), "kind": kind, "target_id": target_id, "body": body}


def test_notes_under_a_heading_when_the_desk_orders_them_then_the_wall_shows_them_in_that_order(
    served: Served, open_page: Open
) -> None:
    told = served.sessions["open_wall"]
    ops = f"/api/sessions/{told['id']}/ops"
    seat = _post(served, "/api/join", {"join_pass": told["letters"], "consents": {"attend": True, "notes_kept": True}})
    notes = {name: str(uuid4()) for name in ("written first", "written second", "written third")}
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    token = json.loads(desk.evaluate("document.getElementById('boot').textContent"))["token"]
    prompt = next(
        iter(json.loads(desk.evaluate("document.getElementById('boot').textContent"))["snapshot"]["board"]["prompts"])
    )
    added = [_op("note.add", id_, prompt_id=prompt, text=name, share="everyone") for name, id_ in notes.items()]
    assert not _post(served, ops, {"v": 1, "batch": added}, seat["token"])["refused"]
    heading = str(uuid4())
    ranks = {"written third": "a", "written first": "b", "written second": "c"}
    moves = [_op("note.move", notes[name], cluster_id=heading, rank=rank) for name, rank in ranks.items()]
    acts = [_op("cluster.add", heading, title="In this order", rank="a"), *moves]
    assert not _post(served, ops, {"v": 1, "batch": acts}, token)["refused"]

    wall = wall_of(open_page(PROJECTOR, staff=True), served, "open_wall")

    expect(wall.get_by_text("written third")).to_be_attached()
    shown = [text for text in wall.locator(".note__words").all_inner_texts() if text in ranks]
    assert shown == list(ranks)
