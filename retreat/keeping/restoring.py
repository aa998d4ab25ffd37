"""Restores a copy into an empty data folder, on either engine, and obeys what was taken back since.

All of it happens in a folder inside the data folder that nobody opens; only at the end does it become the data folder.
A restore that was interrupted begins again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, inspect, text

from retreat.database import Database, open_database
from retreat.database.erasing import ask_to_purge
from retreat.database.migrate import knows, take_to
from retreat.database.purging import purge
from retreat.database.reaching import told_plainly
from retreat.database.sqlite import own_connection
from retreat.errors import Conflict, DiskFull, InvalidInput, Unavailable, is_for_room
from retreat.house import House
from retreat.keeping import gone, standing
from retreat.keeping.copies import Copy, KeptFile
from retreat.keeping.hands import Hands
from retreat.keeping.place import Place
from retreat.keeping.rows import count_on, load, tables_of
from retreat.keeping.sealing import Damaged
from retreat.keeping.unfinished import LOCK, MARKER, STAGING, publish
from retreat.settings import Settings

_HOLE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brought, and what it held back.

    Attributes:
        rows: By table, as they were written.
        held_back: How many things were held back, by the name of their kind.
        bytes: Of files.
    """

    copy: Copy
    rows: dict[str, int]
    files: int
    bytes: int
    held_back: dict[str, int] = field(default_factory=dict)
    took_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to restore and with what.

    Attributes:
        gone: The list of what was taken back.
        open_house: Opens a house over settings, on an up-to-date database.
        open_speech: Opens the speech room, if sound must be silenced.
        tell: Called with the share that is done, 0 to 1.
    """

    place: Place
    copy: Copy
    gone: gone.Gone
    open_house: Callable[[Settings], House]
    open_speech: Callable[[], Any]
    tell: Callable[[float], None] = lambda _share: None


def restore(wish: Wish, settings: Settings) -> Restored:
    """Make ``settings``' data folder, and its database, what they were.

    Raises:
        Conflict: The folder or the database holds something.
        InvalidInput: The backup is from a newer version.
        Damaged: A part of it is damaged or missing; the folder stays empty.
        DiskFull, Unavailable: The disk or the database does not take it.
    """
    began = time.monotonic()
    if not knows(wish.copy.revision):
        raise InvalidInput("A newer version of the toolkit made this backup. Please restore it with that version.")
    data = settings.data
    with _errors_told(data), _alone(data) as staging:
        _clear(staging, settings)
        house_settings = replace(settings, data=staging)
        opened = open_database(sqlite_file=house_settings.sqlite_file, url=settings.database_url)
        try:
            with told_plainly(opened.engine):
                _refuse_full(opened)
            (staging / MARKER).write_text(_address(settings), "ascii")
            rows = _restore_rows(wish, opened)
            size = _restore_files(wish, staging)
        except Damaged:
            if settings.database_url:
                _empty(settings.database_url)
            raise
        finally:
            opened.close()
        held_back = _obey(wish, house_settings)
        publish(data)
    return Restored(
        copy=wish.copy,
        rows=rows,
        files=len(wish.copy.files),
        bytes=size,
        held_back=held_back,
        took_s=time.monotonic() - began,
    )


@contextmanager
def _alone(data: Path) -> Iterator[Path]:
    """The folder to restore into, for one process; left behind if it fails midway, and emptied the next time."""
    os.umask(0o077)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    staging = data / STAGING
    others = [path.name for path in data.iterdir() if path.name not in (STAGING, "lost+found")]
    if others:
        raise Conflict(f"{data} already holds data. Choose an empty or a new folder with RETREAT_DATA.")
    is_new = not staging.exists()
    staging.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(staging / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"Another restore into {data} is running.") from error
        try:
            yield staging
        except (Conflict, Damaged):
            # Nothing was restored, so the folder is as empty as it was.
            if is_new:
                shutil.rmtree(staging, ignore_errors=True)
            raise
    finally:
        os.close(handle)


def _clear(staging: Path, settings: Settings) -> None:
    """Forget what an interrupted restore left behind, in the folder and in the database that it was meant for."""
    marker = staging / MARKER
    was_mine = bool(settings.database_url) and marker.exists() and marker.read_text("ascii") == _address(settings)
    for path in staging.iterdir():
        if path.name not in (MARKER, LOCK):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if was_mine:
        _empty(settings.database_url)


def _address(settings: Settings) -> str:
    """Tells the database without its password."""
    return hashlib.sha256(settings.database_url.encode()).hexdigest()


def _empty(url: str) -> None:
    """Drop what an interrupted restore left in a database that was empty before."""
    opened = open_database(url=url)
    try:
        with told_plainly(opened.engine), opened.engine.begin() as connection:
            found = MetaData()
            found.reflect(connection)
            found.drop_all(connection)
            for kind, name in (("CONFIGURATION", "passage_words"), ("DICTIONARY", "passage_stem")):
                connection.execute(text(f"DROP TEXT SEARCH {kind} IF EXISTS {name}"))
    finally:
        opened.close()


def _refuse_full(opened: Database) -> None:
    """Raises ``Conflict`` if it holds tables."""
    with opened.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise Conflict("The database already holds data. Name an empty one in RETREAT_DATABASE_URL.")


def _restore_rows(wish: Wish, opened: Database) -> dict[str, int]:
    """The tables as they were in the copy's own version; then brought up to this one by whoever opens them."""
    sieves = gone.sieves_of(wish.gone)
    take_to(opened, wish.copy.revision)
    kept = {one.name: one for one in wish.copy.tables}
    rows = {}
    with opened.engine.execution_options(begin="IMMEDIATE").begin() as connection:
        for table in tables_of(connection):
            one = kept.get(table.name)
            # A migration may have filled a table with rows of its own.
            connection.execute(table.delete())
            if one is None:
                continue
            blocks = (wish.place.get(name) for name, _size in one.blocks)
            rows[table.name] = load(connection, table, one.columns, blocks, sieves.get(table.name, ()))
            count_on(connection, table)
    return rows


def _restore_files(wish: Wish, staging: Path) -> int:
    """All of them; how many bytes they have."""
    size, whole = 0, sum(one.size for one in wish.copy.files) or 1
    names = (name for one in wish.copy.files for name, _size in one.blocks)
    # Each of them does one thing of a block while the next is being read: none waits for another's disk.
    with Hands(ahead=4) as reading, Hands(2, ahead=3) as writing, Hands(1, ahead=3) as hashing:
        contents = reading.each(wish.place.get, names)
        for one in wish.copy.files:
            _restore_file(one, staging, contents, writing, hashing)
            size += one.size
            wish.tell(size / whole)
    return size


def _restore_file(one: KeptFile, staging: Path, contents: Iterator[bytes], writing: Hands, hashing: Hands) -> None:
    """Begin to write a file; the folder counts only once all of them are on the disk, and are what they were."""
    target = staging / one.path
    if ".." in Path(one.path).parts or Path(one.path).is_absolute():
        raise Damaged()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, digest, at = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), hashlib.sha256(), 0
    begun: list[Future[None]] = []
    try:
        for content in islice(contents, len(one.blocks)):
            begun.append(writing.do(partial(_write_with_holes, handle, content, at)))
            begun.append(hashing.do(partial(digest.update, content)))
            at += len(content)
    except BaseException:
        wait(begun)
        os.close(handle)
        raise
    writing.do(partial(_end_file, one, handle, digest, begun))


def _end_file(one: KeptFile, handle: int, digest: Any, begun: Collection[Future[None]]) -> None:
    """What was begun was begun before this, so it never waits for hands that wait for it."""
    try:
        wait(begun)
        for done in begun:
            done.result()
        if digest.hexdigest() != one.sha256:
            raise Damaged(f"The file {one.path} is damaged in this backup.")
        os.ftruncate(handle, one.size)
        os.utime(handle, ns=(one.mtime_ns, one.mtime_ns))
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_with_holes(handle: int, content: bytes, at: int) -> None:
    """Long silence takes no space, as in the storage."""
    whole = memoryview(content)
    for start in range(0, len(content), _HOLE_BYTES):
        part = whole[start : start + _HOLE_BYTES]
        if part[0] or part[-1] or bytes(part).strip(b"\0"):
            _write_all(handle, part, at + start)


def _write_all(handle: int, part: memoryview, at: int) -> None:
    while part:
        written = os.pwrite(handle, part, at)
        part, at = part[written:], at + written


def _obey(wish: Wish, settings: Settings) -> dict[str, int]:
    """Bring the tables up to date, and apply what was taken back: in rows, in files, and in what files still hold."""
    house = wish.open_house(settings)
    try:
        held_back = gone.bury(house, wish.gone)
        house.database.write(lambda db: ask_to_purge(db, now=house.clock()))
        gone.settle_all(house, wish.open_speech)
        values = {"restored_at": house.clock(), "restored_from": wish.copy.at, "trouble": None}
        house.database.write(lambda db: standing.note(db, house.ids, **values))
        while purge(house.database, settings.data, house.clock) is not None:
            pass
    finally:
        house.database.close()
    if house.database.dialect == "sqlite":
        _write_afresh(settings.sqlite_file)
    return held_back


def _write_afresh(file: Path) -> None:
    """Keep only what rows say: loading leaves copies of rows behind when it moves them between pages."""
    connection = own_connection(file)
    try:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


@contextmanager
def _errors_told(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_for_room(error):
            raise DiskFull(
                f"The disk of {data} is full. Free some space, or choose another folder with RETREAT_DATA, and run "
                "this again."
            ) from error
        reason = os.strerror(error.errno or 0)
        raise Unavailable(f"{data} cannot be written ({reason}). Choose another folder with RETREAT_DATA.") from error
