"""``demo`` as it is typed: an empty folder is filled through the real pipeline, and a used one is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.server import app

TINY = {"RETREAT_WHISPER_MODEL": "tiny.en"}


@pytest.mark.models
def test_sample_programme_when_it_fills_a_folder_then_its_talk_and_notes_are_found_and_it_comes_once(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"

    filled = app(data, "demo", **TINY)
    found = app(data, "search", "evidence", "--json", **TINY)
    again = app(data, "demo", **TINY)

    assert (filled.returncode, filled.stderr) == (0, "") and filled.stdout
    hits = json.loads(found.stdout)
    assert {hit["start_ms"] is None for hit in hits} == {True, False}, "what was said, and what was written"
    assert (again.returncode, again.stdout, len(again.stderr.splitlines())) == (1, "", 1)
