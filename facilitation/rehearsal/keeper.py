"""The rehearsal that this web process has started, at most one at a time: a process of its own, told only the plan."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from retreat.errors import Conflict

EXTENSION = "rehearsal"
PROGRAM = Path(__file__).parents[2] / "app.py"
STOP_S = 20.0


@dataclass(slots=True)
class Running:
    """A rehearsal.

    Attributes:
        key: What is rehearsed, by the address of its page.
        told: What it says once it is ready: where its desk is, and where phones join.
        listening: Ends once that is known, or the process has ended.
    """

    key: str
    process: subprocess.Popen[str]
    told: Mapping[str, Any] | None = None
    listening: threading.Thread | None = None

    def is_alive(self) -> bool:
        return self.process.poll() is None


class Keeper:
    """Starts and ends it."""

    def __init__(self) -> None:
        self.running: Running | None = None

    def now(self) -> Running | None:
        """The one that runs, if there is one."""
        if self.running is not None and not self.running.is_alive():
            self.running = None
        return self.running

    def start(self, key: str, plan: Mapping[str, Any], *, people: int) -> None:
        """Begin a rehearsal of this plan.

        Raises:
            Conflict: One is running already.
        """
        if self.now() is not None:
            raise Conflict("A rehearsal is running already. Please end it first.", code="rehearsal_runs")
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), "rehearse", "--plan", "--json", "--people", str(people)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROGRAM.parent,
            start_new_session=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(plan) + "\n")
        process.stdin.flush()
        running = self.running = Running(key, process)
        running.listening = threading.Thread(target=_listen, args=(running,), daemon=True)
        running.listening.start()

    def end(self) -> None:
        """End it, if one is running; everything in it is erased by its own process."""
        running = self.now()
        if running is None:
            return
        assert running.process.stdin is not None
        running.process.stdin.close()
        try:
            running.process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            running.process.terminate()
        self.running = None


def keeper_of(app: Flask) -> Keeper:
    """The one of this process."""
    found: Keeper = app.extensions.setdefault(EXTENSION, Keeper())
    return found


def _listen(running: Running) -> None:
    assert running.process.stdout is not None
    line = running.process.stdout.readline()
    if line.strip():
        running.told = json.loads(line)
