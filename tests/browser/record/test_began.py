"""When an audio recording began, in a real browser: filled in from the file, said, corrected by keys alone."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, Open, Served
from tests.record.sound import wav

pytestmark = pytest.mark.browser

FROM_1904 = datetime(1904, 1, 1, tzinfo=UTC)
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)


def box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def telephone_file(at: datetime | None, *, version: int = 0) -> FilePayload:
    """As telephones write it: the sound first, what is known of it at the end."""
    since_s = int((at - FROM_1904).total_seconds()) if at else 0
    header = bytes([version, 0, 0, 0]) + struct.pack(">Q" if version else ">I", since_s) + bytes(96)
    whole = (
        box(b"ftyp", b"M4A isom") + box(b"mdat", bytes(50_000)) + box(b"moov", box(b"free", b"") + box(b"mvhd", header))
    )
    return {"name": "phone.m4a", "mimeType": "audio/mp4", "buffer": whole}


def recorder_file(said: str | None) -> FilePayload:
    """As recorders for interviews write it: with a broadcast chunk before the sound."""
    plain = wav(2.0)
    chunk = b""
    if said is not None:
        inside = bytes(320) + said.encode() + bytes(602 - 320 - len(said))
        chunk = b"bext" + struct.pack("<I", len(inside)) + inside
    return {"name": "recorder.wav", "mimeType": "audio/wav", "buffer": plain[:12] + chunk + plain[12:]}


def form_of(page: Page, served: Served, name: str) -> Page:
    page.goto(served.at(f"/sessions/{served.sessions[name]['id']}/add"))
    return page


@pytest.mark.parametrize(
    ("chosen", "filled"),
    [
        (telephone_file(BEGAN), True),
        (telephone_file(BEGAN, version=1), True),
        (recorder_file(f"{BEGAN.astimezone():%Y-%m-%d%H:%M:%S}"), True),
        (recorder_file(f"{BEGAN.astimezone():%Y_%m_%d%H-%M-%S}"), True),
        (telephone_file(None), False),
        (telephone_file(datetime.now(UTC) + timedelta(days=400)), False),
        (recorder_file("0000-00-0000:00:00"), False),
        (recorder_file(None), False),
        ({"name": "short.wav", "mimeType": "audio/wav", "buffer": b"RIFF"}, False),
        ({"name": "cut.m4a", "mimeType": "audio/mp4", "buffer": telephone_file(BEGAN)["buffer"][:-90]}, True),
        ({"name": "broken.m4a", "mimeType": "audio/mp4", "buffer": box(b"ftyp", b"M4A isom") + bytes(64)}, False),
    ],
    ids=["telephone", "long time", "recorder", "other signs", "empty", "to come", "zeros", "plain", "four bytes",
         "cut", "broken"],
)  # fmt: skip
def test_a_file_when_chosen_then_its_own_time_is_filled_in_if_it_can_be_right(
    served: Served, open_page: Open, chosen: FilePayload, filled: bool
) -> None:
    page = form_of(open_page(LAPTOP, staff=True), served, "open_wall")
    field, told = page.locator("#f-began"), page.locator("#began-said")
    opened = field.input_value()
    # Something else first, so that there is a change to wait for.
    page.set_input_files("#f-audio", recorder_file("2001-02-0304:05:06"))
    expect(field).to_have_value("2001-02-03T04:05:06")

    page.set_input_files("#f-audio", chosen)

    expect(field).to_have_value(f"{BEGAN.astimezone():%Y-%m-%dT%H:%M:%S}" if filled else opened)
    if filled:
        expect(told).to_have_attribute("data-code", "own-time outside")
        expect(told).not_to_be_empty()
    else:
        expect(told).to_have_text("")


def test_a_time_that_somebody_typed_when_a_file_is_chosen_then_it_stays(served: Served, open_page: Open) -> None:
    page = form_of(open_page(LAPTOP, staff=True), served, "open_wall")
    field = page.locator("#f-began")
    field.fill("2020-01-02T03:04:05")
    expect(page.locator("#began-said[data-code=outside]")).not_to_be_empty()

    page.set_input_files("#f-audio", telephone_file(BEGAN))

    expect(page.locator("#add-estimate")).not_to_be_empty()
    expect(field).to_have_value("2020-01-02T03:04:05")


def test_a_file_when_added_then_its_beginning_is_said_and_corrected_by_keys_alone(
    served: Served, open_page: Open
) -> None:
    page = form_of(open_page(NARROWEST, staff=True), served, "plain")
    opened = page.locator("#f-began").input_value()
    page.set_input_files("#f-audio", recorder_file("2001-02-0304:05:06"))
    expect(page.locator("#f-began")).to_have_value("2001-02-03T04:05:06")

    page.get_by_role("button", name="Add audio file").click()

    said = page.locator("#beginnings")
    expect(said.locator(".message--care")).to_contain_text("recorder.wav")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    field = said.locator("[name=began]")
    expect(field).to_have_value("2001-02-03T04:05:06")
    field.fill(opened)
    field.press("Enter")
    expect(page.locator(".message--good")).to_be_visible()
    expect(page.locator("#beginnings .message--care")).to_have_count(0)
