"""Where phones reach this machine, and which requests come from the machine itself."""

from __future__ import annotations

import pytest

from retreat.settings import load_settings
from retreat.web.addresses import address_for_phones, own_network_address, qr_svg
from retreat.web.origins import is_own_address, network_of


@pytest.mark.parametrize(
    "environ,expected",
    [
        ({"RETREAT_ADDRESS": "https://hall.example/"}, "https://hall.example"),
        ({"HOST": "127.0.0.1", "PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"HOST": "192.168.4.2", "PORT": "80"}, "http://192.168.4.2"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({}, f"http://{own_network_address()}:8000"),
    ],
)
def test_settings_when_the_address_for_phones_is_asked_then_it_is_one_they_can_reach(
    environ: dict[str, str], expected: str
) -> None:
    assert address_for_phones(load_settings(environ)) == expected


@pytest.mark.parametrize(
    "address,own",
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        (own_network_address(), True),
        ("192.0.2.77", False),
        ("::ffff:192.0.2.77", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_an_address_when_asked_whether_it_is_this_machine_then_only_its_own_are(address: str, own: bool) -> None:
    assert is_own_address(address) is own


def test_a_picture_when_drawn_then_it_is_black_on_white_without_inline_style() -> None:
    picture = qr_svg("http://192.168.1.20:8000/join#ABCDEFGH")

    assert picture.startswith("<svg") and 'viewBox="0 0' in picture
    assert "style" not in picture and "ABCDEFGH" not in picture and "#000" in picture


@pytest.mark.parametrize(
    "address,network",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_when_limits_count_it_then_one_machine_has_one(address: str, network: str) -> None:
    assert network_of(address) == network
