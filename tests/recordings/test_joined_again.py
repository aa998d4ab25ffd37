"""Pieces laid together once more, after a restart: what was made from them before must be known to fit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from retreat.recordings.pieces.joining import Placed, joined, piece_name
from retreat.recordings.storage import LocalStorage
from tests.record.sound import wav


@pytest.mark.parametrize("mime", ["audio/wav", "audio/ogg"])
def test_the_same_pieces_when_laid_together_again_then_the_file_looks_the_same_and_with_one_more_it_does_not(
    tmp_path: Path, mime: str
) -> None:
    storage = LocalStorage(tmp_path / "audio")
    contents = [wav(1.0, level=n) for n in range(3)]
    placed = []
    for n, content in enumerate(contents):
        sha256 = hashlib.sha256(content).hexdigest()
        storage.save(piece_name("table", n, sha256), [content])
        placed.append(Placed(n=n, start_ms=n * 1000, sha256=sha256))

    def print_of(count: int) -> tuple[int, int]:
        found = joined(storage, "table", mime, placed[:count], tmp_path / "joined").path.stat()
        return found.st_size, found.st_mtime_ns

    assert print_of(2) == print_of(2)
    assert print_of(3) != print_of(2) and print_of(3)[1] != print_of(2)[1]
