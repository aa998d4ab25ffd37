"""Who asks for a page of analysis, in which programme, and what happens to a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Response, flash
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.errors import NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.programme.models import Programme
from retreat.web.house import house
from retreat.web.pages import see_other

T = TypeVar("T")


def analyst(programme_id: str) -> Analyst:
    """The signed-in person as somebody who codes in this programme."""
    here = house()
    return Analyst(programme_id=programme_id, by=this_staff().staff_id, now=here.clock(), ids=here.ids)


def programme_title(db: Session, programme_id: str) -> str:
    """What a programme is called.

    Raises:
        NotFound: There is none.
    """
    found = db.scalar(select(Programme.title).where(Programme.id == programme_id))
    if found is None:
        raise NotFound("There is no such programme.")
    return found


def programme_of_row(db: Session, model: type[Any], thing_id: str) -> str:
    """The programme of a thing.

    Raises:
        NotFound: There is no such thing.
    """
    found: str | None = db.scalar(select(model.programme_id).where(model.id == thing_id))
    if found is None:
        raise NotFound()
    return found


def gathered(ask: Callable[[Session], Mapping[str, Any]]) -> Mapping[str, Any]:
    """A long read, outside the event loop."""
    here = house()

    def gather() -> Mapping[str, Any]:
        with here.database.read() as db:
            return ask(db)

    found: Mapping[str, Any] = here.offload(gather)
    return found


def sent(
    act: Callable[[Session], object],
    then: str | Callable[[Any], str],
    *,
    said: str = "",
    again: Callable[[RetreatError], Response],
) -> Response:
    """Do what a form says, then go on; if it is refused, show the form again as it was typed.

    Args:
        then: Where to go on, or how to tell from what the act returned.
        again: Draws the page with the refusal.
    """
    try:
        made = house().database.write(act)
    except NotFound:
        raise
    except RetreatError as refused:
        return again(refused)
    if said:
        flash(said, "good")
    return see_other(then if isinstance(then, str) else then(made))
