"""The audit trail: every analytic decision of a programme, to be read, undone, and quoted in a method section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, request
from sqlalchemy.orm import Session

from retreat.analysis.acts.story import ENTRIES_ON_A_PAGE, Told, story_of
from retreat.analysis.acts.undoing import undo
from retreat.analysis.approaches import approach_of
from retreat.analysis.asking import analyst, gathered, programme_title
from retreat.errors import RetreatError
from retreat.people.guard import this_staff
from retreat.people.noting import noted_as
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

# What the page can be narrowed to: the beginnings of kinds, and what they are called.
FAMILIES: Mapping[str, tuple[str, Sequence[str]]] = {
    "all": ("Everything", ()),
    "codebook": ("The codebook", ("code", "approach")),
    "codings": ("Codings", ("coding",)),
    "writing": ("Memos and readings", ("memo", "reading")),
    "sets": ("Sets", ("set",)),
    "themes": ("Themes", ("theme",)),
    "double": ("Double coding", ("double",)),
    "projects": ("Projects that were brought in", ("project",)),
}
_AT_ONCE, _MOST = 2_000, 100_000


def story(programme_id: str) -> Response:
    """The latest decisions first, page by page."""
    reads, asked = reader(), request.args
    family = asked.get("about", "all")
    before = asked.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None

    def ask(db: Session) -> Mapping[str, Any]:
        kinds = FAMILIES.get(family, FAMILIES["all"])[1]
        return {
            "title": programme_title(db, programme_id),
            "approach": approach_of(db, programme_id),
            "story": story_of(db, reads, programme_id, before=number, kinds=kinds),
        }

    return page(
        "analysis/story.html",
        staff=this_staff(),
        programme_id=programme_id,
        families=FAMILIES,
        family=family if family in FAMILIES else "all",
        on_a_page=ENTRIES_ON_A_PAGE,
        **gathered(ask),
    )


@noted_as("exported")
def story_text(programme_id: str) -> Response:
    """Everything as plain text, the oldest first: for the appendix of a method section."""
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        found: list[Told] = []
        before: int | None = None
        while len(found) < _MOST:
            some = story_of(db, reads, programme_id, before=before, most=_AT_ONCE)
            if not some:
                break
            found += some
            before = some[-1].number
        return {"title": programme_title(db, programme_id), "story": found}

    got = gathered(ask)
    lines = [f"{got['title']}: analytic decisions", ""]
    lines += [_line(one) for one in reversed(got["story"])]
    response = make_response("\n".join(lines) + "\n")
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="decisions.txt"'
    return unkept(response)


def _line(one: Told) -> str:
    when = one.at.astimezone().strftime("%-d %B %Y, %H:%M")
    where = f" (session: {one.session})" if one.session else ""
    why = f" Reason: {one.why}" if one.why else ""
    undone = " [undone later]" if one.undone else ""
    return f"{one.number}. {when}: {one.by} {one.said}{where}.{why}{undone}"


def undo_one(programme_id: str, number: int) -> Response:
    """Undo one decision as a whole."""
    try:
        house().database.write(lambda db: undo(db, analyst(programme_id), number))
    except RetreatError as refused:
        flash(refused.tell, f"care {refused.code}")
    else:
        flash("This is undone.", "good")
    return see_other(f"/desk/programmes/{programme_id}/decisions")
