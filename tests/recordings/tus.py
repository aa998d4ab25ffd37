"""Files sent by tus, as a program sends them."""

from __future__ import annotations

import base64

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.record.sound import wav
from tests.support.meeting import Meeting

SOUND = wav(3.0)


def headers(token: str, **more: str) -> dict[str, str]:
    return {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}"} | {
        name.replace("_", "-"): value for name, value in more.items()
    }


def metadata(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def create(client: FlaskClient, meeting: Meeting, length: int = len(SOUND), **pairs: str) -> TestResponse:
    said = metadata(**({"session_id": meeting.session_id, "filename": "table 2.wav"} | pairs))
    return client.post(
        "/api/uploads", headers=headers(meeting.leader.token, Upload_Length=str(length), Upload_Metadata=said)
    )


def patch(client: FlaskClient, meeting: Meeting, at: str, content: bytes, offset: int, **more: str) -> TestResponse:
    return client.patch(
        at,
        data=content,
        headers=headers(
            meeting.leader.token, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream", **more
        ),
    )
