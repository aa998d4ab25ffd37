"""Who may open a page: every view declares it beside its route, and a view that does not is refused.

The kinds: ``public`` (anyone; forms carry a CSRF token) · ``seat`` (the view finds the seat by its cookie; forms
carry a CSRF token) · ``own_token`` (authorised by a token or pass in a header or the body, never by a cookie, so no
CSRF token is needed) · ``signed_link`` (a short-lived signature in the link) · ``staff`` (set by ``staff_required``
of the people's room).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Response, current_app, request

from retreat.errors import NotPermitted
from retreat.web.logs import log

Access = Literal["public", "seat", "own_token", "signed_link", "staff"]
View = TypeVar("View", bound=Callable[..., Any])
Admit = Callable[[], Response | None]
_MARK = "retreat_access"
_ADMIT = "retreat_admit"
_BUILT_IN = {"static": "public"}


def declare(access: Access, *, admit: Admit | None = None) -> Callable[[View], View]:
    """Declare who may open a view.

    Args:
        admit: Refuses, or answers for the view, from the request's headers alone.
    """

    def marked(view: View) -> View:
        setattr(view, _MARK, access)
        setattr(view, _ADMIT, admit)
        return view

    return marked


public = declare("public")
seat = declare("seat")
own_token = declare("own_token")
signed_link = declare("signed_link")


def access_of(app: Flask, endpoint: str) -> str | None:
    """What a route's view declares; None if nothing."""
    if endpoint in _BUILT_IN:
        return _BUILT_IN[endpoint]
    return getattr(app.view_functions[endpoint], _MARK, None)


def undeclared(app: Flask) -> list[str]:
    """Every route whose view does not say who may open it."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return sorted(endpoint for endpoint in endpoints if access_of(app, endpoint) is None)


def refuse_undeclared() -> None:
    """Before each request: default deny."""
    if request.endpoint is not None and access_of(current_app, request.endpoint) is None:
        log.error("undeclared_route", endpoint=request.endpoint)
        raise NotPermitted()


def admit_first() -> Response | None:
    """Before each request, and before its body is read, because strangers' files could fill the disk."""
    view = current_app.view_functions.get(request.endpoint or "")
    admit: Admit | None = getattr(view, _ADMIT, None)
    return None if admit is None else admit()
