"""The page on which a programme's names and words are listed: one plain form."""

from __future__ import annotations

from flask import Response, flash, request

from retreat.errors import InvalidInput
from retreat.programme.glossary import TERM_MAX_CHARS, TERMS_MAX, glossary_of, keep_glossary
from retreat.programme.queries import programme_view
from retreat.web.house import house
from retreat.web.pages import page, see_other


def names_and_words(programme_id: str) -> Response:
    """One on each line; a list that cannot be kept comes back as it was typed."""
    here = house()
    with here.database.read() as db:
        found, terms = programme_view(db, programme_id), glossary_of(db, programme_id)
    error, typed, status = "", "\n".join(terms), 200
    if request.method == "POST":
        typed = request.form.get("terms", "")
        try:
            kept = here.database.write(lambda db: keep_glossary(db, programme_id, typed))
        except InvalidInput as refused:
            error, status = refused.tell, refused.status
        else:
            flash(_said(len(kept)), "good")
            return see_other(f"/desk/programmes/{programme_id}/names")
    return page(
        "programme/names.html",
        status,
        programme=found,
        terms=typed,
        kept=len(terms),
        terms_max=TERMS_MAX,
        term_max_chars=TERM_MAX_CHARS,
        error=error,
    )


def _said(count: int) -> str:
    if count == 0:
        return "The list is now empty."
    return "1 name or word is saved." if count == 1 else f"{count} names and words are saved."
