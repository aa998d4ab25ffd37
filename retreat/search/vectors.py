"""The meanings of all passages as one matrix: exact, memory-mapped, rebuilt from the database when missing.

One object per process; new vectors are loaded as they come. Must never know who may read what.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from retreat.search.models import PassageVector
from retreat.transcripts.ports import Matrix

DIMENSIONS = 384
Numbers = NDArray[np.int64]

# A smaller tail of vectors is loaded from the database faster than it is written to a file.
TAIL_MAX = 2_000
_HALF = np.dtype("<f2")


def packed(vector: Matrix) -> bytes:
    """A vector as it is stored: half floats, which make no real difference to the ranking."""
    return bytes(np.asarray(vector, _HALF).tobytes())


def keep_vectors(db: Session, numbers: Sequence[int], vectors: Matrix) -> None:
    """Store the meanings of these passages, replacing earlier ones."""
    db.execute(delete(PassageVector).where(PassageVector.number.in_(list(numbers))))
    db.add_all(
        PassageVector(number=number, vector=packed(vector)) for number, vector in zip(numbers, vectors, strict=True)
    )
    db.flush()


class Vectors:
    """All meanings that this process has loaded. Thread-safe.

    Args:
        folder: Where the matrix is kept between processes; None keeps it in memory alone.
    """

    def __init__(self, folder: Path | None, *, tail_max: int = TAIL_MAX) -> None:
        """``tail_max``: with more vectors than these beside the file, the file is written again."""
        self._folder = folder
        self._tail_max = tail_max
        self._lock = threading.Lock()
        self._begin()

    def similarities(self, db: Session, numbers: Numbers, asked: Matrix) -> Matrix:
        """The cosine of each passage with the query: float32, (len(numbers),); 0 if its meaning is unknown.

        Args:
            numbers: Keys of passages, ascending.
            asked: Vector of length one, float32, (384,).
        """
        with self._lock:
            self._refresh(db)
            base, tail, index, rows = self._base, self._tail_matrix(), self._index, self._rows
        scores = np.concatenate([base @ asked, tail @ asked]) if len(base) or len(tail) else np.zeros(0, np.float32)
        result = np.zeros(len(numbers), np.float32)
        if not len(index):
            return result
        places = np.minimum(np.searchsorted(index, numbers), len(index) - 1)
        known = index[places] == numbers
        result[known] = scores[rows[places[known]]]
        return result

    def follow(self, db: Session) -> None:
        """Remove erased meanings from memory and files.

        A file that is not in use may still hold one, such as a file that ends with an erased meaning.
        """
        with self._lock:
            self._refresh(db)
            for keys_file in [] if self._folder is None else self._folder.glob("vectors-*.keys.npy"):
                if keys_file != self._file:
                    _remove(keys_file)

    def blank(self, gone: Numbers) -> None:
        """Overwrite these passages' meanings in the files."""
        if self._folder is not None:
            for keys_file in self._folder.glob("vectors-*.keys.npy"):
                _blank(keys_file, gone)

    def _begin(self) -> None:
        self._last_seq = 0
        self._file: Path | None = None
        self._base: Matrix = np.zeros((0, DIMENSIONS), np.float32)
        self._keys: Numbers = np.zeros(0, np.int64)
        self._tail: list[Matrix] = []
        self._tail_keys: list[int] = []
        self._index: Numbers = np.zeros(0, np.int64)
        self._rows: Numbers = np.zeros(0, np.int64)

    def _tail_matrix(self) -> Matrix:
        if len(self._tail) > 1:
            self._tail = [np.vstack(self._tail)]
        return self._tail[0] if self._tail else np.zeros((0, DIMENSIONS), np.float32)

    def _refresh(self, db: Session) -> None:
        if self._last_seq == 0:
            self._open_file(db)
        found = db.execute(
            select(PassageVector.seq, PassageVector.number, PassageVector.vector)
            .where(PassageVector.seq > self._last_seq)
            .order_by(PassageVector.seq)
        ).all()
        if found:
            self._add(found)
        known = db.scalar(select(func.count()).select_from(PassageVector)) or 0
        if known > len(self._index):
            self._read_all(db)
        elif known < len(self._index):
            self._drop_stale(db)
        if len(self._tail_keys) > self._tail_max and self._folder is not None:
            self._write_file()

    def _add(self, found: Sequence[Any]) -> None:
        fresh = np.frombuffer(b"".join(row[2] for row in found), _HALF).reshape(len(found), DIMENSIONS)
        self._tail.append(fresh.astype(np.float32))
        self._tail_keys += [row[1] for row in found]
        self._last_seq = found[-1][0]
        self._sort()

    def _read_all(self, db: Session) -> None:
        """Numbers are assigned before they are committed: on PostgreSQL a lower one may appear after a higher one."""
        self._begin()
        found = db.execute(
            select(PassageVector.seq, PassageVector.number, PassageVector.vector).order_by(PassageVector.seq)
        ).all()
        if found:
            self._add(found)

    def _drop_stale(self, db: Session) -> None:
        """Removes from memory and file what any process has erased since."""
        live = np.fromiter(db.scalars(select(PassageVector.number)), np.int64)
        self.blank(self._index[~np.isin(self._index, live)])
        kept = np.isin(self._index, live)
        self._index, self._rows = self._index[kept], self._rows[kept]
        if len(self._keys) and self._folder is not None:
            self._write_file()

    def _sort(self) -> None:
        """Where each passage's newest vector is."""
        keys = np.concatenate([self._keys, np.asarray(self._tail_keys, np.int64)])
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        newest = np.append(ordered[1:] != ordered[:-1], True) if len(ordered) else np.zeros(0, bool)
        self._index, self._rows = ordered[newest], order[newest]

    def _open_file(self, db: Session) -> None:
        if self._folder is None:
            return
        kept = db.scalar(select(func.max(PassageVector.seq))) or 0
        for keys_file in sorted(self._folder.glob("vectors-*.keys.npy"), reverse=True):
            seq = int(keys_file.name.split("-")[1].split(".")[0])
            with contextlib.suppress(OSError, ValueError):
                keys = np.load(keys_file)
                base = np.load(_matrix_file(keys_file), mmap_mode="r")
                if base.shape == (len(keys), DIMENSIONS) and seq <= kept:
                    self._keys, self._base, self._last_seq, self._file = keys, base, seq, keys_file
                    self._sort()
                    return

    def _write_file(self) -> None:
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        matrix = np.concatenate([self._base, self._tail_matrix()])[self._rows]
        name = self._folder / f"vectors-{self._last_seq:015d}.keys.npy"
        _write(_matrix_file(name), matrix)
        _write(name, self._index)
        for other in self._folder.glob("vectors-*.keys.npy"):
            if other.name < name.name:
                _remove(other)
        self._file = name
        self._keys, self._base = self._index, np.load(_matrix_file(name), mmap_mode="r")
        self._tail, self._tail_keys = [], []
        self._sort()


_known: dict[Path, Vectors] = {}


def known_vectors(data: Path) -> Vectors:
    """This process's meanings for the record in a data folder."""
    return _known.setdefault(data, Vectors(data / "index"))


def _matrix_file(keys_file: Path) -> Path:
    return keys_file.with_name(keys_file.name.replace(".keys.npy", ".npy"))


def _remove(keys_file: Path) -> None:
    keys_file.unlink(missing_ok=True)
    _matrix_file(keys_file).unlink(missing_ok=True)


def _write(path: Path, array: NDArray[np.generic]) -> None:
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            np.save(out, array)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _blank(keys_file: Path, gone: Numbers) -> None:
    with contextlib.suppress(FileNotFoundError):
        keys = np.load(keys_file, mmap_mode="r+")
        matrix = np.load(_matrix_file(keys_file), mmap_mode="r+")
        places = np.isin(keys, gone)
        matrix[places] = 0
        matrix.flush()
