"""Encrypted connections in this process: the certificate changes while they are open, and their places come free."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import gevent
import pytest
from cryptography import x509
from gevent import ssl

from facilitation.live.connections import Places
from facilitation.live.tls import FILES, Encryption
from facilitation.live.wire import Patience
from retreat.settings import load_settings
from retreat.web.tls.certificate import folder_of, make_ready
from tests.live.doors import Asked, door, end_of, line
from tests.support.clock import HandClock

# After so many of its 90 days a certificate is made again.
_PASSED = timedelta(days=61)
GET = b"GET /well HTTP/1.1\r\nHost: hall\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n"


class Shown:
    """What a machine encrypts with, and a device that trusts it."""

    def __init__(self, data: Path) -> None:
        self.settings = load_settings({"RETREAT_DATA": str(data)})
        self.clock = HandClock()
        self.clock.at = datetime.datetime.now(datetime.UTC) - _PASSED
        self.encryption = Encryption(lambda heard: make_ready(self.settings, now=self.clock(), heard=heard))

    def open(self, server: Any, *, to: str = "127.0.0.1") -> Any:
        """A connection on which a handshake has succeeded."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(folder_of(self.settings.data) / "authority.crt")
        return context.wrap_socket(line(server, to=to), server_hostname=to)


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path)


def serial(device: Any) -> int:
    """The number of the certificate that a device was shown."""
    return x509.load_der_x509_certificate(device.getpeercert(binary_form=True)).serial_number


def until(found: Callable[[], Any]) -> None:
    """Let others run until it is so; the door's own time limit ends a wait in vain."""
    while not found():
        gevent.sleep(0.005)


def test_a_certificate_when_its_time_is_nearly_over_then_the_next_device_sees_another_and_open_lines_go_on(
    shown: Shown,
) -> None:
    """Seen red with a context that is made once."""
    with door(Asked(), encryption=shown.encryption) as server:
        before = shown.open(server)
        shown.clock.at += _PASSED
        shown.encryption.look()
        after = shown.open(server)

        assert serial(before) != serial(after)
        before.sendall(GET + LAST)
        assert end_of(before).count(b"200 OK") == 2


def test_an_address_that_no_certificate_names_when_somebody_connects_there_then_it_is_named_at_once(
    shown: Shown,
) -> None:
    """A laptop that changes its Wi-Fi. Seen red with names that are found out at the start alone."""
    first = shown.encryption.certificate
    with door(Asked(), host="127.0.0.9", encryption=shown.encryption) as server:
        device = shown.open(server, to="127.0.0.9")
        device.sendall(LAST)
        assert b"200 OK" in end_of(device)

    assert "127.0.0.9" not in first.names.addresses
    assert "127.0.0.9" in shown.encryption.certificate.names.addresses


def test_lines_when_they_have_ended_however_they_did_then_all_places_are_free(shown: Shown) -> None:
    patience = Patience(head_s=0.2, idle_s=0.2, body_s=0.2, answer_s=0.2)
    with door(Asked(b"x" * 5_000_000), encryption=shown.encryption, patience=patience) as server:
        silent, half = line(server), line(server, b"\x16\x03")
        asked = shown.open(server)
        asked.sendall(LAST)
        deaf = shown.open(server)
        deaf.sendall(GET)
        plain = line(server, GET)

        assert len(end_of(asked)) > 5_000_000
        assert b"400" in end_of(plain)
        until(lambda: server.connections.taken == 0)
        for each in (silent, half, deaf):
            each.close()


def test_all_places_when_taken_by_silent_lines_then_a_newcomer_gets_one(shown: Shown) -> None:
    """Each takes three open files. Seen red with a cut that reaches nobody."""
    places = Places(all=3 * FILES, one_address=3 * FILES, own=0)
    with door(Asked(), encryption=shown.encryption, places=places, patience=Patience(head_s=60)) as server:
        waiting = [shown.open(server) for _ in range(3)]
        newcomer = shown.open(server)
        newcomer.sendall(LAST)

        assert b"200 OK" in end_of(newcomer)
        assert server.connections.taken <= 3 * FILES
        assert end_of(waiting[0]) == b""


def test_two_servers_when_they_share_places_then_both_count_in_them(shown: Shown) -> None:
    """Each line takes three open files. Seen red with lines that are counted as one."""
    with door(Asked()) as plain, door(Asked(), encryption=shown.encryption, places=plain.connections) as server:
        device = shown.open(server)
        device.sendall(GET)
        until(lambda: plain.connections.taken == FILES)
        device.close()
        until(lambda: plain.connections.taken == 0)
