"""A server with encrypted pages, and a device that trusts its certificate authority and nothing else."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

from tests.support.ports import own_port
from tests.support.server import Server, running


@dataclass(frozen=True)
class Encrypted:
    """A running server and its second port."""

    server: Server
    port: int

    @property
    def authority(self) -> Path:
        """What a staff device trusts."""
        return self.server.data / "tls" / "authority.crt"

    def trusting(self) -> ssl.SSLContext:
        """A device that trusts this server's authority alone."""
        return ssl.create_default_context(cafile=self.authority)

    def call(
        self,
        method: str,
        path: str,
        body: str | None = None,
        *,
        host: str = "127.0.0.1",
        context: ssl.SSLContext | None = None,
        **headers: str,
    ) -> Any:
        """One request; the answer, read."""
        connection = HTTPSConnection(host, self.port, timeout=30, context=context or self.trusting())
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
            return answer
        finally:
            connection.close()

    def json(self, path: str) -> Any:
        """What a page for programs says."""
        return json.loads(self.call("GET", path).text)


@contextmanager
def encrypted(data: Path, **more: str) -> Iterator[Encrypted]:
    """``serve --tls`` for the length of a ``with``."""
    port = own_port()
    with running(data, more={"RETREAT_TLS_PORT": str(port), **more}, arguments=("--tls",)) as server:
        yield Encrypted(server, port)
