"""Whatever foreign bytes make of their reader, it reaches nothing and ends."""

from __future__ import annotations

import socket

import pytest

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
    assert read_confined("retreat.imports.documents", b"no archive at all") == read_confined(
        "retreat.imports.documents", b"no archive either"
    )
