"""Servers that are about to suffer: each test has its own, and what was acknowledged is compared afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

import tests.support.all_models  # noqa: F401 - sessions are opened beside the server, as the command line does
from tests.support.server import ROOT, Server, running
from tests.wire.client import Live


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own."""
    with running(tmp_path / "data") as served:
        yield served


@dataclass
class Ledger:
    """What phones were told."""

    file: Path

    def rows(self) -> list[dict[str, Any]]:
        """Every acknowledgement so far; a line that is still being written is not one yet."""
        text = self.file.read_text() if self.file.exists() else ""
        return [json.loads(line) for line in text.split("\n")[:-1]]


@contextmanager
def phones(live: Live, file: Path, *, count: int = 3, pause_s: float = 0.2) -> Iterator[Ledger]:
    """Phones that write notes for the length of a ``with``."""
    job = {
        "port": live.server.port,
        "path": live.path("ops"),
        "prompt_id": live.prompt_ids[0],
        "tokens": [live.join(f"P{n}").token for n in range(count)],
        "file": str(file),
        "pause_s": pause_s,
    }
    command = [sys.executable, "-m", "tests.faults.ledger", json.dumps(job)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)
    try:
        yield Ledger(file)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)


def compare(live: Live, ledger: Ledger) -> int:
    """Every acknowledged note is there once, under its number, with its words; how many there are."""
    rows = ledger.rows()
    assert not [row for row in rows if "broken" in row]
    told = {row["op_id"]: row for row in rows}
    kept, after = [], 0
    while page := live.leader.read("all", after):
        kept += page
        after = page[-1]["seq"]
    found = {op["op_id"]: op for op in kept}
    assert len(found) == len(kept), "an operation stands twice"
    assert [op["seq"] for op in kept] == list(range(1, len(kept) + 1)), "a number is missing"
    notes = [op["target_id"] for op in kept if op["kind"] == "note.add"]
    assert len(notes) == len(set(notes))
    lost = [row for op_id, row in told.items() if op_id not in found]
    assert not lost, f"{len(lost)} acknowledged notes were lost"
    for op_id, row in told.items():
        assert (found[op_id]["seq"], found[op_id]["body"]["text"]) == (row["seq"], row["text"])
    assert len(live.leader.snapshot()["board"]["notes"]) == len(notes)
    if live.server.file.exists():
        check_file(live.server)
    return len(told)


def check_file(server: Server) -> None:
    """SQLite itself finds nothing wrong."""
    connection = pysqlite3.connect(server.file)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()
