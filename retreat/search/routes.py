"""The page of a search over all sessions."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.search import panel  # noqa: F401 - registers itself
from retreat.search.listing.asked import typed_in
from retreat.search.listing.page import search_page
from retreat.search.searching import Embed, meaning_beforehand
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.pages import page
from transcription.errors import TranscriptionError

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@staff_required
@noted_as("searched")
def search() -> Response:
    """A search over all sessions."""
    here, reads, asked = house(), reader(), request.args
    # The helper process answers this greenlet; a thread outside the event loop could not speak to it.
    embed = meaning_of(typed_in(asked))
    found = here.offload(partial(search_page, here, reads, asked, embed))
    return page("search/search.html", 422 if found["told"] else 200, staff=this_staff(), **found)


def meaning_of(typed: str) -> Embed | None:
    """Without the model of meanings, words alone are searched."""
    meaning = house().meaning
    if meaning is None:
        return None
    try:
        return meaning_beforehand(typed, meaning.embed)
    except TranscriptionError as error:
        log.warning("search_without_meaning", error=type(error).__name__)
        return None
