"""The pages of groupings: asking for them and how far they are, and each group with its passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.groupings import operations
from retreat.analysis.groupings.models import READY, GroupingRun, SuggestedGrouping
from retreat.analysis.groupings.queries import groups_of, one_group, runs_of
from retreat.errors import NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

_PASSAGE = "passage-"


def groupings(programme_id: str) -> Response:
    """What was grouped, the groups of one run, and the form that asks for more."""
    return _all(programme_id)


def ask(programme_id: str) -> Response:
    """Ask for everything to be grouped."""
    here, wanted = house(), request.form.get("wanted", "")

    def then(run_id: str) -> str:
        here.enqueue(run_id)
        return f"/desk/programmes/{programme_id}/groupings"

    return sent(
        lambda db: operations.ask(db, analyst(programme_id), wanted).id,
        then,
        said="The passages are being grouped. You can go on working: this takes up to a minute.",
        again=lambda refused: _all(programme_id, refused, wanted),
    )


def stop(grouping_run_id: str) -> Response:
    """Stop it."""
    with house().database.read() as db:
        programme_id = programme_of_row(db, GroupingRun, grouping_run_id)
    return sent(
        lambda db: operations.stop(db, analyst(programme_id), grouping_run_id),
        f"/desk/programmes/{programme_id}/groupings",
        said="It is stopped. Nothing was kept of it.",
        again=lambda refused: _all(programme_id, refused),
    )


def _all(programme_id: str, refused: RetreatError | None = None, typed: str = "") -> Response:
    reads, chosen = reader(), request.args.get("run", "")

    def ask_for(db: Session) -> Mapping[str, Any]:
        runs = runs_of(db, programme_id)
        ready = [one for one in runs if one.state == READY]
        shown = next((one for one in ready if one.id == chosen), ready[0] if ready else None)
        return {
            "title": programme_title(db, programme_id),
            "runs": runs,
            "shown": shown,
            "groups": groups_of(db, reads, programme_id, shown.id) if shown else [],
        }

    return page(
        "analysis/groupings.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=refused,
        typed=typed,
        **gathered(ask_for),
    )


def one_grouping(grouping_id: str) -> Response:
    """A group with its passages."""
    return _one(grouping_id)


def _one(grouping_id: str, refused: RetreatError | None = None) -> Response:
    reads = reader()

    def ask_for(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, SuggestedGrouping, grouping_id)
        found = one_group(db, reads, grouping_id)
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "group": found.view,
            "found": found,
        }

    return page(
        "analysis/grouping.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask_for),
    )


def act_on_grouping(grouping_id: str, act: str) -> Response:
    """Keep it, put it away, take a passage out of it, or make a code or a theme from it."""
    form = request.form
    with house().database.read() as db:
        programme_id = programme_of_row(db, SuggestedGrouping, grouping_id)
    who, here, home = analyst(programme_id), f"/groupings/{grouping_id}", f"/desk/programmes/{programme_id}/groupings"
    sides = [(name.removeprefix(_PASSAGE), side) for name, side in form.items() if name.startswith(_PASSAGE) and side]
    acts: Mapping[str, tuple[Callable[[Session], object], str | Callable[[Any], str], str]] = {
        "keep": (
            lambda db: operations.keep(db, who, grouping_id, form.get("name", "")).id,
            lambda set_id: f"/sets/{set_id}",
            "The group is kept as a set, under your name for it.",
        ),
        "discard": (
            lambda db: operations.discard(db, who, grouping_id),
            home,
            "The group is put away. You can take it up again.",
        ),
        "take-up": (lambda db: operations.take_up(db, who, grouping_id), here, "The group is taken up again."),
        "refuse": (
            lambda db: operations.refuse(db, who, grouping_id, form.get("piece", "")),
            here,
            "The passage is out of the group. You can undo this under “Decisions”.",
        ),
        "code": (
            lambda db: operations.make_code(db, who, grouping_id, form.get("name", "")).id,
            lambda code_id: f"/codes/{code_id}",
            "The code is made, and every passage of the group is coded with it.",
        ),
        "theme": (
            lambda db: operations.make_theme_of(db, who, grouping_id, form.get("statement", ""), sides).id,
            lambda theme_id: f"/themes/{theme_id}",
            "The theme is proposed, with the passages that you chose.",
        ),
    }
    if act not in acts:
        raise NotFound()
    do, there, said = acts[act]
    return sent(do, there, said=said, again=lambda refused: _one(grouping_id, refused))
