"""``backup``, ``restore`` and ``verify``: what is typed, and what is said about it."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from getpass import getpass
from pathlib import Path
from typing import Any

from facilitation.cli.command_line import Asked, say
from retreat.errors import InvalidInput, NotFound, Unavailable
from retreat.house import House
from retreat.keeping import copies, standing
from retreat.keeping.backing import back_up, newest, write_gone
from retreat.keeping.bench import bench
from retreat.keeping.drill import drill
from retreat.keeping.estimate import check_room, estimate, size_in_words, time_in_words
from retreat.keeping.gone import in_words
from retreat.keeping.passphrase import passphrase_of
from retreat.keeping.place import SHEET, Place, lock_of, make_place, open_place, reaching, refuse_inside
from retreat.keeping.restoring import Restored, Wish, restore
from retreat.keeping.verifying import verify, verify_backup

_NOT_SAID = (
    "Type the passphrase in a terminal, or name a file that holds it with --passphrase-file or "
    "RETREAT_BACKUP_PASSPHRASE_FILE."
)


def backup(asked: Asked) -> None:
    """Copy everything, encrypted, while the toolkit runs or not."""
    options = asked.options
    if options.path is None:
        if not asked.settings.backup_to:
            raise InvalidInput("Name the folder for the backup, for example: python app.py backup /media/stick/backup")
        options.path = asked.settings.backup_to
    folder = _folder(options.path)
    refuse_inside(folder, asked.settings.data)
    house = asked.parts.open_house(asked.settings)
    try:
        place = _place_for(asked, house, folder)
        if options.tombstones:
            count = write_gone(house, place)
            return say(asked, {"listed": count}, [f"The list of what was taken back is up to date in {folder}."])
        wanted = estimate(house, newest(place))
        check_room(folder, wanted)
        if not options.json:
            say(
                asked,
                None,
                [
                    f"Backing up to {folder}: at most {size_in_words(wanted.new_bytes)} are new, of "
                    f"{size_in_words(wanted.all_bytes)}. This takes {time_in_words(wanted.seconds)}."
                ],
            )
        made = back_up(house, place, tell=_progress())
    finally:
        house.database.close()
    found = {
        "copy": made.name,
        "bytes": made.copy.size,
        "new_bytes": made.new_bytes,
        "files": len(made.copy.files),
        "rows": sum(one.rows for one in made.copy.tables),
        "broken": list(made.copy.broken),
        "seconds": round(made.took_s, 1),
    }
    lines = [
        f"Backed up: {size_in_words(made.copy.size)} in {len(made.copy.files)} files and {found['rows']} rows; "
        f"{size_in_words(made.new_bytes)} were new. It took {made.took_s:.0f} s.",
        f"Print {folder / SHEET} and keep it away from this computer.",
    ]
    if made.copy.broken:
        lines.append(f"{len(made.copy.broken)} original files are damaged or missing here: run “python app.py verify”.")
    say(asked, found, lines)
    return None


def restore_backup(asked: Asked) -> None:
    """Make an empty data folder what a backup holds, without what was taken back since."""
    done = restored(asked)
    copy, held = done.copy, {name: count for name, count in done.held_back.items() if count}
    at = f"{copy.at.day} {copy.at.strftime('%B %Y, %H:%M')} UTC"
    say(
        asked,
        {
            "at": copy.at.isoformat(),
            "rows": sum(done.rows.values()),
            "files": done.files,
            "bytes": done.bytes,
            "held_back": held,
            "seconds": round(done.took_s, 1),
        },
        [
            f"Restored from {at} into {asked.settings.data}: {sum(done.rows.values())} rows and {done.files} files "
            f"({size_in_words(done.bytes)}). It took {done.took_s:.0f} s.",
            f"Held back: {in_words(held) or 'nothing'}.",
            "Everybody in the team signs in again.",
        ],
    )


def restored(asked: Asked) -> Restored:
    """Do what ``restore`` does, and say nothing."""
    options, folder = asked.options, _folder(asked.options.path)
    asked.parts.register_rooms()
    if lock_of(folder) is None:
        raise NotFound(f"There is no backup in {folder}.")
    place = open_place(folder, _passphrase(asked, f"Passphrase of {folder}: "))
    names = place.copies()
    if not names:
        raise NotFound(f"The backup in {folder} holds no finished copy. Use another one.")
    copy = copies.read(place.read_copy(options.copy)) if options.copy else newest(place)
    if copy is None:
        raise Unavailable(f"Every copy in {folder} is damaged. Use another backup.")
    gone = place.read_gone(_folder(options.tombstones) if options.tombstones else None)
    if gone is None:
        raise NotFound(
            f"The list of what was taken back is missing from {options.tombstones or folder}. Name it with "
            "--tombstones; without it, nothing is restored."
        )
    wish = Wish(
        place=place,
        copy=copy,
        gone=gone,
        open_house=asked.parts.open_house,
        open_speech=lambda: asked.parts.open_speech(asked.settings),
        tell=_progress(),
    )
    return restore(wish, asked.settings)


def verify_all(asked: Asked) -> None:
    """Check the data folder, or a backup; or restore a backup on trial.

    Raises:
        Unavailable: Something is damaged or missing; the report has been printed.
    """
    if asked.options.drill:
        return _drill(asked)
    if asked.options.path is not None:
        return _verify_backup(asked)
    house = asked.parts.open_house(asked.settings)
    try:
        opening = (lambda: asked.parts.open_speech(asked.settings)) if asked.options.rebuild else None
        found = verify(house, rebuild=opening)
    finally:
        house.database.close()
    lines = [f"{found.originals} original files were read. Also checked: {', '.join(found.checked)}."]
    lines += [f"Made again: {name}." for name in found.rebuilt]
    lines += [f" ✗ {one.what}: {one.says}" for one in found.troubles]
    can_help = any(one.can_be_rebuilt for one in found.troubles) and not asked.options.rebuild
    if can_help:
        lines.append("Run “python app.py verify --rebuild” to make again what can be made again.")
    say(asked, asdict(found), lines if found.troubles else [*lines, "Everything is as it should be."])
    _fail_for(len(found.troubles))
    return None


def _verify_backup(asked: Asked) -> None:
    folder = _folder(asked.options.path)
    if lock_of(folder) is None:
        raise NotFound(f"There is no backup in {folder}.")
    place = open_place(folder, _passphrase(asked, f"Passphrase of {folder}: "))
    found = verify_backup(place, discard=asked.options.rebuild, tell=_progress())
    lines = [
        f"{len(found.copies)} copies; {found.blocks} parts were opened and checked ({size_in_words(found.bytes)})."
    ]
    lines += [f" ✗ {one.what} ({one.code}): {one.says}" for one in found.troubles]
    if found.troubles:
        lines.append(
            "The damaged parts were removed. Make a backup now: it writes what is missing again, if it is still here."
            if asked.options.rebuild
            else "Run this again with --rebuild, then make a backup: it writes damaged parts again, if they are still "
            "here."
        )
    say(asked, asdict(found), lines if found.troubles else [*lines, "The backup is whole."])
    _fail_for(len(found.troubles))


def _drill(asked: Asked) -> None:
    house = asked.parts.open_house(asked.settings)
    try:
        place = None
        if asked.options.path is not None:
            folder = _folder(asked.options.path)
            refuse_inside(folder, asked.settings.data)
            place = _place_for(asked, house, folder)
        proved = drill(
            house,
            place,
            folder_id=house.database.write(lambda db: standing.row_of(db, house.ids).folder_id),
            open_house=asked.parts.open_house,
            open_speech=lambda: asked.parts.open_speech(asked.settings),
        )
    finally:
        house.database.close()
    if proved.is_nothing:
        nothing = "There is no sound, transcript or note here yet, so this proved nothing. Run it again once there is."
        say(asked, asdict(proved), [nothing])
        return
    held = in_words(proved.held_back)
    say(
        asked,
        asdict(proved),
        [
            f"Backed up in {proved.backup_s} s, and restored elsewhere in {proved.restore_s} s.",
            f" ✓ {proved.rows} rows in {proved.tables} tables were all there.",
            f" ✓ {proved.files} files ({size_in_words(proved.bytes)}) had the same digests.",
            f" ✓ {proved.passages} random passages had the same words, and a search found {proved.findable} of them.",
            *([f" · What had been taken back was held back: {held}."] if held else []),
            "The restored copy has been removed.",
        ],
    )


def bench_keeping(asked: Asked) -> None:
    """Measure backing up and restoring on one disk, beside plain copying."""
    options = asked.options
    if options.megabytes < 1:
        raise InvalidInput("--megabytes must be 1 or more.")
    beside = options.folder.expanduser().absolute() if options.folder else asked.settings.data.parent
    folder = beside / f"bench-keeping-{secrets.token_hex(4)}"
    with reaching(beside):
        beside.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(beside).free
    if free < 4 * options.megabytes * 1_000_000:
        raise InvalidInput(f"{beside} has too little room: four times as much as is measured.")
    found = bench(folder, asked.settings, options.megabytes, asked.parts.open_house)
    say(asked, found, [json.dumps(found)])


def _place_for(asked: Asked, house: House, folder: Path) -> Place:
    """The backup in a folder, or a new one there, whose passphrase is typed twice."""
    with reaching(folder):
        is_new = not folder.exists() or lock_of(folder) is None
    passphrase = _passphrase(asked, f"{'New passphrase' if is_new else 'Passphrase'} for {folder}: ", twice=is_new)
    folder_id = house.database.write(lambda db: standing.row_of(db, house.ids).folder_id)
    return make_place(folder, passphrase, folder_id=folder_id)


def _passphrase(asked: Asked, prompt: str, *, twice: bool = False) -> str:
    """From a file, the settings, or typed.

    Raises:
        InvalidInput: There is no terminal to type it in, or it was typed differently.
    """
    found = passphrase_of(asked.settings, asked.options.passphrase_file or "")
    if found is not None:
        return found
    if not sys.stdin.isatty():
        raise InvalidInput(_NOT_SAID)
    typed = getpass(prompt)
    if twice and getpass("Type it again: ") != typed:
        raise InvalidInput("The two passphrases are not the same. Nothing was written; please start again.")
    return typed


def _folder(path: str) -> Path:
    return Path(path).expanduser().absolute()


def _fail_for(troubles: int) -> None:
    if troubles:
        raise Unavailable(f"{troubles} {'thing needs' if troubles == 1 else 'things need'} attention.")


def _progress() -> Callable[[float], None]:
    """Per cent on a terminal; nothing elsewhere."""
    told: list[Any] = [-1]

    def tell(share: float) -> None:
        now = int(share * 100)
        if sys.stderr.isatty() and now != told[0]:
            told[0] = now
            end = "\n" if now >= 100 else ""
            print(f"\r  {now} %", end=end, file=sys.stderr, flush=True)  # noqa: T201 - said to the person who waits

    return tell
