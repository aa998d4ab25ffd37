"""Sound sent piece by piece, as a recorder sends it."""

from __future__ import annotations

import base64
import hashlib

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.record.sound import RATE_HZ
from tests.support.meeting import Meeting

BEGIN = {"mime": "audio/wav", "started_at": "2026-03-05T10:00:00.000Z"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def begin(client: FlaskClient, meeting: Meeting, **changes: str) -> dict[str, str]:
    answer = client.post(
        f"/api/sessions/{meeting.session_id}/recordings", json=BEGIN | changes, headers=bearer(meeting.leader.token)
    )
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def digest(content: bytes) -> dict[str, str]:
    return {"Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"}


def put(client: FlaskClient, begun: dict[str, str], n: int, content: bytes, **headers: str) -> TestResponse:
    return client.put(
        f"/api/recordings/{begun['recording_id']}/chunks/{n}?start_ms={n * 1000}&samples={RATE_HZ}&rate={RATE_HZ}",
        data=content,
        headers=bearer(begun["upload_token"]) | digest(content) | headers,
    )


def told(client: FlaskClient, begun: dict[str, str]) -> dict:
    return client.get(f"/api/recordings/{begun['recording_id']}", headers=bearer(begun["upload_token"])).get_json()
