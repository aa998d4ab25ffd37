"""Responses to people: a page, or a redirect after a form."""

from __future__ import annotations

import secrets
import time
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_wtf.csrf import generate_csrf

from retreat.errors import NotFound
from retreat.house import House
from retreat.ids import spaced_join_pass
from retreat.web.cookies import REHEARSAL, FormSession
from retreat.web.forms import BODY_MAX_BYTES, FormRequest, limit_body, refuse_forgery
from retreat.web.guard import admit_first, refuse_undeclared
from retreat.web.headers import add_headers, csp_nonce
from retreat.web.http_errors import install_error_pages, wants_json
from retreat.web.logs import log

__all__ = ["install_web", "local_path", "page", "see_other", "unkept", "wants_json"]


def install_web(app: Flask, house: House) -> None:
    """Install the house, the guards, the headers and the error pages in an application; call it before blueprints."""
    app.extensions["retreat"] = house
    app.secret_key = house.secret_key
    app.session_interface = FormSession()
    app.request_class = FormRequest
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_MAX_BYTES,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        TRAP_HTTP_EXCEPTIONS=False,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.config[REHEARSAL] = bool(house.settings.rehearsal)
    app.jinja_env.globals["rehearsal"] = bool(house.settings.rehearsal)
    _install_csrf_token(app)
    # Flask would log whole tracebacks, whose messages may quote people; the error pages log what is allowed.
    app.logger.disabled = True
    app.before_request(_begin)
    app.before_request(_refuse_nul)
    app.before_request(refuse_undeclared)
    app.before_request(admit_first)
    app.before_request(limit_body)
    app.before_request(refuse_forgery)
    app.after_request(add_headers)
    app.after_request(_log_request)
    app.context_processor(lambda: {"csp_nonce": csp_nonce()})
    app.add_template_filter(local)
    app.add_template_filter(day_words)
    app.add_template_filter(spaced_join_pass, "code")
    install_error_pages(app)


def day_words(day: str) -> str:
    """A day such as ``2027-03-31`` as people write it."""
    found = date.fromisoformat(day)
    return f"{found.day} {found.strftime('%B %Y')}"


def local(at: datetime) -> datetime:
    """A time by the hall's clock, which is this machine's."""
    return at.astimezone()


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page of ours."""
    response = make_response(render_template(template, **context))
    response.status_code = status
    return response


def see_other(url: str) -> Response:
    """After a form: redirect."""
    return make_response(redirect(url, 303))


def unkept(response: Response) -> Response:
    """The same response, which browsers must not store."""
    response.headers["Cache-Control"] = "no-store"
    return response


def local_path(url: str | None, otherwise: str) -> str:
    """An address on this site to continue to; anything else is replaced."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")) or any(ord(c) < 33 for c in url):
        return otherwise
    return url


def _install_csrf_token(app: Flask) -> None:
    app.config.setdefault("WTF_CSRF_FIELD_NAME", "csrf_token")
    app.jinja_env.globals["csrf_token"] = generate_csrf


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began_s = time.monotonic()


def _refuse_nul() -> None:
    """No name contains it, and PostgreSQL refuses such text."""
    if "\0" in request.path:
        raise NotFound()


def _log_request(response: Response) -> Response:
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((time.monotonic() - g.get("began_s", time.monotonic())) * 1000),
        request_id=g.get("request_id"),
    )
    return response
