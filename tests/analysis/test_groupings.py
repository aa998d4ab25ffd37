"""Groupings over sessions: a worker suggests them, people decide, and a “no” reaches them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from retreat.analysis.acts.acting import head_of
from retreat.analysis.acts.undoing import undo
from retreat.analysis.groupings import operations
from retreat.analysis.groupings.models import GroupedPiece, GroupingRun, SuggestedGrouping
from retreat.analysis.groupings.queries import one_group, runs_of
from retreat.analysis.groupings.work import group_waiting
from retreat.analysis.searching import searcher
from retreat.analysis.sets.queries import members_of, set_view
from retreat.analysis.themes.queries import theme_view
from retreat.consent.derived import Whose, erase
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.search.models import Passage
from tests.analysis.world import World
from tests.record.scripted_speech import ScriptedSpeech

LABEL = ["garden", "zzz"]


@pytest.fixture
def group(world: World) -> str:
    """A group of everything that was said and written, as a worker would have left it."""

    def write(db: object) -> str:
        run = GroupingRun(
            id="run", programme_id=world.programme_id, by=world.ada_id, at=world.clock(), state="ready", agreed=0.8
        )
        db.add(run)
        db.flush()
        made = SuggestedGrouping(
            id="group", run_id="run", programme_id=world.programme_id, position=0, words=LABEL, stability=0.9
        )
        db.add(made)
        db.flush()
        ids = db.scalars(select(Passage.id).order_by(Passage.number)).all()
        for at, passage_id in enumerate(ids):
            db.add(GroupedPiece(id=f"piece-{at}", grouping_id="group", passage_id=passage_id, closeness=1 / (1 + at)))
        return "group"

    return world.write(write)


@pytest.mark.both_engines
def test_groupings_when_asked_for_then_a_worker_makes_them_and_a_later_run_leaves_them(world: World) -> None:
    run_id = world.write(lambda db: operations.ask(db, world.who(), "2").id)
    with pytest.raises(Conflict):
        world.write(lambda db: operations.ask(db, world.who()))

    assert group_waiting(world.house, ScriptedSpeech(), "worker")
    assert not group_waiting(world.house, ScriptedSpeech(), "worker")

    (run,) = world.read(lambda db: runs_of(db, world.programme_id))
    assert (run.id, run.state, run.wanted) == (run_id, "ready", 2)
    assert run.passages == world.read(lambda db: len(db.scalars(select(Passage.id)).all())) > 0
    world.write(lambda db: operations.ask(db, world.who()))
    assert group_waiting(world.house, ScriptedSpeech(), "worker")
    assert len(world.read(lambda db: runs_of(db, world.programme_id))) == 2


def test_groupings_when_stopped_at_work_then_nothing_is_kept(world: World) -> None:
    run_id = world.write(lambda db: operations.ask(db, world.who()).id)

    class Stopped(ScriptedSpeech):
        def group_widely(self, *args: object, **kept: object) -> object:
            world.write(lambda db: operations.stop(db, world.who(), run_id))
            return super().group_widely(*args, **kept)

    assert group_waiting(world.house, Stopped(), "worker")

    (run,) = world.read(lambda db: runs_of(db, world.programme_id))
    assert run.state == "stopped"
    assert world.read(lambda db: db.scalars(select(SuggestedGrouping)).all()) == []


def test_groupings_when_the_number_makes_no_sense_then_they_are_refused(world: World) -> None:
    for typed in ("1", "201", "-3", "many", "²"):
        with pytest.raises(InvalidInput):
            world.write(lambda db, typed=typed: operations.ask(db, world.who(), typed))


@pytest.mark.both_engines
def test_group_when_kept_then_it_is_a_set_and_undone_as_one(world: World, group: str) -> None:
    made = world.write(lambda db: operations.keep(db, world.who(), group, "Gardens").id)

    def held(db: object) -> tuple[int, str]:
        reads = world.reader()
        shown = set_view(db, reads, made)
        search = searcher(world.house, db, reads, world.programme_id)
        return len(members_of(db, reads, shown, search)), one_group(db, reads, group).view.state

    count, state = world.read(held)
    assert (count > 1, state) == (True, "kept")
    number = world.read(lambda db: head_of(db, world.programme_id))
    world.write(lambda db: undo(db, world.who(), number))
    assert world.read(lambda db: one_group(db, world.reader(), group).view.state) == "suggested"
    with pytest.raises(NotFound):
        world.read(lambda db: set_view(db, world.reader(), made))


def test_group_when_a_theme_is_made_then_only_chosen_passages_are_laid_on_their_sides(world: World, group: str) -> None:
    pieces = world.read(lambda db: one_group(db, world.reader(), group))
    first, last = pieces.typical[0], (pieces.contrary or pieces.typical[1:])[0]
    sides = [(first.passage_id, "supporting"), (last.passage_id, "contrary")]

    with pytest.raises(InvalidInput):
        world.write(lambda db: operations.make_theme_of(db, world.who(), group, "Gardens help", []))
    theme = world.write(lambda db: operations.make_theme_of(db, world.who(), group, "Gardens help", sides).id)

    shown = world.read(lambda db: theme_view(db, world.reader(), theme))
    assert (len(shown.supporting), len(shown.contrary)) == (1, 1)


def test_passage_when_it_does_not_belong_then_it_leaves_the_group_and_is_counted(world: World, group: str) -> None:
    before = world.read(lambda db: one_group(db, world.reader(), group))

    world.write(lambda db: operations.refuse(db, world.who(), group, before.typical[0].id))

    after = world.read(lambda db: one_group(db, world.reader(), group)).view
    assert (after.readable, after.refused) == (before.view.readable - 1, 1)


@pytest.mark.both_engines
def test_group_when_a_voice_says_no_then_its_passages_and_label_follow(world: World, group: str) -> None:
    ben = world.bens()
    before = world.read(lambda db: one_group(db, world.reader(), group))
    texts = [one.item.text for one in (*before.typical, *before.others, *before.contrary)]

    world.say_no(ben)

    after = world.read(lambda db: one_group(db, world.reader(), group))
    left = [one.item.text for one in (*after.typical, *after.others, *after.contrary)]
    assert left != texts
    assert "zzz" not in after.view.words


@pytest.mark.both_engines
def test_label_when_words_are_erased_then_it_keeps_only_what_is_still_said(world: World, group: str) -> None:
    somebody = world.meeting.join("Zed")

    world.write(lambda db: erase(db, Whose(participant_id=somebody.seat.id, at=world.clock())))

    assert world.read(lambda db: db.scalars(select(SuggestedGrouping.words)).one()) == ["garden"]


def test_pages_when_groups_are_used_by_forms_then_code_theme_and_set_are_made(world: World, group: str) -> None:
    base, there = f"/desk/programmes/{world.programme_id}/groupings", f"/groupings/{group}"

    refused = world.ada.send(base, wanted="1")
    asked = world.cem.send(base, wanted="")
    going = world.ada.open(base).text
    run = re.search(r'action="(/grouping-runs/[^"]+/stop)"', going)
    assert run
    stopped = world.ada.send(run[1], page=base)
    shown = world.cem.open(there).text
    passage = re.search(r'data-passage="([^"]+)"', shown)
    assert passage
    no_theme = world.cem.send(f"{there}/theme", page=there, statement="Gardens help")
    theme = world.cem.send(
        f"{there}/theme", page=there, **{"statement": "Gardens help", f"passage-{passage[1]}": "supporting"}
    )
    code = world.cem.send(f"{there}/code", page=there, name="Gardens")
    nameless = world.cem.send(f"{there}/keep", page=there, name=" ")
    kept = world.cem.send(f"{there}/keep", page=there, name="Gardens, kept")
    away = world.cem.send(f"{there}/discard", page=there)
    again = world.cem.send(f"{there}/take-up", page=there)

    assert [one.status_code for one in (refused, no_theme, nameless)] == [422, 422, 422]
    assert [one.status_code for one in (asked, stopped, theme, code, kept, away, again)] == [303] * 7
    assert world.cem.open(kept.headers["Location"]).status_code == 200
    assert world.cem.send(f"{there}/nonsense", page=there).status_code == 404
    story = world.ada.open(f"/desk/programmes/{world.programme_id}/decisions").text
    assert f'href="{kept.headers["Location"]}"' in story
    assert f'href="{there}"' in story
