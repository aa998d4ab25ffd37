"""A model hub on this machine: the few answers of the real one that fetching a model needs, over real HTTP."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Hub:
    """What it holds, how it behaves, and what it was asked.

    Attributes:
        gives_at_most: So many bytes of a file, and then it cuts the connection, for so many requests; 0 for never.
        knows_ranges: Whether a file can be asked for from the middle.
        lies: Whether the digests that it names are wrong.
    """

    folder: Path
    repository: str = "Systran/faster-whisper-small"
    revision: str = "1f"
    gives_at_most: int = 0
    cuts: int = 0
    knows_ranges: bool = True
    lies: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""

    def told(self) -> dict[str, Any]:
        """What the hub's API says of the repository; the weights are kept as a large file, the others in Git."""
        siblings: list[dict[str, Any]] = []
        for path in sorted(self.folder.iterdir()):
            content = path.read_bytes()
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            item: dict[str, Any] = {"rfilename": path.name, "size": len(content), "blobId": blob}
            if path.name == "model.bin":
                digest = "0" * 64 if self.lies else hashlib.sha256(content).hexdigest()
                item["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
            siblings.append(item)
        return {"id": self.repository, "sha": self.revision, "siblings": siblings}


@contextmanager
def running_hub(hub: Hub) -> Iterator[Hub]:
    """Serve it on a loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            hub.asked.append((self.path, self.headers.get("Range")))
            files = f"/{hub.repository}/resolve/{hub.revision}/"
            if self.path.startswith(f"/api/models/{hub.repository}/"):
                self._send(json.dumps(hub.told()).encode())
            elif self.path.startswith(files):
                self._file((hub.folder / self.path.removeprefix(files)).read_bytes())
            else:
                self.send_error(404)

        def _file(self, content: bytes) -> None:
            wanted = self.headers.get("Range")
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.knows_ranges else 0
            rest = content[start:]
            if hub.cuts and len(rest) > hub.gives_at_most:
                hub.cuts -= 1
                self._send(rest, status=206 if start else 200, at_most=hub.gives_at_most)
                self.close_connection = True
            else:
                self._send(rest, status=206 if start else 200)

        def _send(self, content: bytes, *, status: int = 200, at_most: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:at_most])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
