"""A real server in a process of its own: on a loopback port and a data folder of its own, stopped by its own pid."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.support.ports import own_port

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
# Other work may share the machine: these bound a broken run, they are never waited out by a whole one.
READY_WITHIN_S = 120.0
STOPPED_WITHIN_S = 30.0


def until(found: Callable[[], Any], *, within_s: float = 30.0, what: str = "it") -> Any:
    """Wait for a condition; its first truthy value."""
    end_by = time.monotonic() + within_s
    while time.monotonic() < end_by:
        value = found()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"{what} did not come to pass within {within_s} s")


def environment(data: Path, **more: str) -> dict[str, str]:
    """A clean environment: this test's data folder and nothing that the developer set."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("RETREAT_")}
    return plain | {"RETREAT_DATA": str(data), "RETREAT_MODELS": str(ROOT / "models"), "HOST": "127.0.0.1"} | more


@dataclass
class Server:
    """The whole product, web and worker. ``start`` again after ``kill`` is on the same port and folder."""

    data: Path
    port: int = field(default_factory=own_port)
    more: dict[str, str] = field(default_factory=dict)
    wrapper: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    command: tuple[str, ...] = ("serve",)
    process: subprocess.Popen[str] = None  # type: ignore[assignment]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def file(self) -> Path:
        """Its database."""
        return self.data / "retreat.db"

    def start(self) -> Server:
        """Start, and wait until it is ready; one that ends early shows what it said."""
        self.launch()
        until(self.answers, within_s=READY_WITHIN_S, what="/readyz")
        return self

    def launch(self) -> None:
        """Start without waiting."""
        self.said = self.data.parent / f"{self.data.name}.said"
        with self.said.open("a") as said:
            self.process = subprocess.Popen(
                [*self.wrapper, PYTHON, str(ROOT / "app.py"), *self.command, *self.arguments],
                cwd=ROOT,
                env=environment(self.data, PORT=str(self.port), **self.more),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                text=True,
            )

    def answers(self) -> bool:
        """Whether it is ready."""
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended early ({self.process.returncode}): {self.said.read_text()[-2000:]}")
        try:
            with urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def family(self) -> list[psutil.Process]:
        """The process and everything that it started."""
        web = psutil.Process(self.process.pid)
        return [web, *web.children(recursive=True)]

    def worker(self) -> psutil.Process:
        """Its worker, once there is one."""
        return until(
            lambda: next((one for one in self.family()[1:] if "worker" in " ".join(_arguments(one))), None),
            what="a worker",
        )

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, as a terminal or an init system would; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=STOPPED_WITHIN_S)

    def kill(self) -> list[psutil.Process]:
        """``kill -9`` of the web process alone; who was in its family."""
        family = self.family()
        self.process.kill()
        self.process.wait()
        return family


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def all_gone(family: list[psutil.Process]) -> bool:
    """Whether none of these runs any more."""
    return all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in family)


@contextmanager
def running(data: Path, **options: Any) -> Iterator[Server]:
    """A server for the length of a ``with``; nothing of it is left behind."""
    data.parent.mkdir(parents=True, exist_ok=True)
    served = Server(data, **options)
    family: list[psutil.Process] = []
    try:
        served.start()
        yield served
    finally:
        if served.process is not None and served.process.poll() is None:
            family = served.family()
            try:
                served.stop()
            except subprocess.TimeoutExpired:
                served.kill()
        until(lambda: all_gone(family), what="the end of the server's children")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for all tests of a lane that only speak to it; each opens a session of its own."""
    with running(tmp_path_factory.mktemp("server") / "data") as served:
        yield served


def app(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line."""
    return subprocess.run(
        [PYTHON, str(ROOT / "app.py"), *arguments],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=900,
        stdin=subprocess.DEVNULL,
    )
