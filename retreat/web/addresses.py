"""The address that phones in the hall use, as text and as a picture to scan."""

from __future__ import annotations

import io
import ipaddress
import socket
from urllib.parse import urlsplit

import segno
from flask import current_app, request

from retreat.settings import Settings
from retreat.web.house import house

# Set in a request that came by another port: the phones' port.
PHONES_PORT = "retreat.phones_port"
# Set in an application that is also served encrypted: its port.
TLS_PORT = "retreat.tls_port"


def address_for_phones(settings: Settings, *, port: int | None = None) -> str:
    """Where phones on the same network reach this machine, such as ``http://192.168.1.20:8000``.

    Args:
        port: The real port, if it is not the one in the settings.
    """
    if settings.public_address:
        return settings.public_address.rstrip("/")
    host = settings.host if _is_one_address(settings.host) else own_network_address()
    shown = f"[{host}]" if ":" in host else host
    number = port or settings.port
    return f"http://{shown}" if number == 80 else f"http://{shown}:{number}"


def address_for_phones_here() -> str:
    """The same, inside a request: with the request's port, unless that is not the phones'."""
    port = request.environ.get(PHONES_PORT) or request.environ.get("SERVER_PORT", "")
    return address_for_phones(house().settings, port=int(port) if port.isdecimal() else None)


def address_for_staff(settings: Settings, tls_port: int) -> str:
    """Where staff on other devices sign in, such as ``https://192.168.1.20:8443``."""
    host = urlsplit(address_for_phones(settings)).hostname or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}" if tls_port == 443 else f"https://{shown}:{tls_port}"


def address_for_staff_here() -> str | None:
    """The same, inside a request; None if nothing is served encrypted."""
    port: int | None = current_app.extensions.get(TLS_PORT)
    return None if port is None else address_for_staff(house().settings, port)


def address_for_links_here() -> str:
    """The start of a link for a colleague: where they can sign in, which over plain HTTP is only on this machine."""
    encrypted = None if request.is_secure else address_for_staff_here()
    return encrypted or request.host_url.rstrip("/")


def join_link(join_pass: str) -> str:
    """The address in the join picture; the code is in the part of an address that is never sent or logged."""
    return f"{address_for_phones_here()}/join#{join_pass}"


def own_link(token: str) -> str:
    """The address that brings one person back on any phone; the token is never sent or logged."""
    return f"{address_for_phones_here()}/back#{token}"


def typed_address() -> str:
    """The shortest form that can be typed into a phone."""
    return address_for_phones_here().removeprefix("http://")


def own_network_address() -> str:
    """This machine's address on the network that it would use; finding it out sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Source: RFC 5737, a documentation address: connecting a datagram socket only asks the routing table.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def qr_svg(text: str) -> str:
    """A picture to scan, as an SVG file: black on white, even in dark mode, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return out.getvalue().decode()


def _is_one_address(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return bool(host)
