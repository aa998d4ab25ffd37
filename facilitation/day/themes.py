"""What the team made of somebody's words: they read the themes that rest on them, and sign or dissent. No scripts."""

from __future__ import annotations

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.pages.day import person_here
from facilitation.pages.phone import come_in
from retreat.analysis.themes.returning import answer_theme, given_back_to, take_answer_back
from retreat.errors import NotFound, RetreatError
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other


@seat
def own_themes(event_id: str) -> Response:
    """The themes that rest on one's own words, with these words and one's own answers, and nobody else's."""
    return _shown(event_id)


def _shown(event_id: str, refused: RetreatError | None = None, about: str = "") -> Response:
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        themes = given_back_to(db, person.holder.id)
    return page(
        "phone/themes.html",
        refused.status if refused else 200,
        event=person.event,
        themes=themes,
        error=refused,
        about=about,
        form=request.form,
    )


@seat
def answer_own_theme(event_id: str, theme_id: str) -> Response:
    """Sign it, dissent, or take one's answer back."""
    person, here, form = person_here(event_id), house(), request.form
    if person is None:
        return come_in()
    taken_back, seen = form.get("take_back"), form.get("seen", "")

    def write(db: Session) -> None:
        if taken_back:
            return take_answer_back(db, person.holder.id, taken_back, now=here.clock())
        answer_theme(
            db,
            person.holder.id,
            theme_id,
            form.get("answer", ""),
            form.get("text", ""),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            now=here.clock(),
            ids=here.ids,
        )
        return None

    try:
        here.database.write(write)
    except NotFound:
        flash("This is no longer here to be answered.", "care not_given_back")
        return see_other(f"/e/{event_id}/themes")
    except RetreatError as refused:
        return _shown(event_id, refused, theme_id)
    flash("Your answer is erased." if taken_back else "Your answer is kept. Thank you.", "good answered")
    return see_other(f"/e/{event_id}/themes#theme-{theme_id}")
