"""The certificate authority of a folder, and the certificates that it signs: names, limits, ends."""

from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from retreat.errors import BadSetting
from retreat.settings import Settings, load_settings
from retreat.web.tls import names as naming
from retreat.web.tls.authority import AUTHORITY_LASTS, Authority, authority_in, key_as_pem, sign_for
from retreat.web.tls.certificate import RENEWED_AT, authority_pem, fingerprint, folder_of, make_ready
from retreat.web.tls.names import Names, own_names
from tests.support.clock import HandClock
from tests.support.needs import need


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    need(shutil.which("openssl") is not None, "the program openssl is not installed")
    return load_settings({"RETREAT_DATA": str(tmp_path), "RETREAT_ADDRESS": "http://retreat.example.org:8000"})


def verified(settings: Settings, clock: HandClock, chain: Path, *, host: str = "") -> bool:
    """Whether OpenSSL takes this chain, trusting the folder's authority alone, at this moment."""
    check = ["-verify_hostname", host] if host else []
    authority = folder_of(settings.data) / "authority.crt"
    at = str(int(clock().timestamp()))
    command = ["openssl", "verify", "-x509_strict", "-attime", at, *check, "-CAfile", str(authority), str(chain)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_a_new_folder_when_made_ready_then_its_certificate_holds_for_its_names_and_nobody_else_reads_its_keys(
    settings: Settings, clock: HandClock
) -> None:
    made = make_ready(settings, now=clock())

    assert {"localhost", "retreat.example.org"} <= made.names.hosts and "127.0.0.1" in made.names.addresses
    assert verified(settings, clock, made.file, host="retreat.example.org")
    assert not verified(settings, clock, made.file, host="elsewhere.example.org")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder_of(settings.data).iterdir()}
    assert {modes[name] for name in ("authority.key", "server.key", "authority.crt", "server.crt")} == {0o600}
    assert stat.S_IMODE(folder_of(settings.data).stat().st_mode) == 0o700


def test_a_certificate_when_made_ready_again_then_it_stays_until_a_third_of_its_time_is_left(
    settings: Settings, clock: HandClock
) -> None:
    """Seen red with one that is made again at every start, and with one that is never."""
    first = make_ready(settings, now=clock())
    clock.at = first.ends_at - RENEWED_AT
    clock.forward(seconds=-2)
    before = make_ready(settings, now=clock())
    clock.forward(seconds=3)
    after = make_ready(settings, now=clock())

    assert before == first and after.ends_at > first.ends_at
    assert verified(settings, clock, after.file)


def test_a_new_address_when_somebody_has_reached_it_then_the_certificate_names_it_under_the_same_authority(
    settings: Settings, clock: HandClock
) -> None:
    make_ready(settings, now=clock())
    trusted = authority_pem(settings.data)

    made = make_ready(settings, now=clock(), heard=["10.20.30.40", "fe80::1%eth0"])

    assert {"10.20.30.40", "fe80::1"} <= made.names.addresses
    assert authority_pem(settings.data) == trusted and verified(settings, clock, made.file)


def test_a_stolen_authority_when_it_signs_for_another_site_then_no_client_takes_it(
    settings: Settings, clock: HandClock, tmp_path: Path
) -> None:
    """Seen red without the limit of names: it could have been any bank's."""
    own = make_ready(settings, now=clock()).names
    authority = authority_in(folder_of(settings.data), own, now=clock())
    bank = Names(hosts=frozenset({"bank.example"}), addresses=frozenset())
    asked: list[str] = []

    class Thief(Authority):
        def may_sign(self, host: str) -> bool:
            asked.append(host)
            return True

    key, chain = sign_for(Thief(key=authority.key, certificate=authority.certificate), bank, now=clock())
    (tmp_path / "bank.crt").write_bytes(chain)

    assert asked == ["bank.example"] and key_as_pem(key)
    assert not verified(settings, clock, tmp_path / "bank.crt", host="bank.example")
    assert not authority.may_sign("bank.example") and authority.may_sign("laptop.local")


def test_an_authority_when_its_ten_years_are_nearly_over_then_another_one_is_made(
    settings: Settings, clock: HandClock
) -> None:
    make_ready(settings, now=clock())
    first = authority_pem(settings.data)
    clock.at += AUTHORITY_LASTS
    clock.forward(days=-100)

    made = make_ready(settings, now=clock())

    assert authority_pem(settings.data) != first and verified(settings, clock, made.file)


@pytest.mark.parametrize("name", ["authority.key", "authority.crt"])
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_damaged_authority_when_made_ready_then_it_is_said_and_none_takes_its_place(
    settings: Settings, clock: HandClock, name: str, damage: str
) -> None:
    make_ready(settings, now=clock())
    file = folder_of(settings.data) / name
    kept = file.read_bytes()
    file.unlink() if damage == "gone" else file.write_bytes(kept[:100])

    with pytest.raises(BadSetting):
        make_ready(settings, now=clock())

    file.write_bytes(kept)
    assert make_ready(settings, now=clock()).ends_at > clock()


def test_a_damaged_certificate_when_made_ready_then_another_one_is_signed(settings: Settings, clock: HandClock) -> None:
    made = make_ready(settings, now=clock())
    made.key_file.write_bytes(b"half a k")

    again = make_ready(settings, now=clock())

    assert verified(settings, clock, again.file)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(again.file, again.key_file)


def test_a_fingerprint_when_compared_with_what_a_device_shows_then_it_is_the_same(
    settings: Settings, clock: HandClock
) -> None:
    make_ready(settings, now=clock())
    file = folder_of(settings.data) / "authority.crt"
    shown = subprocess.run(
        ["openssl", "x509", "-in", str(file), "-noout", "-fingerprint", "-sha256"], capture_output=True, text=True
    ).stdout.strip()

    assert shown.partition("=")[2] == fingerprint(file.read_bytes())


def test_a_host_name_that_no_certificate_can_hold_when_names_are_collected_then_it_is_left_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming.socket, "gethostname", lambda: "Ada_s laptop")

    found = own_names(settings, heard=["0.0.0.0", "nonsense", "::ffff:10.1.1.1"])

    assert found.hosts == {"localhost", "retreat.example.org"}
    assert "10.1.1.1" in found.addresses and not {"0.0.0.0", "nonsense"} & found.addresses
    x509.DNSName("localhost")
