"""A fire drill: backs up, restores elsewhere, and compares. A backup that was never restored is only a hope."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retreat.errors import Unavailable
from retreat.house import House
from retreat.keeping import checks, standing
from retreat.keeping.backing import back_up
from retreat.keeping.copies import Copy
from retreat.keeping.estimate import check_room, estimate
from retreat.keeping.files import digest_of
from retreat.keeping.place import Place, make_place
from retreat.keeping.restoring import Restored, Wish, restore
from retreat.settings import Settings

PASSAGES = 10


class DrillFailed(Unavailable):
    """What was restored is not what was backed up."""

    code = "drill_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What a drill proved.

    Attributes:
        rows: How many rows of how many ``tables`` are the same.
        files: How many files have the same digest, with ``bytes`` in them.
        passages: How many random passages have the same words, and ``findable`` of those a search finds.
        held_back: What had been taken back by then, by the name of its kind.
        is_nothing: Whether there was no sound, transcript or note that could have been lost: then it proved nothing.
    """

    tables: int
    rows: int
    files: int
    bytes: int
    passages: int
    findable: int
    held_back: dict[str, int]
    backup_s: float
    restore_s: float
    is_nothing: bool = False


def drill(
    house: House,
    place: Place | None,
    *,
    folder_id: str,
    open_house: Callable[[Settings], House],
    open_speech: Callable[[], Any],
) -> Proved:
    """Restore into a folder of its own, always on the built-in database, and remove that folder again.

    Args:
        place: A backup on another disk; None makes one beside the restored folder, for the drill alone.
    Raises:
        DrillFailed: Something differs; the sentence says what.
        DiskFull: There is no room for a second copy of everything.
    """
    folder = house.settings.data / "tmp" / str(os.getpid()) / "drill"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        need = estimate(house, None)
        check_room(folder, replace(need, new_bytes=need.all_bytes * (1 if place else 2)))
        used = place or make_place(folder / "backup", secrets.token_urlsafe(24), folder_id=folder_id)
        known = None if place else _standing_before(house)
        made = back_up(house, used)
        if known is not None:
            house.database.write(lambda db: standing.note(db, house.ids, **known))
        began = time.monotonic()
        settings = replace(house.settings, data=folder / "restored", database_url="")
        wish = Wish(
            place=used,
            copy=made.copy,
            gone=used.read_gone() or {},
            open_house=open_house,
            open_speech=open_speech,
        )
        restored = restore(wish, settings)
        restore_s = time.monotonic() - began
        proved = _compare(house, open_house(settings), made.copy, restored, made.took_s, restore_s)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not proved.is_nothing:
        at = house.clock()
        house.database.write(lambda db: standing.note(db, house.ids, drill_at=at))
    return proved


def _standing_before(house: House) -> dict[str, Any]:
    """A backup for the drill alone is gone afterwards, and must not count as one."""
    with house.database.read() as db:
        row = standing.standing(db)
        names = ("backup_at", "backup_bytes", "trouble", "tried_at", "gone_asked")
        return {name: getattr(row, name) if row else None for name in names} | ({} if row else {"gone_asked": 0})


def _compare(house: House, other: House, copy: Copy, restored: Restored, backup_s: float, restore_s: float) -> Proved:
    try:
        wanted = {one.name: one.rows for one in copy.tables}
        sifted = sum(restored.held_back.values())
        for name, count in wanted.items():
            if restored.rows.get(name) != count and not sifted:
                raise DrillFailed(f"The table {name} had {count} rows and has {restored.rows.get(name, 0)}.")
        files = [one for one in copy.files if _is_same(other.settings.data / one.path, one.sha256)]
        if len(files) < len(copy.files) and not sifted:
            lost = next(one for one in copy.files if one not in files)
            raise DrillFailed(f"The file {lost.path} is not the same.")
        sampled, findable = _passages(house, other)
        with other.database.read() as db:
            originals = checks.originals(db)
    finally:
        other.database.close()
    return Proved(
        tables=len(wanted),
        rows=sum(wanted.values()),
        files=len(files),
        bytes=sum(one.size for one in files),
        passages=sampled,
        findable=findable,
        held_back={name: count for name, count in restored.held_back.items() if count},
        backup_s=round(backup_s, 1),
        restore_s=round(restore_s, 1),
        is_nothing=not sampled and not originals and not sifted,
    )


def _passages(house: House, other: House) -> tuple[int, int]:
    samples = checks.samples()
    if samples is None:
        return 0, 0
    with other.database.read() as db:
        ids = samples.choose(db, PASSAGES)
        theirs, findable = samples.digests(db, ids), samples.findable(db, ids)
    with house.database.read() as db:
        ours = samples.digests(db, ids)
    # One that was changed or taken back since has no twin here.
    different = [one for one, digest in ours.items() if theirs.get(one) != digest]
    if len(different) > len(ids) // 2:
        raise DrillFailed(f"{len(different)} of {len(ids)} passages have other words.")
    if findable < len(ids):
        raise DrillFailed(f"A search finds only {findable} of {len(ids)} passages.")
    return len(ours) - len(different), findable


def _is_same(path: Path, sha256: str) -> bool:
    return path.is_file() and digest_of(path) == sha256
