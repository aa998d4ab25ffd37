"""All pages of staff about themselves: the blueprint is the table of contents."""

from __future__ import annotations

from flask import Blueprint, g

from retreat.errors import RetreatError
from retreat.people.guard import current_staff
from retreat.people.managing import pages as managing
from retreat.people.noting import note_reading
from retreat.people.own_account import pages as own_account
from retreat.people.second_step import pages as second_step
from retreat.people.signing_in import pages as signing_in
from retreat.people.trust import pages as trust

blueprint = Blueprint("people", __name__)
for _pages in (signing_in, own_account, second_step, managing, trust):
    _pages.add_routes(blueprint)
blueprint.after_app_request(note_reading)


@blueprint.app_context_processor
def _who() -> dict[str, object]:
    try:
        # Needed even before the view is admitted, because what is named may not be theirs.
        return {"staff": current_staff(), "rights": g.get("rights") or frozenset()}
    except RetreatError:
        # The page that says the database cannot be read must not need the database.
        return {"staff": None, "rights": frozenset()}
