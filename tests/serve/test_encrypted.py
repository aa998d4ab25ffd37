"""``serve --tls`` as devices meet it: a real server, real handshakes, and a device that trusts its authority alone."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from tests.people.pages import PASSWORD
from tests.support.forms import token_of
from tests.support.server import app, until
from tests.support.tls import Encrypted, encrypted
from tests.wire.client import new_id, open_live

FORM = "application/x-www-form-urlencoded"
LARGE = "/static/vendor/socket.io-client.js"
LAST = b"\r\nConnection: close\r\n\r\n"
HTTP = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    """One server for what only speaks to it."""
    with encrypted(tmp_path_factory.mktemp("tls") / "data") as server:
        yield server


def test_a_device_that_trusts_the_authority_when_it_connects_then_it_is_answered_and_one_that_does_not_refuses(
    served: Encrypted,
) -> None:
    assert served.json("/livez") == {"status": "alive"}
    for host in ("localhost", "127.0.0.1"):
        assert served.call("GET", "/join", host=host).status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        served.call("GET", "/livez", context=ssl.create_default_context())


def test_plain_pages_when_encrypted_ones_are_served_too_then_they_stay_as_they_are(served: Encrypted) -> None:
    plain = HTTPConnection("127.0.0.1", served.server.port, timeout=30)
    plain.request("GET", "/join")
    answer = plain.getresponse()
    answer.read()
    plain.close()

    assert answer.status == 200 and answer.getheader("Strict-Transport-Security") is None
    assert served.call("GET", "/join").getheader("Strict-Transport-Security") is None


def test_the_page_about_trust_when_opened_over_plain_http_then_it_offers_what_the_terminal_says(
    served: Encrypted,
) -> None:
    said = until(lambda: "Ctrl-C" in served.server.said.read_text() and served.server.said.read_text(), what="greeting")
    plain = HTTPConnection("127.0.0.1", served.server.port, timeout=30)
    plain.request("GET", "/trust")
    shown = re.sub(r"</?span>|<wbr>", "", plain.getresponse().read().decode())
    (file,) = re.findall(r'href="(/trust/[^"]+)"', shown)
    plain.request("GET", file)
    answer = plain.getresponse()
    offered = answer.read()
    plain.close()

    digest = hashlib.sha256(offered).hexdigest().upper()
    pairs = ":".join(digest[at : at + 2] for at in range(0, 64, 2))
    assert pairs in shown and pairs in re.sub(r":\n +", ":", said)
    assert answer.getheader("Content-Type") == "application/x-x509-ca-cert"
    assert ssl.PEM_cert_to_DER_cert(served.authority.read_text()) == offered
    assert f"https://127.0.0.1:{served.port}" in shown and f"https://127.0.0.1:{served.port}" in said


def test_staff_when_signing_in_over_tls_then_cookies_are_secure_and_phones_join_over_plain_http(
    served: Encrypted,
) -> None:
    link = until(
        lambda: re.search(r"sign-in/first#(\S+)", served.server.said.read_text()), what="the first link"
    ).group(1)
    shown = served.call("GET", "/sign-in/first")
    form = shown.getheader("Set-Cookie").split(";")[0]
    fields = {"csrf_token": token_of(shown.text), "token": link, "name": "Ada", "email": "ada", "password": PASSWORD}

    made = served.call("POST", "/sign-in/first", urlencode(fields), Content_Type=FORM, Cookie=form)
    cookie = made.getheader("Set-Cookie")
    desk = served.call("GET", "/desk", Cookie=cookie.split(";")[0])

    assert (made.status, made.getheader("Location")) == (303, "/desk")
    assert cookie.startswith("__Host-sign-in=") and "Secure" in cookie and "HttpOnly" in cookie
    assert desk.status == 200
    live = open_live(served.server)
    posters = served.call("GET", f"/desk/sessions/{live.session_id}/posters", Cookie=cookie.split(";")[0])
    assert f"127.0.0.1:{served.server.port}" in posters.text and str(served.port) not in posters.text


def test_a_socket_over_tls_when_somebody_writes_then_it_hears_it(served: Encrypted) -> None:
    live = open_live(served.server)
    phone = live.join("Ana")
    address = f"wss://localhost:{served.port}/socket.io/?EIO=4&transport=websocket&session={live.session_id}"
    origin = {"Origin": f"https://localhost:{served.port}"}
    with connect(address, ssl=served.trusting(), compression=None, additional_headers=origin, open_timeout=30) as desk:
        desk.recv(30)
        desk.send("40" + json.dumps({"token": live.leader.token, "device_id": new_id()}))
        assert str(desk.recv(30)).startswith("40")
        (kept,) = phone.done(phone.note("heard over an encrypted line"))

        until(lambda: kept["op_id"] in str(desk.recv(30)), what="the note")


def test_something_that_is_not_encrypted_when_it_comes_to_the_encrypted_port_then_it_is_told_so(
    served: Encrypted,
) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
        line.sendall(HTTP)
        said = b"".join(iter(lambda: line.recv(4096), b""))

    assert said.startswith(b"HTTP/1.1 400") and b"https://" in said


def test_requests_on_one_line_when_each_is_answered_then_the_line_ends_with_a_goodbye(served: Encrypted) -> None:
    """Without one, a client cannot tell an end from a cut. Seen red without it."""
    context = served.trusting()
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as raw:
        line = context.wrap_socket(raw, server_hostname="localhost", suppress_ragged_eofs=False)
        line.sendall(HTTP * 2 + HTTP.replace(b"\r\n\r\n", LAST))
        said = b"".join(iter(lambda: line.recv(4096), b""))

    assert said.count(b'{"status":"alive"}') == 3


def test_a_large_page_when_taken_slowly_then_it_comes_whole(served: Encrypted) -> None:
    whole = served.call("GET", LARGE).text
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line = served.trusting().wrap_socket(raw, server_hostname="localhost")
        line.sendall(HTTP.replace(b"/livez", LARGE.encode()).replace(b"\r\n\r\n", LAST))
        said = b"".join(iter(lambda: line.recv(512), b""))

    assert said.partition(b"\r\n\r\n")[2].decode() == whole


def test_doctor_when_encrypted_pages_are_served_then_it_says_so_and_until_when(served: Encrypted) -> None:
    found = told(served.server.data, RETREAT_TLS_PORT=str(served.port))
    elsewhere = told(served.server.data, RETREAT_TLS_PORT="1")

    assert found["state"] == "well" and re.search(r"\d{4}", found["says"])
    assert elsewhere["state"] == "advice"


def test_doctor_when_nothing_was_ever_encrypted_then_it_says_how(tmp_path: Path) -> None:
    assert told(tmp_path / "data")["state"] == "advice"


def told(data: Path, **more: str) -> dict[str, str]:
    """What ``doctor`` says of encryption."""
    findings = json.loads(app(data, "doctor", "--json", **more).stdout)["findings"]
    return next(one for one in findings if one["name"] == "Encryption")


def test_a_server_when_started_again_then_devices_trust_it_still(tmp_path: Path) -> None:
    with encrypted(tmp_path / "data") as served:
        trusting = served.trusting()
        served.server.stop()
        served.server.start()

        assert served.call("GET", "/livez", context=trusting).status == 200


def test_the_port_in_use_when_started_encrypted_then_one_sentence_names_the_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = app(tmp_path / "data", "serve", "--tls", PORT="0", RETREAT_TLS_PORT=port)

    assert done.returncode == 1 and "RETREAT_TLS_PORT" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
