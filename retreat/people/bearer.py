"""Authorisation at ``/api``: by the bearer token alone, never by a cookie, so no form token is needed there."""

from __future__ import annotations

from flask import request

from retreat.errors import NotSignedIn

_SCHEME = "Bearer "


def bearer_token() -> str:
    """The token of this request.

    Raises:
        NotSignedIn: There is none.
    """
    token = token_sent()
    if token is None:
        raise NotSignedIn()
    return token


def token_sent() -> str | None:
    """The token of this request, if it has one."""
    sent = request.headers.get("Authorization", "")
    return sent[len(_SCHEME) :].strip() or None if sent.startswith(_SCHEME) else None
