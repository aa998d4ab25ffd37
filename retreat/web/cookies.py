"""Cookies as this product sets them: HttpOnly, same site, and bound to the host under TLS."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface

REHEARSAL = "REHEARSAL"


def cookie_name(name: str) -> str:
    """The name that the browser keeps: ``__Host-`` under TLS, so that no sub-domain can set it.

    Browsers do not tell ports apart: a rehearsal beside the real thing has names of its own.
    """
    own = f"rehearsal-{name}" if current_app.config.get(REHEARSAL) else name
    return f"__Host-{own}" if request.is_secure else own


def read_cookie(name: str) -> str | None:
    """The value of one of our cookies."""
    return request.cookies.get(cookie_name(name))


def set_cookie(response: Response, name: str, value: str, *, max_age_s: int) -> None:
    """Give the browser one of our cookies."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age_s,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Have the browser forget one of our cookies."""
    response.delete_cookie(cookie_name(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


class FormSession(SecureCookieSessionInterface):
    """The signed cookie of forms and passing messages, named and flagged like the others."""

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        """See ``cookie_name``."""
        return cookie_name("form")

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        """Secure whenever the page came by TLS."""
        return request.is_secure

    def get_cookie_samesite(self, app: Flask) -> str:  # noqa: ARG002
        """Not sent along by other sites' forms."""
        return "Lax"

    def get_cookie_httponly(self, app: Flask) -> bool:  # noqa: ARG002
        """Out of reach of scripts."""
        return True

    def get_cookie_domain(self, app: Flask) -> Any:  # noqa: ARG002
        """This host alone."""
        return None
