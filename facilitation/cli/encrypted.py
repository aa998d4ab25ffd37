"""``serve --tls``: what it encrypts with, and what the terminal and ``doctor`` say about it."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence

from facilitation.live.tls import Encryption
from retreat.clock import system_clock
from retreat.house import House
from retreat.settings import Settings
from retreat.web.addresses import address_for_phones, address_for_staff
from retreat.web.tls.certificate import (
    AUTHORITY_FILE,
    authority_pem,
    certificate_in,
    fingerprint,
    folder_of,
    make_ready,
)

# How often the certificate's end and this machine's addresses are checked; an address that somebody connects to is
# noticed at once.
LOOK_S = 60.0
_ANSWER_S = 2.0


def encryption_for(house: House) -> Encryption:
    """What the encrypted port listens with.

    Raises:
        BadSetting: The files of the certificate authority are damaged.
    """
    return Encryption(lambda heard: make_ready(house.settings, now=house.clock(), heard=heard))


def staff_lines(settings: Settings, tls_port: int) -> Sequence[str]:
    """Where staff on other devices go, and the fingerprint that they compare."""
    pem = authority_pem(settings.data)
    pairs = fingerprint(pem).split(":") if pem else []
    half = len(pairs) // 2
    return (
        f"  Staff sign in at   {address_for_staff(settings, tls_port)}",
        f"  First time there   {address_for_phones(settings)}/trust",
        f"  Its fingerprint    {':'.join(pairs[:half])}:",
        f"                     {':'.join(pairs[half:])}",
    )


def encrypted_pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Whether staff can sign in on other devices, and until when: state and sentence, for ``doctor``."""
    found, pem = certificate_in(settings.data), authority_pem(settings.data)
    if found is None or pem is None:
        says = "Staff can sign in only on this machine. With “serve --tls”, they can also sign in on other devices."
        yield "advice", says
        return
    until = found.ends_at.astimezone().strftime("%-d %B %Y")
    told = f"The certificate lasts until {until} and renews automatically. Fingerprint {fingerprint(pem)}."
    if found.ends_at <= system_clock():
        yield "advice", f"The certificate ran out on {until}; it renews when the toolkit starts with “serve --tls”."
    elif _answers(settings):
        yield "well", f"Staff can sign in on other devices. {told}"
    else:
        yield "advice", f"No pages are encrypted at the moment: start with “serve --tls”. {told}"


def _answers(settings: Settings) -> bool:
    """Whether a handshake with this machine's own certificate succeeds."""
    context = ssl.create_default_context(cafile=folder_of(settings.data) / AUTHORITY_FILE)
    with contextlib.suppress(OSError, ValueError):
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - compared only
        with socket.create_connection((host, settings.tls_port), timeout=_ANSWER_S) as sock:
            context.wrap_socket(sock, server_hostname=host).close()
            return True
    return False
