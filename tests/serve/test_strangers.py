"""Bodies of strangers: refused by their headers alone, on a real socket, before a byte of them is sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.server import Server, running

BODY_BYTES = 500 * 1024**2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for all of them."""
    with running(tmp_path_factory.mktemp("strangers") / "data") as served:
        yield served


def answered(server: Server, request_line: str, *more: str) -> str:
    """Send headers that announce a large body, and none of the body; the answer's first bytes."""
    head = [
        f"{request_line} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Content-Length: {BODY_BYTES}",
        *more,
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as stranger:
        stranger.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        return stranger.recv(4096).decode("utf-8", "replace")


@pytest.mark.parametrize("path", ["/desk/sessions/none/audio", "/desk/sessions/none/transcripts"])
def test_a_file_of_somebody_not_signed_in_when_announced_then_it_is_refused_before_it_is_sent(
    server: Server, path: str
) -> None:
    answer = answered(server, f"POST {path}", "Content-Type: multipart/form-data; boundary=x")

    assert answer.startswith("HTTP/1.1 401 "), answer


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("POST /api/uploads", ("Tus-Resumable: 1.0.0", "Upload-Length: 524288000"), 401),
        ("PATCH /api/uploads/none", ("Tus-Resumable: 1.0.0", "Authorization: Bearer none"), 401),
        ("PUT /api/recordings/none/chunks/0", ("Authorization: Bearer none",), 404),
    ],
    ids=["a resumable file", "more of one", "a piece"],
)
def test_sound_with_no_token_that_opens_anything_when_announced_then_it_is_refused_before_it_is_sent(
    server: Server, request_line: str, headers: tuple[str, ...], status: int
) -> None:
    offset = ("Upload-Offset: 0", "Content-Type: application/offset+octet-stream")

    answer = answered(server, request_line, *headers, *offset)

    assert answer.startswith(f"HTTP/1.1 {status} "), answer
