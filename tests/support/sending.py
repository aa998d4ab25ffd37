"""Sound sent to a real server as programs and plain pages send it: pieces, tus, a form."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

from retreat.clock import system_clock, to_text
from retreat.database import open_database
from tests.support.forms import token_of
from tests.support.planning import sign_in
from tests.support.server import Server
from tests.wire.client import WITHIN_S, Answered, Live, call

OFFSET_STREAM = "application/offset+octet-stream"


def stream(
    server: Server, method: str, path: str, blocks: Iterable[bytes], length: int, headers: dict[str, str]
) -> Answered:
    """One request whose body is made while it is sent; an answer that comes before its end is read."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=4 * WITHIN_S)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in ({"Content-Length": str(length)} | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            for block in blocks:
                connection.send(block)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered already
        try:
            answer = connection.getresponse()
            return Answered(answer.status, answer.read().decode(), dict(answer.headers))
        except (ConnectionError, HTTPException) as error:
            raise AssertionError(f"the connection broke without an answer: {error!r}") from error
    finally:
        connection.close()


@dataclass
class Tus:
    """One file on its way by tus."""

    live: Live
    at: str

    @classmethod
    def create(cls, live: Live, length: int, filename: str = "table.wav") -> Tus:
        """Announce a file, which must be taken."""
        answer = cls.asked(live, length, filename)
        assert answer.status == 201, answer
        return cls(live, answer.headers["Location"])

    @staticmethod
    def asked(live: Live, length: int, filename: str = "table.wav") -> Answered:
        """Announce a file."""
        pairs = {"session_id": live.session_id, "filename": filename}
        said = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": said}
        return call(live.server, "POST", "/api/uploads", token=live.leader.token, headers=headers)

    def send(self, offset: int, blocks: Iterable[bytes], length: int) -> Answered:
        """Add bytes from an offset on."""
        headers = {
            "Authorization": f"Bearer {self.live.leader.token}",
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": OFFSET_STREAM,
        }
        return stream(self.live.server, "PATCH", self.at, blocks, length, headers)

    def offset(self) -> int:
        """How many bytes are acknowledged."""
        answer = call(
            self.live.server, "HEAD", self.at, token=self.live.leader.token, headers={"Tus-Resumable": "1.0.0"}
        )
        assert answer.status == 200, answer
        return int(answer.headers["Upload-Offset"])


@dataclass
class LiveSound:
    """One audio recording sent in pieces."""

    live: Live
    id: str
    token: str

    @classmethod
    def begin(cls, live: Live, mime: str = "audio/wav", started_at: datetime | None = None) -> LiveSound:
        """Begin one."""
        body = {"mime": mime, "started_at": to_text(started_at) if started_at else "2026-03-05T10:00:00.000Z"}
        answer = call(live.server, "POST", live.path("recordings"), body, token=live.leader.token)
        assert answer.status == 201, answer
        return cls(live, answer.json["recording_id"], answer.json["upload_token"])

    def put(self, n: int, content: bytes, *, start_ms: int, samples: int, rate_hz: int = 16_000) -> Answered:
        """Send one piece."""
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        path = f"/api/recordings/{self.id}/chunks/{n}?start_ms={start_ms}&samples={samples}&rate={rate_hz}"
        return call(
            self.live.server, "PUT", path, content, token=self.token, headers={"Content-Digest": f"sha-256=:{digest}:"}
        )

    def seal(self, chunks: int) -> Answered:
        """No more will come."""
        return call(self.live.server, "POST", f"/api/recordings/{self.id}/seal", {"chunks": chunks}, token=self.token)

    def told(self) -> Any:
        """How far it has come."""
        return call(self.live.server, "GET", f"/api/recordings/{self.id}", token=self.token).json


@dataclass
class StaffBrowser:
    """A browser of somebody signed in, without scripts."""

    server: Server
    sign_in: str
    cookies: dict[str, str]

    @classmethod
    def of(cls, server: Server) -> StaffBrowser:
        """Sign somebody in beside the running server."""
        database = open_database(sqlite_file=server.file)

        def write(db: Any) -> str:
            return sign_in(db, system_clock())[1]

        try:
            token = database.write(write)
        finally:
            database.close()
        return cls(server, token, {"sign-in": token})

    def headers(self) -> dict[str, str]:
        """What a browser sends with everything."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Accept": "text/html", "Host": f"localhost:{self.server.port}"}

    def open(self, path: str) -> Answered:
        """Follow a link."""
        answer = call(self.server, "GET", path, headers=self.headers())
        for name, value in re.findall(r"(?:^|, )([a-z-]+)=([^;]+);", answer.headers.get("Set-Cookie", "")):
            self.cookies[name] = value
        return answer

    def send_file(self, session_id: str, head: bytes, blocks: Iterable[bytes], length: int) -> Answered:
        """Fill in the plain form of the record's page with a file of ``length`` bytes."""
        shown = self.open(f"/sessions/{session_id}")
        token = token_of(shown.text)
        edge = "a-line-between"
        before = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="audio"; filename="table.wav"\r\n'
            "Content-Type: audio/wav\r\n\r\n"
        ).encode()
        after = f"\r\n--{edge}--\r\n".encode()

        def body() -> Iterable[bytes]:
            yield before + head
            yield from blocks
            yield after

        return stream(
            self.server,
            "POST",
            f"/desk/sessions/{session_id}/audio",
            body(),
            len(before) + length + len(after),
            self.headers() | {"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
