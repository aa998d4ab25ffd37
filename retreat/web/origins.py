"""Where a request came from: another address, or the machine that this runs on."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache

from flask import request

from retreat.web.proxy import FROM_PROXY

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def address() -> str:
    """The client's address: from the connection, or from the proxy named in the settings."""
    return request.remote_addr or "unknown"


def network() -> str:
    """The address of whoever asks, as limits count it: see ``network_of``."""
    return network_of(address())


@lru_cache(maxsize=4096)
def network_of(text: str) -> str:
    """Whose address it is: of IPv6 the 64 bits of a network, as anybody there may choose the rest anew each time."""
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed) if parsed.is_loopback else str(ipaddress.ip_network((parsed, 64), strict=False))


def from_this_machine() -> bool:
    """Whether the browser runs on the server's own machine; never true through a proxy."""
    if FROM_PROXY in request.environ or any(name in request.headers for name in _FORWARDED):
        return False
    return is_own_address(address())


@lru_cache(maxsize=1024)
def is_own_address(text: str) -> bool:
    """Whether an address belongs to this machine: loopback, or one that a socket can be bound to here."""
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return True
    if parsed.is_unspecified or parsed.is_multicast:
        return False
    family = socket.AF_INET if parsed.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(parsed), 0))
    except OSError:
        return False
    return True
