"""A reverse proxy in front: only the one named in the settings is trusted; forwarded headers from others are refused.

It runs before everything else that reads a request, including the socket library, which would trust anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

FROM_PROXY = "retreat.from_proxy"
REFUSED = (
    "This request came through a proxy that this machine has not been told about. "
    "Whoever runs the toolkit can name it in the setting RETREAT_PROXY."
)
CODE = "unknown_proxy"
_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
# Headers with which a client speaks for somebody else.
_SPEAKS = (_FOR, _PROTO, "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")
_START = "HTTP_X_FORWARDED_"

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def behind_proxy(answer: Wsgi, proxy: str) -> Wsgi:
    """An application that takes the address and the scheme only from its proxy.

    Args:
        answer: The application.
        proxy: An address or a network; empty if there is no proxy.
    """
    network = ip_network(proxy) if proxy else None

    def asked(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if network is not None and peer is not None and peer in network:
            is_taken = _believe(environ)
        else:
            is_taken = not any(name in environ for name in _SPEAKS)
        if is_taken:
            return answer(environ, start)
        return _refuse(start, wants_json=environ.get("PATH_INFO", "").startswith("/api/"))

    return asked


def _believe(environ: dict[str, Any]) -> bool:
    """Replace the connection's values with the proxy's; false if the proxy's is not an address.

    Only the last entry is the proxy's own: anything before it came from the client.
    """
    told = environ.get(_FOR)
    scheme = environ.get(_PROTO, "http").rpartition(",")[2].strip().lower()
    if told is not None:
        address = _address(told.rpartition(",")[2].strip().strip("[]"))
        if address is None:
            return False
        environ["REMOTE_ADDR"] = str(address)
    for name in [name for name in environ if name in _SPEAKS or name.startswith(_START)]:
        del environ[name]
    environ["wsgi.url_scheme"] = "https" if scheme == "https" else "http"
    environ[FROM_PROXY] = True
    return True


def _address(text: str) -> Any:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return parsed.ipv4_mapped if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped else parsed


def _refuse(start: Any, *, wants_json: bool) -> Iterable[bytes]:
    body = json.dumps({"error": {"code": CODE, "message": REFUSED}}).encode() if wants_json else f"{REFUSED}\n".encode()
    start(
        "403 Forbidden",
        [
            ("Content-Type", f"{'application/json' if wants_json else 'text/plain'}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [body]
