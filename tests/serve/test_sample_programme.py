"""``demo`` as it is typed: an empty folder is filled through the real pipeline, and a used one is left alone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import pairwise
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

    with closing(sqlite3.connect(data / "retreat.db")) as db:
        minutes = [at / 60_000 for (at,) in db.execute("select opened_at from round order by opened_at")]
    assert (filled.returncode, filled.stderr) == (0, "") and filled.stdout
    hits = json.loads(found.stdout)
    assert {hit["start_ms"] is None for hit in hits} == {True, False}, "what was said, and what was written"
    assert all(later - at > 4 for at, later in pairwise(minutes)), "steps take minutes, as in a real session"
    assert (again.returncode, again.stdout, len(again.stderr.splitlines())) == (1, "", 1)
