"""Signed links that last for minutes, for things that a browser fetches without a header, such as sound."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from retreat.errors import Gone, NotFound


def sign(value: str, *, purpose: str, secret_key: str, now: datetime, lasts_s: int = 300) -> str:
    """A signed text with ``value``, valid for ``lasts_s`` seconds and one purpose."""
    ends_ms = int((now + timedelta(seconds=lasts_s)).timestamp() * 1000)
    return str(_signer(purpose, secret_key).dumps([value, ends_ms]))


def read_signed(text: str, *, purpose: str, secret_key: str, now: datetime) -> str:
    """The value of a signed text.

    Raises:
        NotFound: It was not signed here for this purpose.
        Gone: It has expired.
    """
    try:
        value, ends_ms = _signer(purpose, secret_key).loads(text)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound() from error
    if now.timestamp() * 1000 >= ends_ms:
        raise Gone("This link has expired. Please go back to the page and open it again.")
    return str(value)


def _signer(purpose: str, secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=f"retreat.{purpose}")
