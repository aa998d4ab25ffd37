"""Files by tus: created, sent in parts, resumed, finished; refused early where they are no sound."""

from __future__ import annotations

import base64
import errno
import hashlib
import io
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from retreat.errors import DiskFull, Unavailable
from retreat.house import House
from retreat.people.members import make_member
from retreat.programme.queries import session_view
from retreat.recordings import queries, tus, uploads
from retreat.recordings.admission import send_ticket
from retreat.recordings.intake import Sent, take_in
from retreat.recordings.limits import FILE_MAX_BYTES, RESERVE_BYTES
from retreat.recordings.storage import LocalStorage
from tests.recordings.tus import SOUND, create, headers, metadata, patch
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import sign_in


def head(client: FlaskClient, meeting: Meeting, at: str) -> TestResponse:
    return client.head(at, headers=headers(meeting.leader.token))


@pytest.mark.both_engines
def test_a_file_when_sent_in_two_parts_then_it_is_whole_and_waits_for_its_words(
    client: FlaskClient, meeting: Meeting, house: House
) -> None:
    created = create(client, meeting, table="2")
    at = created.headers["Location"]

    first = patch(client, meeting, at, SOUND[:1000], 0)
    asked = head(client, meeting, at)
    second = patch(client, meeting, at, SOUND[1000:], 1000)

    assert (created.status_code, first.status_code, second.status_code) == (201, 204, 204)
    assert first.headers["Upload-Offset"] == "1000" and "Upload-Expires" in first.headers
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", str(len(SOUND)))
    assert asked.headers["Cache-Control"] == "no-store"
    with house.database.read() as db:
        kept = queries.recording_view(db, second.headers["Retreat-Recording"])
    assert (kept.state, kept.filename, kept.sha256) == ("sealed", "table 2.wav", hashlib.sha256(SOUND).hexdigest())
    assert kept.table_id == meeting.table_ids[1]
    assert (house.storage / "files" / kept.id).read_bytes() == SOUND


@pytest.mark.both_engines
def test_the_very_same_file_when_sent_again_for_its_table_then_it_is_kept_once(
    client: FlaskClient, meeting: Meeting, house: House
) -> None:
    """Seen failing with a page that has scripts: written down twice, with two transcripts."""
    first = patch(client, meeting, create(client, meeting, table="2").headers["Location"], SOUND, 0)
    again = patch(client, meeting, create(client, meeting, table="2").headers["Location"], SOUND, 0)
    other = patch(client, meeting, create(client, meeting, table="1").headers["Location"], SOUND, 0)

    kept, anew, elsewhere = (answer.headers["Retreat-Recording"] for answer in (first, again, other))
    assert kept == anew != elsewhere
    with house.database.read() as db:
        assert {one.id for one in queries.recordings_of(db, meeting.session_id)} == {kept, elsewhere}
    assert {file.name for file in (house.storage / "files").iterdir()} == {kept, elsewhere}


def test_a_part_when_it_does_not_follow_then_409_and_the_right_one_still_goes(
    client: FlaskClient, meeting: Meeting
) -> None:
    at = create(client, meeting).headers["Location"]
    patch(client, meeting, at, SOUND[:500], 0)

    assert patch(client, meeting, at, SOUND[:500], 0).status_code == 409
    assert patch(client, meeting, at, SOUND[900:], 900).status_code == 409
    assert patch(client, meeting, at, SOUND[500:], 500).status_code == 204


def test_a_part_when_damaged_on_its_way_then_460_and_none_of_it_counts(client: FlaskClient, meeting: Meeting) -> None:
    at = create(client, meeting).headers["Location"]
    right = base64.b64encode(hashlib.sha1(SOUND[:800]).digest()).decode()

    damaged = patch(client, meeting, at, b"x" + SOUND[1:800], 0, Upload_Checksum=f"sha1 {right}")
    unknown = patch(client, meeting, at, SOUND[:800], 0, Upload_Checksum="crc AAAA")
    good = patch(client, meeting, at, SOUND[:800], 0, Upload_Checksum=f"sha1 {right}")

    assert [one.status_code for one in (damaged, unknown, good)] == [460, 400, 204]
    assert head(client, meeting, at).headers["Upload-Offset"] == "800"


@pytest.mark.both_engines
def test_a_part_when_its_checksum_is_in_foreign_letters_then_460(client: FlaskClient, meeting: Meeting) -> None:
    at = create(client, meeting).headers["Location"]

    assert patch(client, meeting, at, SOUND, 0, Upload_Checksum="sha1 \u00e9").status_code == 460


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_file_when_given_up_while_it_is_being_sent_then_404_and_nothing_of_it_stays(
    client: FlaskClient, meeting: Meeting, house: House, monkeypatch: pytest.MonkeyPatch, has_begun: bool
) -> None:
    at = create(client, meeting).headers["Location"]
    upload_id = at.rsplit("/", 1)[-1]
    begun = 1000 if has_begun else 0
    if has_begun:
        patch(client, meeting, at, SOUND[:begun], 0)

    def give_up(_upload: object) -> None:
        house.database.write(lambda db: uploads.give_up(db, upload_id))
        LocalStorage(house.storage).remove(uploads.part_name(upload_id))

    monkeypatch.setattr(tus, "_check_still_admitted", give_up)
    sent = patch(client, meeting, at, SOUND[begun:], begun)

    assert sent.status_code == 404
    assert not list((house.storage / "incoming").glob("*"))


def test_a_damaged_part_when_in_the_middle_then_460_and_sending_goes_on(client: FlaskClient, meeting: Meeting) -> None:
    at = create(client, meeting).headers["Location"]
    patch(client, meeting, at, SOUND[:800], 0)
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()

    damaged = patch(client, meeting, at, SOUND[800:], 800, Upload_Checksum=f"sha256 {wrong}")

    assert damaged.status_code == 460
    assert head(client, meeting, at).headers["Upload-Offset"] == "800"
    assert patch(client, meeting, at, SOUND[800:], 800).status_code == 204


def test_a_file_when_it_is_no_sound_then_its_first_part_is_refused(client: FlaskClient, meeting: Meeting) -> None:
    at = create(client, meeting, length=5000).headers["Location"]

    refused = patch(client, meeting, at, b"<html>not sound at all</html>" * 4, 0)

    assert refused.status_code == 415 and refused.get_json()["error"]["code"] == "not_sound"
    assert head(client, meeting, at).status_code == 404


@pytest.mark.parametrize(
    ("length", "status"), [(FILE_MAX_BYTES + 1, 413), (0, 422), (-1, 400)], ids=["too large", "empty", "nonsense"]
)
def test_a_file_when_its_length_cannot_be_then_it_is_refused(
    client: FlaskClient, meeting: Meeting, length: int, status: int
) -> None:
    assert create(client, meeting, length=length).status_code == status


def test_more_bytes_than_were_announced_when_sent_then_413(client: FlaskClient, meeting: Meeting) -> None:
    at = create(client, meeting, length=100).headers["Location"]

    assert patch(client, meeting, at, SOUND[:200], 0).status_code == 413
    assert patch(client, meeting, at, SOUND[:100], 0).status_code == 204


def test_a_stranger_when_asking_for_anothers_file_then_it_is_not_there(
    client: FlaskClient, meeting: Meeting, clock: HandClock, house: House
) -> None:
    at = create(client, meeting).headers["Location"]
    stranger = Meeting.open(meeting.database, clock)

    assert head(client, stranger, at).status_code == 404
    assert patch(client, stranger, at, SOUND, 0).status_code == 404
    assert client.head(at, headers={"Tus-Resumable": "1.0.0"}).status_code == 401
    assert create(client, stranger, session_id=meeting.session_id).status_code == 404
    guest = meeting.join("Ada")
    assert client.head(at, headers=headers(guest.token)).status_code == 403


def test_a_page_of_ours_when_its_session_has_ended_then_it_can_still_send(
    client: FlaskClient, meeting: Meeting, house: House, app
) -> None:
    staff_id, _token = house.database.write(lambda db: sign_in(db, house.clock()))
    ticket = send_ticket(house, meeting.session_id, staff_id)

    created = client.post(
        "/api/uploads",
        headers=headers(ticket, Upload_Length="10", Upload_Metadata=metadata(session_id=meeting.session_id)),
    )
    # The last letter of a signature also carries bits that mean nothing: only its first is sure to change it.
    said, _, signature = ticket.rpartition(".")
    other = f"{said}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    forged = client.post("/api/uploads", headers=headers(other, Upload_Length="10"))

    assert (created.status_code, forged.status_code) == (201, 401)


@pytest.mark.both_engines
def test_a_file_on_its_way_when_its_sender_may_only_read_any_more_then_nothing_more_of_it_is_taken(
    client: FlaskClient, meeting: Meeting, house: House
) -> None:
    staff_id, _token = house.database.write(lambda db: sign_in(db, house.clock()))
    ticket = send_ticket(house, meeting.session_id, staff_id)
    said = metadata(session_id=meeting.session_id, filename="talk.wav")
    at = client.post(
        "/api/uploads", headers=headers(ticket, Upload_Length=str(len(SOUND)), Upload_Metadata=said)
    ).headers["Location"]

    def send(content: bytes, offset: int) -> int:
        more = {"Upload_Offset": str(offset), "Content_Type": "application/offset+octet-stream"}
        return client.patch(at, data=content, headers=headers(ticket, **more)).status_code

    def become_reader(db: Session) -> None:
        programme_id = session_view(db, meeting.session_id).programme_id
        make_member(db, programme_id, staff_id, "reader", now=house.clock())

    assert send(SOUND[:1000], 0) == 204
    house.database.write(become_reader)

    assert send(SOUND[1000:], 1000) == 403
    assert client.post("/api/uploads", headers=headers(ticket, Upload_Length="10")).status_code == 403
    assert head(client, meeting, at).headers["Upload-Offset"] == "1000"


def test_another_version_when_spoken_then_412_and_ours_is_named(client: FlaskClient, meeting: Meeting) -> None:
    answer = client.post("/api/uploads", headers=headers(meeting.leader.token) | {"Tus-Resumable": "0.2.2"})
    offered = client.options("/api/uploads")

    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert offered.status_code == 204 and "checksum" in offered.headers["Tus-Extension"]
    assert offered.headers["Tus-Max-Size"] == str(FILE_MAX_BYTES)


@pytest.mark.both_engines
def test_a_file_when_nothing_comes_for_hours_then_it_is_given_up(
    client: FlaskClient, meeting: Meeting, clock: HandClock
) -> None:
    at = create(client, meeting).headers["Location"]
    clock.forward(hours=5)
    patch(client, meeting, at, SOUND[:100], 0)

    clock.forward(hours=5)
    still = head(client, meeting, at).status_code
    clock.forward(hours=2)

    assert (still, head(client, meeting, at).status_code) == (200, 410)


def with_room_for(folder: Path, monkeypatch: pytest.MonkeyPatch, wanted_bytes: int) -> None:
    """A disk on which so much sound still fits, and not a byte more."""
    disk = shutil.disk_usage(folder)._replace(free=RESERVE_BYTES + wanted_bytes)
    monkeypatch.setattr("retreat.recordings.limits.shutil.disk_usage", lambda _folder: disk)


@pytest.mark.both_engines
def test_room_that_was_promised_when_another_file_is_announced_then_it_is_refused_until_the_first_is_given_up(
    client: FlaskClient, meeting: Meeting, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing: two files of which one fits were both let in, and both broke off at their ends."""
    with_room_for(house.storage, monkeypatch, len(SOUND) + 100)

    first = create(client, meeting)
    second = create(client, meeting)
    gone = client.delete(first.headers["Location"], headers=headers(meeting.leader.token))
    third = create(client, meeting)

    assert (first.status_code, second.status_code, gone.status_code, third.status_code) == (201, 507, 204, 201)


@pytest.mark.both_engines
def test_room_that_was_promised_when_nothing_comes_for_hours_then_others_have_it(
    client: FlaskClient, meeting: Meeting, house: House, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_room_for(house.storage, monkeypatch, len(SOUND) + 100)
    create(client, meeting)

    clock.forward(hours=7)

    assert create(client, meeting).status_code == 201


def test_room_that_was_promised_when_the_file_comes_then_only_what_is_missing_counts(
    client: FlaskClient, meeting: Meeting, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = create(client, meeting).headers["Location"]
    patch(client, meeting, at, SOUND[:-10], 0)
    with_room_for(house.storage, monkeypatch, len(SOUND) + 10)

    beside = create(client, meeting)
    patch(client, meeting, at, SOUND[-10:], len(SOUND) - 10)
    after = create(client, meeting)

    assert (beside.status_code, after.status_code) == (201, 507), "the second is promised all that is left"


def test_room_that_was_promised_when_a_file_comes_in_one_go_then_it_is_refused(
    client: FlaskClient, meeting: Meeting, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(session_id=meeting.session_id, table_id=None, filename="talk.wav")
    with_room_for(house.storage, monkeypatch, len(SOUND) + 100)
    create(client, meeting)

    with pytest.raises(DiskFull):
        take_in(house, io.BytesIO(SOUND), sent)


def test_bytes_that_the_disk_does_not_confirm_when_sent_then_they_do_not_count(
    client: FlaskClient, meeting: Meeting, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut would take must not have been acknowledged. Folders are confirmed as ever."""
    at = create(client, meeting).headers["Location"]
    confirmed = os.fsync

    def fails(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "the disk failed")
        confirmed(handle)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        part = patch(client, meeting, at, SOUND[:1000], 0)
        with pytest.raises(Unavailable):
            take_in(house, io.BytesIO(SOUND), Sent(session_id=meeting.session_id, table_id=None, filename="talk.wav"))

    assert part.status_code == 503
    assert head(client, meeting, at).headers["Upload-Offset"] == "0"
    with house.database.read() as db:
        assert queries.recordings_of(db, meeting.session_id) == []
    assert patch(client, meeting, at, SOUND, 0).status_code == 204


class SecondSender(io.BytesIO):
    """A body in the middle of which somebody else sends the same file."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self._meanwhile = meanwhile

    def read(self, size: int | None = -1, /) -> bytes:
        self._meanwhile()
        return super().read(size)

    def readinto(self, into: memoryview, /) -> int:  # type: ignore[override]
        self._meanwhile()
        return super().readinto(into)


def test_a_file_that_is_being_sent_when_another_sends_it_too_then_423_busy_and_its_bytes_do_not_mix(
    client: FlaskClient, app: Flask, meeting: Meeting, house: House
) -> None:
    at = create(client, meeting).headers["Location"]
    others: list[TestResponse] = []

    def meanwhile() -> None:
        if not others:
            others.append(patch(app.test_client(), meeting, at, bytes(len(SOUND)), 0))

    done = client.patch(
        at,
        input_stream=SecondSender(SOUND, meanwhile),
        headers=headers(
            meeting.leader.token,
            Upload_Offset="0",
            Content_Type="application/offset+octet-stream",
            Content_Length=str(len(SOUND)),
        ),
    )

    assert [other.status_code for other in others] == [423]
    assert others[0].get_json()["error"]["code"] == "busy"
    assert done.status_code == 204
    assert (house.storage / "files" / done.headers["Retreat-Recording"]).read_bytes() == SOUND
