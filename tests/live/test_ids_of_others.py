"""An id that something has already: whoever adds under it could take another's words back."""

from __future__ import annotations

from typing import Any

import pytest

import retreat.search.notes  # noqa: F401 - notes have passages
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """An open session."""
    return Meeting.open(database, clock)


def things(meeting: Meeting, ana: Person) -> dict[str, str]:
    """One of everything that has an id, in the words of others."""
    bulb, cluster, position = "bulb-of-ana", "heading", "position-of-ana"
    assert "seq" in ana.send("lightbulb.mark", bulb, text="now I think", share="everyone")
    assert "seq" in meeting.leader.send("cluster.add", cluster, title="What helps")
    assert "seq" in ana.send("position.set", position, scale_id="s", value=3)
    return {
        "note": ana.note("said by Ana"),
        "bulb": bulb,
        "cluster": cluster,
        "prompt": meeting.prompt_ids[0],
        "position": position,
    }


ADDS: dict[str, dict[str, Any]] = {
    "note.add": {"text": "mine"},
    "lightbulb.mark": {"text": "mine", "share": "me"},
    "position.set": {"scale_id": "s", "value": 1},
    "cluster.add": {"title": "mine"},
    "prompt.ask": {"text": "mine"},
}


@pytest.mark.parametrize("kind", ADDS)
@pytest.mark.parametrize("thing", ["note", "bulb", "cluster", "prompt", "position"])
def test_the_id_of_something_of_others_when_used_to_add_then_refused_and_their_words_stay(
    meeting: Meeting, kind: str, thing: str
) -> None:
    """Seen failing: a light-bulb with a note's id was kept, and taking it back erased the note for good."""
    ana, eve = meeting.join("Ana"), meeting.join("Eve")
    taken = things(meeting, ana)[thing]
    body = dict(ADDS[kind])
    if kind == "note.add":
        body["prompt_id"] = meeting.prompt_ids[0]
    if kind == "prompt.ask":
        body["round_id"] = meeting.round_ids[0]
    who = meeting.leader if kind in ("cluster.add", "prompt.ask") else eve
    before = ana.heard()

    answer = who.send(kind, taken, **body)
    for undone in ("note.remove", "lightbulb.remove"):
        eve.send(undone, taken)

    assert answer.get("code") in ("not_permitted", "gone"), answer
    assert ana.heard() == before
