"""What every response tells the browser: run only our scripts, allow no framing, keep no copy."""

from __future__ import annotations

import re
import secrets

from flask import Response, g, request

_HOST = re.compile(r"^[A-Za-z0-9.\-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$")
PERMISSIONS = "camera=(), geolocation=(), display-capture=(), payment=(), usb=(), microphone=(self)"
_ICONS = "/static/icons/"
_ICONS_KEPT_S = 3600


def csp_nonce() -> str:
    """The nonce of this response, for the import map and the boot script."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def content_policy(nonce: str, host: str) -> str:
    """The Content-Security-Policy of a page served at ``host``."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self'",
            "manifest-src 'self'",
            f"connect-src 'self'{sockets}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def add_headers(response: Response) -> Response:
    """After each request, errors too."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(csp_nonce(), request.host))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = PERMISSIONS
    headers["X-Frame-Options"] = "DENY"
    if request.is_secure or request.host.split(":")[0] in ("localhost", "127.0.0.1"):
        # On plain HTTP, browsers would ignore this header and complain on the console.
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    is_asset = request.endpoint == "static" and response.status_code < 400
    if not is_asset and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if is_asset and request.path.startswith(_ICONS):
        # Otherwise pages could not draw an icon while they are offline.
        headers["Cache-Control"] = f"max-age={_ICONS_KEPT_S}"
    return response
