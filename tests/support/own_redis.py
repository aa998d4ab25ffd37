"""A Redis of the tests' own. Runs beside each other could not share one: its channels know no numbered databases."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import redis

from tests.support.needs import need
from tests.support.ports import own_port
from tests.support.server import until


class OwnRedis:
    """A Redis that keeps nothing on disk and may be killed; started again, it is at the same address."""

    def __init__(self, folder: Path) -> None:
        need(shutil.which("redis-server") is not None, "redis-server is not installed")
        self._folder, self._port = folder, own_port()
        self.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = ["redis-server", "--port", str(self._port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen([*command, "--dir", self._folder, "--logfile", self._folder / "redis.log"])
        with closing(redis.Redis.from_url(self.url, socket_timeout=2)) as client:
            until(lambda: _answers(client), what="Redis")

    def kill(self) -> None:
        """``kill -9``."""
        self._process.kill()
        self._process.wait()


def _answers(client: redis.Redis) -> bool:
    with suppress(redis.RedisError):
        return bool(client.ping())
    return False
