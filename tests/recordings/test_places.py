"""Where a piece may lie: within six hours, and not after now; a number that anybody may send becomes no silence.

Seen failing with pieces that were taken wherever they said they lie.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from retreat.clock import to_text
from retreat.house import House
from retreat.recordings.models import AudioChunk, AudioRecording
from tests.record.sound import RATE_HZ, wav
from tests.recordings.pieces import BEGIN, bearer, begin, digest, put, told
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

HOUR_MS = 3_600_000
SIX_HOURS_MS = 6 * HOUR_MS


def put_at(
    client: FlaskClient, begun: dict[str, str], n: int, start_ms: int, *, samples: int = RATE_HZ, rate: int = RATE_HZ
) -> TestResponse:
    """A piece that says where it lies and how long it is, whatever its bytes are."""
    content = wav(0.1, level=n + 1)
    return client.put(
        f"/api/recordings/{begun['recording_id']}/chunks/{n}?start_ms={start_ms}&samples={samples}&rate={rate}",
        data=content,
        headers=bearer(begun["upload_token"]) | digest(content),
    )


def begun_ago(client: FlaskClient, meeting: Meeting, clock: HandClock, **ago: float) -> dict[str, str]:
    return begin(client, meeting, started_at=to_text(clock() - timedelta(**ago)))


def test_a_piece_that_ends_long_after_now_when_sent_then_it_is_refused_and_all_else_goes_on(
    client: FlaskClient, meeting: Meeting, house: House, clock: HandClock
) -> None:
    begun = begun_ago(client, meeting, clock, minutes=10)
    first = put_at(client, begun, 0, 0)

    refused = put_at(client, begun, 1, 70 * 60_000 - 999)
    last = put_at(client, begun, 2, 70 * 60_000 - 1000)

    assert [one.status_code for one in (first, refused, last)] == [201, 422, 201]
    assert refused.get_json()["error"]["code"] == "invalid"
    assert list(refused.get_json()["error"]["fields"]) == ["start_ms"]
    assert (told(client, begun)["missing"], told(client, begun)["duration_s"]) == ([[1, 1]], 4200.0)
    assert len(list((house.storage / "pieces" / begun["recording_id"]).iterdir())) == 2


def test_a_piece_that_ends_after_six_hours_when_sent_then_it_is_refused_and_one_at_the_very_end_is_taken(
    client: FlaskClient, meeting: Meeting, clock: HandClock
) -> None:
    begun = begun_ago(client, meeting, clock, days=12)

    last = put_at(client, begun, 0, SIX_HOURS_MS - 1000)
    refused = put_at(client, begun, 1, SIX_HOURS_MS - 999)
    far = put_at(client, begun, 2, 999_999_999_999_999)

    assert [one.status_code for one in (last, refused, far)] == [201, 422, 422]
    assert told(client, begun)["duration_s"] == 6 * 3600


def test_a_piece_of_more_than_an_hour_when_sent_then_its_length_is_refused(
    client: FlaskClient, meeting: Meeting, clock: HandClock
) -> None:
    begun = begun_ago(client, meeting, clock, days=1)

    refused = put_at(client, begun, 0, 0, samples=100_000_000, rate=1000)

    assert refused.status_code == 422 and list(refused.get_json()["error"]["fields"]) == ["samples"]


def test_a_talk_of_earlier_when_sent_at_once_as_one_that_begins_now_then_every_piece_is_taken(
    client: FlaskClient, meeting: Meeting
) -> None:
    begun = begin(client, meeting)

    codes = {put_at(client, begun, n, n * 10_000, samples=10 * RATE_HZ).status_code for n in range(0, 360, 20)}

    assert codes == {201}


def test_a_piece_when_it_was_kept_on_a_device_for_days_then_it_still_heals(
    client: FlaskClient, meeting: Meeting, clock: HandClock
) -> None:
    begun = begin(client, meeting)
    put(client, begun, 0, wav())
    clock.forward(days=40)

    assert put_at(client, begun, 1, 5 * HOUR_MS).status_code == 201


def test_a_piece_when_the_beginning_was_corrected_to_a_later_one_then_what_was_recorded_before_still_fits(
    client: FlaskClient, meeting: Meeting, house: House, clock: HandClock
) -> None:
    begun = begin(client, meeting)
    clock.forward(hours=5)
    house.database.write(lambda db: db.execute(update(AudioRecording).values(started_at=clock())))

    assert put_at(client, begun, 0, 5 * HOUR_MS).status_code == 201


def test_a_piece_that_is_here_already_when_it_lies_too_far_and_comes_again_then_200_as_before(
    client: FlaskClient, meeting: Meeting, house: House
) -> None:
    begun = begin(client, meeting)
    put_at(client, begun, 0, 0)
    house.database.write(lambda db: db.execute(update(AudioChunk).values(start_ms=10 * SIX_HOURS_MS)))

    again = put_at(client, begun, 0, 10 * SIX_HOURS_MS)

    assert again.status_code == 200


@pytest.mark.parametrize(
    ("started_at", "status"),
    [
        ("1998-05-01T10:00:00Z", 201),
        ("1970-01-02T00:00:00Z", 201),
        ("2026-03-05T10:59:00Z", 201),
        ("2026-03-05T11:01:00Z", 422),
        ("9999-12-31T23:59:59Z", 422),
        ("1969-12-31T23:59:59Z", 422),
        ("0001-01-01T00:00:00+05:00", 422),
        ("9999-12-31T23:59:59-05:00", 422),
    ],
)
def test_a_beginning_when_no_recorder_can_have_begun_then_it_is_refused_and_one_of_years_ago_is_taken(
    client: FlaskClient, meeting: Meeting, started_at: str, status: int
) -> None:
    answer = client.post(
        f"/api/sessions/{meeting.session_id}/recordings",
        json=BEGIN | {"started_at": started_at},
        headers=bearer(meeting.leader.token),
    )

    assert answer.status_code == status
    assert status == 201 or list(answer.get_json()["error"]["fields"]) == ["started_at"]
