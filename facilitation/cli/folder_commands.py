"""``folder``: which data folder this is, and making a copy a folder of its own."""

from __future__ import annotations

from facilitation.cli.command_line import Asked, say
from retreat.errors import NotFound
from retreat.keeping import identity, standing


def folder(asked: Asked) -> None:
    """Say which folder it is; or give a copy an identity of its own, with backups of its own.

    Raises:
        NotFound: There is no data folder yet.
        Conflict: It is a copy, and may not be opened before it was decided what it is.
    """
    data = asked.settings.data
    if identity.read(data) is None and not (data / "secret").exists():
        raise NotFound(f"There is no data folder at {data} yet.")
    if asked.options.make_own:
        identity.refuse_held(data)
        identity.make_own(data)
    house = asked.parts.open_house(asked.settings)
    try:
        if asked.options.make_own:
            forgotten = dict.fromkeys(("backup_at", "backup_bytes", "trouble", "tried_at", "drill_at"))
            values = {"folder_id": house.ids(), "restored_at": None, "restored_from": None, **forgotten}
            house.database.write(lambda db: standing.note(db, house.ids, **values))
        with house.database.read() as db:
            row = standing.standing(db)
    finally:
        house.database.close()
    known = identity.read(data)
    found = {
        "path": str(data),
        "folder_id": row.folder_id if row else None,
        "moved_from": known.moved_from if known else None,
        "moved_at": known.moved_at if known else None,
        "restored_at": row.restored_at.isoformat() if row and row.restored_at else None,
        "restored_from": row.restored_from.isoformat() if row and row.restored_from else None,
    }
    lines = [f"Data folder    {data}"]
    if found["folder_id"]:
        lines.append(f"Identity       {found['folder_id']}")
    if found["moved_from"]:
        lines.append(f"Moved          from {found['moved_from']}, noticed on {found['moved_at']}")
    if row and row.restored_at and row.restored_from:
        on, copied = row.restored_at.date().isoformat(), row.restored_from.date().isoformat()
        lines.append(f"Restored       on {on}, from a copy of {copied}")
    if asked.options.make_own:
        lines.append("It is a folder of its own now. Make a backup of it in a new place.")
    say(asked, found, lines)
