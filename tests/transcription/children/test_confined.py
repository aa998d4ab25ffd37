"""Whatever foreign bytes make of their reader, it reaches nothing and ends."""

from __future__ import annotations

import os
import socket
import tempfile

import pytest

from tests.support.needs import need
from transcription.children import confined
from transcription.children.confined import read_confined

PRYING = "tests.transcription.children.prying"


def test_a_reader_that_its_bytes_took_over_when_it_pries_then_it_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RETREAT_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1/retreat")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = read_confined(PRYING, str(listening.getsockname()[1]).encode())

    assert found is not None
    assert found["file"] != "done" and found["network"] != "done" and found["environment"] == []


@pytest.mark.parametrize("does", [b"spin", b"hoard"])
def test_a_reader_when_it_takes_more_than_it_may_then_it_is_ended_and_the_next_one_reads(does: bytes) -> None:
    assert read_confined(PRYING, does, cpu_s=1) is None
    assert read_confined(PRYING, b"5") is not None


def test_a_reader_when_it_answers_more_than_is_held_then_nothing_of_it_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = read_confined(PRYING, b"5")
    monkeypatch.setattr(confined, "_ANSWER_MAX_BYTES", 20)

    assert whole is not None and read_confined(PRYING, b"5") is None


def test_foreign_bytes_when_handed_to_a_reader_then_no_folder_holds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    need(hasattr(os, "memfd_create"), "only Linux has files in memory alone")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: pytest.fail("a disk would hold them"))

    assert read_confined(PRYING, b"5") is not None
