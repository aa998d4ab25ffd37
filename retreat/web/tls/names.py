"""The names and addresses by which other devices can reach this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from retreat.settings import Settings
from retreat.web.addresses import own_network_address

_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_HOST_NAME_MAX = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Host names in lower case, and addresses as text without a zone."""

    hosts: frozenset[str]
    addresses: frozenset[str]

    def covers(self, other: Names) -> bool:
        """Whether this includes everything in the other."""
        return self.hosts >= other.hosts and self.addresses >= other.addresses


def own_names(settings: Settings, heard: Iterable[str] = ()) -> Names:
    """This machine's names and addresses, as far as we can find out.

    Args:
        heard: Addresses of this machine at which somebody has reached it.
    """
    public = urlsplit(settings.public_address).hostname or "" if settings.public_address else ""
    own = socket.gethostname().lower()
    hosts = {"localhost", own, public.lower()} | ({f"{own}.local"} if "." not in own else set())
    found = {"127.0.0.1", "::1", own_network_address(), settings.host, public, *heard, *_addresses_of(own)}
    return Names(
        hosts=frozenset(name for name in hosts if is_host_name(name)),
        addresses=frozenset(clean for one in found if (clean := plain_address(one))),
    )


def is_host_name(text: str) -> bool:
    """Whether it is a name, not an address, that a certificate may hold."""
    return len(text) <= _HOST_NAME_MAX and bool(_HOST_NAME.fullmatch(text)) and plain_address(text) is None


def plain_address(text: str) -> str | None:
    """An address in its normal form; None if it is not one, or means every address."""
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return None if parsed.is_unspecified or parsed.is_multicast else str(parsed)


def _addresses_of(host: str) -> set[str]:
    with contextlib.suppress(OSError, UnicodeError):
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    return set()
