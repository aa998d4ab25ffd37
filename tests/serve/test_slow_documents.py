"""Word documents that are made to take long: the hall goes on meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.record.import_files import packed
from tests.support.forms import token_of
from tests.support.sending import StaffBrowser, stream
from tests.support.server import Server, running, until
from tests.wire.client import Answered, call, open_live

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# Tens of kilobytes on the way, and seconds of work for whoever reads them.
SLOW = packed(f"<w:document {SPACE}>{'<w:p/>' * 4_000_000}</w:document>")
AT_ONCE = 4


@pytest.mark.slow
def test_documents_that_take_long_when_sent_at_once_then_others_are_answered_first(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, ThreadPoolExecutor(AT_ONCE) as pool:
        live = open_live(server)
        ada = StaffBrowser.of(server)
        token = token_of(ada.open(f"/sessions/{live.session_id}/bring").text)
        sent = [pool.submit(bring, ada, live.session_id, token) for _ in range(AT_ONCE)]
        until(lambda: reading(server), what="a child that reads")

        answers = [call(server, "GET", path).status for path in ("/livez", "/sign-in", "/livez")]

        assert answers == [200, 200, 200]
        assert not any(one.done() for one in sent), "they were to take longer than this"
        assert {one.result().status for one in sent} == {422}
        assert not reading(server)


def reading(server: Server) -> list[psutil.Process]:
    """The children that read documents."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    return [one for one in children if "transcription.children.confined" in one.cmdline()]


def bring(ada: StaffBrowser, session_id: str, token: str) -> Answered:
    """Send it by the plain form."""
    edge = "a-line-between"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="transcript"; filename="minutes.docx"\r\n\r\n'
    ).encode()
    whole = body + SLOW + f"\r\n--{edge}--\r\n".encode()
    headers = ada.headers() | {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return stream(ada.server, "POST", f"/desk/sessions/{session_id}/transcripts", [whole], len(whole), headers)
