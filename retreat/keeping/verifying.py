"""Checks a data folder, or a backup without restoring it. What can be made again is said, and made if asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from retreat.house import House
from retreat.keeping import checks, copies
from retreat.keeping.checks import Check, Trouble
from retreat.keeping.files import digest_of
from retreat.keeping.place import Place
from retreat.keeping.sealing import Damaged

_NO_ORIGINAL = "Nothing can make it again: restore it from a backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was checked. ``originals``: how many files were read; ``checked``: names of what is made from others."""

    originals: int
    checked: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    rebuilt: tuple[str, ...] = ()


def verify(house: House, *, rebuild: Callable[[], Any] | None = None) -> Verified:
    """Hash every original file, and check everything that is made from something else.

    Args:
        rebuild: Opens speech; if given, everything that can be made again is, where something is wrong with it.
    """
    with house.database.read() as db:
        found = checks.originals(db)
    troubles = [trouble for one in found if (trouble := _original(house, one)) is not None]
    everything = (_DATABASE, *checks.checks())
    rebuilt = []
    for check in everything:
        wrong = check.find(house)
        if wrong and rebuild is not None and check.rebuild is not None:
            check.rebuild(house, rebuild)
            rebuilt.append(check.name)
            wrong = check.find(house)
        troubles += wrong
    return Verified(
        originals=len(found),
        checked=tuple(check.name for check in everything),
        troubles=tuple(troubles),
        rebuilt=tuple(rebuilt),
    )


def _original(house: House, one: checks.Original) -> Trouble | None:
    path = house.settings.data / one.path
    try:
        if digest_of(path) == one.sha256:
            return None
    except FileNotFoundError:
        if one.may_be_missing:
            return None
        return Trouble(code="missing", what=one.path, says=f"It is missing. {_NO_ORIGINAL}")
    except OSError:
        return Trouble(code="damaged", what=one.path, says=f"The disk cannot read it. {_NO_ORIGINAL}")
    # Between the list and this file, a stretch may have been erased from it.
    with house.database.read() as db:
        now = {other.path: other.sha256 for other in checks.originals(db)}.get(one.path)
    if now != one.sha256:
        return None
    return Trouble(code="damaged", what=one.path, says=f"It is not as it came. {_NO_ORIGINAL}")


def _database(house: House) -> Sequence[Trouble]:
    """PostgreSQL checks its own pages; SQLite is asked to."""
    if house.database.dialect == "postgresql":
        return []
    found = []
    with house.database.engine.connect() as connection:
        for (line,) in connection.execute(text("PRAGMA integrity_check(5)")):
            if line != "ok":
                found.append(Trouble(code="damaged", what="retreat.db", says="It is damaged: restore a backup."))
                break
        if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            says = "Rows refer to others that are not there: restore a backup."
            found.append(Trouble(code="damaged", what="retreat.db", says=says))
    return found


_DATABASE = Check(name="database", find=_database)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedBackup:
    """What a backup holds. ``blocks``: how many were read, and ``bytes`` of content in them."""

    copies: tuple[str, ...]
    blocks: int
    bytes: int
    troubles: tuple[Trouble, ...]


def verify_backup(
    place: Place, *, discard: bool = False, tell: Callable[[float], None] = lambda _share: None
) -> VerifiedBackup:
    """Open every block of every copy, and check all of it; nothing is restored.

    Args:
        discard: Remove damaged blocks, so that the next backup writes them again if it can.
    """
    troubles, wanted = [], dict[str, tuple[int, str]]()
    names = place.copies()
    for name in names:
        try:
            copy = copies.read(place.read_copy(name))
        except Damaged:
            troubles.append(Trouble(code="damaged", what=f"copies/{name}", says="This copy cannot be restored."))
            continue
        parts = [(f"the table {one.name}", one.blocks) for one in copy.tables]
        parts += [(one.path, one.blocks) for one in copy.files]
        for called, blocks in parts:
            for block, size in blocks:
                wanted.setdefault(block, (size, called))
    try:
        if place.read_gone() is None and names:
            troubles.append(_gone("missing", "missing"))
    except Damaged:
        troubles.append(_gone("damaged", "damaged"))
    read = 0
    for number, (block, (size, called)) in enumerate(wanted.items(), 1):
        try:
            if len(place.get(block)) != size:
                raise Damaged
        except Damaged:
            code = "damaged" if place.has(block, size) else "missing"
            if discard:
                place.discard(block)
            troubles.append(Trouble(code=code, what=f"blocks/{block[:2]}/{block}", says=f"It is part of {called}."))
        read += size
        tell(number / len(wanted))
    return VerifiedBackup(copies=tuple(names), blocks=len(wanted), bytes=read, troubles=tuple(troubles))


def _gone(code: str, is_: str) -> Trouble:
    says = f"The list of what was taken back is {is_}. Make a backup again: it writes a new one."
    return Trouble(code=code, what="taken-back.sealed", says=says)
