"""Forms that only our own pages can send, and limits on the size of bodies."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from flask import Request, current_app, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from retreat.errors import InvalidInput, NotPermitted
from retreat.web.guard import access_of

View = TypeVar("View", bound=Callable[..., Any])
_BODY = "retreat_body_max_bytes"
_SPACE = "retreat_room_for"
BODY_MAX_BYTES = 256 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class FormExpired(InvalidInput):
    """The form's token is missing, foreign or too old."""

    code = "form_expired"
    status = 400
    tell = "This page was open for too long to be sent safely. Please go back, reload the page and send it again."


class FormRequest(Request):
    """A request whose half-sent files are deleted with it, whatever went wrong, because they use disk space."""

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **kwargs)
        self.__dict__.setdefault("begun_files", []).append(stream)
        return stream

    def close(self) -> None:
        """Close all files, which deletes temporary ones."""
        for stream in self.__dict__.get("begun_files", ()):
            with contextlib.suppress(OSError):
                stream.close()
        super().close()


def body_up_to(max_bytes: int, *, space: Callable[[int], None] | None = None) -> Callable[[View], View]:
    """Set how many bytes a view accepts (by default ``BODY_MAX_BYTES``). ``space`` refuses what would not fit."""

    def marked(view: View) -> View:
        setattr(view, _BODY, max_bytes)
        setattr(view, _SPACE, space)
        return view

    return marked


def limit_body() -> None:
    """Before each request: refuse more bytes than the view accepts, or than fit, before they are read."""
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, _BODY, BODY_MAX_BYTES)
    space = getattr(view, _SPACE, None)
    if space is not None and request.content_length and request.content_length <= request.max_content_length:
        space(request.content_length)


def refuse_forgery() -> None:
    """Before each request that changes something, or that brings its own token: it must come from our own page.

    A request with its own token in a header needs no CSRF token, but its origin must be ours. A form may come
    with the origin ``null``: that is what browsers send under our no-referrer policy.

    Raises:
        NotPermitted: Another site sent it.
        FormExpired: The CSRF token is missing or wrong.
    """
    if request.endpoint is None:
        return
    by_token = access_of(current_app, request.endpoint) == "own_token"
    if request.method in SAFE and not by_token:
        return
    origin = request.headers.get("Origin")
    if not origin_is_ours(origin, request.host) and (by_token or origin != "null"):
        raise NotPermitted("This was sent by another site.")
    if by_token:
        return
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise NotPermitted("This was sent by another site.")
    try:
        validate_csrf(request.headers.get("X-CSRFToken") or request.form.get("csrf_token"))
    except ValidationError as error:
        raise FormExpired() from error


def origin_is_ours(origin: str | None, host: str) -> bool:
    """Whether a request with this Origin header may have come from a page of this host; one without may."""
    return origin is None or urlsplit(origin).netloc == host
