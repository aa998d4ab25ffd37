"""The page of somebody's saved searches, and its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import gathered, sent
from retreat.analysis.searches import operations
from retreat.analysis.searches.queries import searches_of
from retreat.consent.gate import StaffReader
from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.search.vectors import known_vectors
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

_HERE = "/searches"


def searches() -> Response:
    """The saved searches of whoever is signed in."""
    return _all()


def save() -> Response:
    """Save a search, given by the fields of its form."""
    here, staff_id, asked = house(), this_staff().staff_id, request.form.to_dict()
    return sent(
        lambda db: operations.save_search(db, staff_id, asked, now=here.clock(), ids=here.ids),
        _HERE,
        said="The search is saved. This page tells you when something new has come.",
        again=_all,
    )


def change(saved_id: str, act: str) -> Response:
    """Say that the news were seen, or remove the search."""
    here, staff_id, form = house(), this_staff().staff_id, request.form
    acts: Mapping[str, tuple[Callable[[Session], object], str]] = {
        "seen": (
            lambda db: operations.have_seen(db, staff_id, saved_id, _moment(form.get("until")), now=here.clock()),
            "",
        ),
        "remove": (lambda db: operations.remove_search(db, staff_id, saved_id), "The saved search is removed."),
    }
    if act not in acts:
        raise NotFound()
    do, said = acts[act]
    return sent(do, _HERE, said=said, again=_all)


def _all(refused: RetreatError | None = None) -> Response:
    here, reads = house(), StaffReader(staff_id=this_staff().staff_id)
    now = here.clock()

    def ask(db: Session) -> Mapping[str, Any]:
        return {"searches": searches_of(db, reads, known_vectors(here.settings.data))}

    return page(
        "search/searches.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        now=now,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def _moment(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(text or "")
        if found.tzinfo is None:
            raise ValueError
    except ValueError as error:
        raise InvalidInput("Please reload the page, and try again.", code="not_understood") from error
    return found
