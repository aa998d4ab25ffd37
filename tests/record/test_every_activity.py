"""Every activity of the catalogue run to its end by a desk and two phones; what they made is in record and search."""

from __future__ import annotations

import html
import random
import re
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities import load_catalogue
from facilitation.interactions import INTERACTIONS
from facilitation.live.load.anything import KIND_OF, of_kind
from facilitation.live.load.room import ACCOUNT
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.house import House
from retreat.programme.narratives.invented import add_invented
from retreat.programme.narratives.operations import Written, choose_narratives
from retreat.programme.queries import session_view
from retreat.programme.steps import Step
from retreat.search.models import Passage
from retreat.search.readable import readable
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.slow

TRIES, ENOUGH = 200, 3
TAKES_BACK = ("remove", "unmark", "retract", "leave")
WORD = re.compile(r"\bw[0-9a-f]{6,}\b")
DECIDES = {each.name: list(each.decide) for each in INTERACTIONS}


def choose_account(meeting: Meeting, house: House, activity: str) -> None:
    """Where people read, they have something to read."""

    def write(db: Any) -> None:
        steps = load_catalogue()[activity].steps
        for round_id, step in zip(meeting.round_ids, steps, strict=True):
            if step.interaction == "read":
                programme_id = session_view(db, meeting.session_id).programme_id
                written = Written(title="An account", text=ACCOUNT)
                now = house.clock()
                _id, text_id = add_invented(db, programme_id, written, now=now, ids=house.ids)
                choose_narratives(db, meeting.session_id, round_id, {"": text_id}, by=None, now=now, ids=house.ids)

    house.database.write(write)


def in_step(board: dict[str, Any], round_id: str) -> dict[str, Any]:
    """A board on which this is the only step that is open."""
    prompts = {key: one for key, one in board["prompts"].items() if one["round_id"] == round_id}
    return {**board, "prompts": prompts, "rounds": {round_id: board["rounds"][round_id]}}


def take_part(person: Person, round_id: str, step: Step, dice: random.Random) -> int:
    """Do what this step asks for, in every way that is accepted; how many acts were."""
    done = 0
    kinds = [kind for kind in DECIDES[step.interaction] if "participant" in KIND_OF[kind].senders]
    for kind in (kind for kind in kinds if kind.split(".")[1] not in TAKES_BACK):
        board, accepted = in_step(person.board(), round_id), 0
        for _ in range(TRIES):
            if accepted == ENOUGH:
                break
            act = of_kind(kind, dice, board, step, new=0.7, stray=0.0)
            accepted += "seq" in person.send(kind, act["target_id"], **act["body"])
        done += accepted
    return done


def words_on(shown: Any) -> set[str]:
    return set(WORD.findall(str(shown)))


@pytest.mark.parametrize("activity", list(load_catalogue()))
def test_activity_when_run_to_its_end_then_what_people_made_is_in_record_and_search(
    ada: Browser, house: House, database: Database, clock: HandClock, activity: str
) -> None:
    dice = random.Random(activity)
    template = load_catalogue()[activity]
    meeting = Meeting.open(database, clock, activity, tables=2)
    choose_account(meeting, house, activity)
    phones = [meeting.join(name, table=table) for name, table in zip(("Ana", "Ben"), meeting.table_ids, strict=True)]

    for place, (round_id, step) in enumerate(zip(meeting.round_ids, template.steps, strict=True)):
        if place:
            assert "seq" in meeting.leader.send("round.open", round_id), step.title
        for person in (*phones, meeting.leader):
            board = person.board()
            assert {one["text"] for one in board["prompts"].values()} >= set(step.prompts), step.title
        acts = [take_part(phone, round_id, step, dice) for phone in phones]
        assert any(acts) == (step.who["participants"] == "do"), f"{step.title}: {acts}"
        meeting.leader.send("round.close", round_id)
    boards = [person.board() for person in (*phones, meeting.leader)]
    assert "seq" in meeting.leader.send("session.end", meeting.session_id)

    page = html.unescape(ada.open(f"/sessions/{meeting.session_id}?show=notes").text)
    everyones = words_on(boards[0]) & words_on(boards[1]) & words_on(boards[2])
    assert everyones or not any("everyone" in step.shares for step in template.steps)
    assert everyones <= words_on(page), sorted(everyones - words_on(page))
    with database.read() as db:
        found = select(Passage.text).where(readable(Owner()))
        passages = "\n".join(db.scalars(found))
    assert everyones <= words_on(passages), sorted(everyones - words_on(passages))
    assert [one for step in template.steps for one in step.prompts if one not in page] == []
