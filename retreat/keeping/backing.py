"""Makes a backup while everything runs: first the rows of one moment, then the files that they name.

A sound is on the disk before a row names it, and is never changed; so files that are read after the rows hold
everything that the rows need. What was erased in between is noticed, and the copy is made again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.database.erasing import Erasure
from retreat.database.migrate import current_revision
from retreat.errors import Conflict
from retreat.house import House
from retreat.keeping import checks, copies, estimate, gone, sheet, standing
from retreat.keeping.copies import Block, Copy, KeptFile, KeptTable
from retreat.keeping.files import Found, blocks_of, found_in
from retreat.keeping.hands import Hands
from retreat.keeping.place import Place
from retreat.keeping.rows import dump, tables_of
from retreat.keeping.sealing import Damaged
from retreat.keeping.thinning import thin

Tell = Callable[[float], None]
# A block on its way to the disk: its name and whether it is new, and how many bytes of content it has.
Putting = tuple[Future[tuple[str, bool]], int]
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a backup did. ``new_bytes``: of content that was not there before."""

    name: str
    copy: Copy
    new_bytes: int
    took_s: float


class Stopped(Exception):
    """Somebody asked the process to end; what was written stays for the next time."""


def back_up(house: House, place: Place, *, tell: Tell | None = None, stop: Callable[[], bool] | None = None) -> Made:
    """Make a copy, and replace the list of what was taken back.

    Args:
        tell: Called with the share that is done, 0 to 1.
        stop: Asked between two blocks whether to end.
    Raises:
        DiskFull, Unavailable: The disk is full, read-only, or gone; earlier copies are as they were.
        Conflict: Another backup into this place is running.
        Stopped: ``stop`` said so.
    """
    with place.alone():
        began = time.monotonic()
        earlier = newest(place)
        with house.database.read() as db:
            life = standing.goes_on(db)
        _refuse_elsewhere(place, earlier, life)
        writing = _Writing(house, place, earlier, tell or (lambda _share: None), stop or (lambda: False))
        for left in range(_TRIES, 0, -1):
            with Hands() as hands:
                copy = writing.once(hands)
            if not copy.broken or left == 1 or (earlier is not None and copy.broken == earlier.broken):
                break
        took_s = time.monotonic() - began
        rate = writing.read_bytes / took_s if writing.read_bytes > estimate.TELLING_BYTES else 0.0
        copy = replace(
            copy,
            bytes_per_s=round(rate or (earlier.bytes_per_s if earlier else 0.0)),
            life=to_text(life.at) if life else "",
        )
        write_gone(house, place)
        place.write_sheet(sheet.html(place, copy))
        name = place.write_copy(copy.at, copies.written(copy))
        thin(place, now=copy.at, days=house.settings.backup_days)
        values = {"backup_at": copy.at, "backup_bytes": copy.size, "trouble": None, "tried_at": copy.at}
        house.database.write(lambda db: standing.note(db, house.ids, **values))
        return Made(name=name, copy=copy, new_bytes=writing.new_bytes, took_s=took_s)


def _refuse_elsewhere(place: Place, earlier: Copy | None, life: standing.GoesOn | None) -> None:
    """A folder that went on elsewhere since this one's last copy is another one, although its identity is the same.

    Raises:
        Conflict: It did, and has backed up here.
    """
    own = to_text(life.at) if life else ""
    if earlier is None or earlier.life == own or (life is not None and earlier.at <= life.copied):
        return
    raise Conflict(
        f"Another computer has taken over from this backup, and backs up to {place.folder} now. Choose another folder "
        "for this one, or stop using one of the two."
    )


def newest(place: Place) -> Copy | None:
    """The newest copy that can be read; None if there is none."""
    for name in reversed(place.copies()):
        try:
            return copies.read(place.read_copy(name))
        except Damaged:
            continue
    return None


def write_gone(house: House, place: Place) -> int:
    """Replace the list of what was taken back by a longer one; how many things are on it."""
    before = place.read_gone() or {}
    with house.database.read() as db:
        asked = db.get(Erasure, 1)
        number = asked.asked if asked else 0
        found = gone.collect(db, before)
    place.write_gone(found)
    house.database.write(lambda db: standing.note(db, house.ids, gone_asked=number))
    return sum(len(lines) for lines in found.values())


class _Writing:
    """One backup in progress."""

    def __init__(self, house: House, place: Place, earlier: Copy | None, tell: Tell, stop: Callable[[], bool]) -> None:
        self._house, self._place, self._stop, self._tell = house, place, stop, tell
        self._known = {one.path: one for one in earlier.files} if earlier else {}
        self.new_bytes = self.read_bytes = 0
        self._all_bytes = 1
        self._hands: Hands | None = None

    def once(self, hands: Hands) -> Copy:
        """Rows, then files."""
        self._hands = hands
        data = self._house.settings.data
        self._all_bytes = self.read_bytes + sum(one.size for one in found_in(data)) or 1
        with _one_moment(self._house) as connection:
            at = self._house.clock()
            revision = current_revision(connection)
            assert revision is not None
            tables = tuple(self._table(connection, table) for table in tables_of(connection))
            with Session(connection) as db:
                originals = checks.originals(db)
        found = found_in(data)
        self._all_bytes = self.read_bytes + sum(one.size for one in found) or 1
        begun = [self._file(data, one) for one in found]
        files = tuple(kept for finish in begun if (kept := finish()) is not None)
        digests = {one.path: one.sha256 for one in files}
        return Copy(
            at=at,
            folder_id=self._place.folder_id,
            revision=revision,
            dialect=self._house.database.dialect,
            tables=tables,
            files=files,
            broken=tuple(sorted(one.path for one in originals if not _is_whole(one, digests.get(one.path)))),
        )

    def _table(self, connection: Connection, table: Table) -> KeptTable:
        rows, putting = 0, []
        for part in dump(connection, table):
            putting.append(self._put(part.content))
            rows += part.rows
        columns = tuple(column.name for column in table.columns)
        return KeptTable(name=table.name, columns=columns, rows=rows, blocks=self._put_all(putting))

    def _file(self, data: Path, found: Found) -> Callable[[], KeptFile | None]:
        """Begin to write a file; what it is kept as is known once all of its blocks are on the disk."""
        known = self._known.get(found.path)
        if (
            known is not None
            and (known.size, known.mtime_ns) == (found.size, found.mtime_ns)
            and all(self._place.has(name, size) for name, size in known.blocks)
        ):
            self._all_bytes = max(self._all_bytes - found.size, 1)
            return lambda: known
        digest, size, putting = hashlib.sha256(), 0, []
        try:
            for block in blocks_of(data / found.path):
                putting.append(self._put(block))
                digest.update(block)
                size += len(block)
        except FileNotFoundError:
            return lambda: None

        def finish() -> KeptFile:
            blocks = self._put_all(putting)
            kept = KeptFile(
                path=found.path, size=size, sha256=digest.hexdigest(), mtime_ns=found.mtime_ns, blocks=blocks
            )
            self._known[found.path] = kept
            return kept

        return finish

    def _put(self, content: bytes) -> Putting:
        """Begin to write a block."""
        if self._stop():
            raise Stopped
        assert self._hands is not None
        self.read_bytes += len(content)
        self._tell(min(self.read_bytes / self._all_bytes, 1.0))
        return self._hands.do(lambda: self._place.put(content)), len(content)

    def _put_all(self, putting: Iterable[Putting]) -> tuple[Block, ...]:
        """Wait for blocks to be on the disk."""
        blocks = []
        for future, size in putting:
            name, is_new = future.result()
            self.new_bytes += size if is_new else 0
            blocks.append((name, size))
        return tuple(blocks)


def _is_whole(one: checks.Original, sha256: str | None) -> bool:
    return sha256 == one.sha256 or (sha256 is None and one.may_be_missing)


@contextmanager
def _one_moment(house: House) -> Iterator[Connection]:
    """A connection that sees the database as it was at its first query, while others go on writing."""
    connection = house.database.engine.connect()
    try:
        if house.database.dialect == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
    finally:
        connection.rollback()
        connection.close()
