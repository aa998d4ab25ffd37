"""Chromium on a second device: it signs in over TLS, with a code of an app, and stays signed in until it is put out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pyotp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import launch, program
from tests.browser.conftest import LAPTOP
from tests.people.pages import PASSWORD
from tests.support.server import until
from tests.support.tls import Encrypted, encrypted
from tests.wire.client import open_live

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    """A server with encrypted pages."""
    with encrypted(tmp_path_factory.mktemp("encrypted") / "data") as server:
        yield server


@pytest.fixture
def device(browser: Browser, served: Encrypted) -> Iterator[Page]:
    """A browser that takes certificates which this server's authority has signed, and no others of its kind."""
    key = x509.load_pem_x509_certificate(served.authority.read_bytes()).public_key()
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    path = program()
    assert path is not None
    opened = launch(browser.browser_type, path, f"--ignore-certificate-errors-spki-list={pin}")
    page = opened.new_context(viewport=LAPTOP).new_page()
    yield page
    opened.close()


def test_a_second_device_when_it_signs_in_over_tls_with_a_second_step_then_it_leads_a_live_session(
    browser: Browser, device: Page, served: Encrypted
) -> None:
    at = f"https://localhost:{served.port}"
    said = until(lambda: re.search(r"sign-in/first#(\S+)", served.server.said.read_text()), what="the first link")
    with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
        browser.new_page().goto(f"{at}/sign-in")
    live = open_live(served.server)

    device.goto(f"{at}/sign-in/first#{said.group(1)}")
    device.locator("[name=name]").fill("Ada")
    device.locator("[name=email]").fill("ada")
    device.locator("[name=password]").fill(PASSWORD)
    device.locator("form.sheet button").click()
    device.wait_for_url("**/desk")
    device.goto(f"{at}/account/second-step")
    device.locator("[action$=begin] button").click()
    app = pyotp.TOTP(device.locator("[data-slot=secret]").inner_text().replace(" ", ""))
    expect(device.locator("img.second-step__picture")).to_have_js_property("complete", True)
    device.locator("[name=code]").fill(app.now())
    device.locator("[action$=confirm] button").click()
    kept = device.locator("[data-slot=recovery_code]").all_inner_texts()
    device.locator("[action='/sign-out'] button").click()
    device.goto(f"{at}/sign-in?next=/desk/sessions/{live.session_id}")
    device.locator("[name=email]").fill("ada")
    device.locator("[name=password]").fill(PASSWORD)
    device.locator("form.sheet button").click()
    device.locator("[name=code]").fill(kept[0])
    device.locator("form.sheet button").click()

    device.wait_for_selector("html[data-ready=yes]")
    phone = live.join("Ana")
    phone.done(phone.note("over an encrypted line", share="everyone"))
    expect(device.get_by_text("over an encrypted line")).to_be_visible()
    cookies = {one["name"]: one["secure"] for one in device.context.cookies()}
    assert cookies["__Host-sign-in"] is True
