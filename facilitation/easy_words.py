"""Whether this phone has asked for easy words. It says nothing of who holds it, so the page's script may set it too."""

from __future__ import annotations

from flask import Response, request

COOKIE = "easy_words"
# Browsers forget after 400 days.
LASTS_S = 400 * 24 * 3600


def wants_easy_words() -> bool:
    """Whether instructions are to be shown in easy words, where a step has them."""
    return request.cookies.get(COOKIE) == "1"


def ask_for_easy_words(response: Response, *, easy: bool) -> Response:
    """Have the phone remember it, for every step to come. Twin of what static/js/phone/page.js does."""
    response.set_cookie(
        COOKIE, "1" if easy else "", max_age=LASTS_S, path="/", secure=request.is_secure, samesite="Lax"
    )
    return response
