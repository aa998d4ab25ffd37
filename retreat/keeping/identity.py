"""Which folder this is: whether it was moved or copied, and whether another computer has it open.

``folder.json`` says where the folder was when it was last opened, and ``holder.json`` which computer serves it. Neither
is backed up. Two processes of one computer may share a folder, but two computers must not: SQLite cannot keep them
apart.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from retreat.errors import BadSetting, Conflict, is_for_room

FOLDER, HOLDER = "folder.json", "holder.json"
# How often whoever serves shows that it still does; nobody who waits longer than two of these has missed it.
BEAT_S = 8.0
_WAIT_S = 2.5 * BEAT_S
_FORGOTTEN_S = 86_400.0
_PROBE = bytes(64 * 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is known of a folder.

    Attributes:
        id: Stays with the folder where it is moved; a copy has it too, which is how it is noticed.
        moved_from: Where it was before it was moved; None if it never was.
    """

    id: str
    path: str
    computer: str
    moved_from: str | None = None
    moved_at: str | None = None


def identify(data: Path) -> Identity:
    """Called whenever a data folder is opened.

    Raises:
        Conflict: It is a copy of another folder of this computer, or another computer has it open.
        BadSetting: Its disk is full or cannot be written.
    """
    _refuse_full(data)
    here, known = str(data.resolve()), read(data)
    refuse_held(data)
    if known is None:
        return _write(data, Identity(id=secrets.token_hex(8), path=here, computer=this_computer()))
    if (known.path, known.computer) == (here, this_computer()):
        return known
    original = Path(known.path)
    if _is_copy(data, original, known):
        raise Conflict(
            f"{data} is a copy of {original}, and both would use the same backups. Use the original, or run “python "
            "app.py folder --make-own” to make the copy a folder of its own."
        )
    moved_from = known.path if known.path != here else known.moved_from
    return _write(
        data,
        Identity(
            id=known.id,
            path=here,
            computer=this_computer(),
            moved_from=moved_from,
            moved_at=datetime.now(UTC).date().isoformat() if known.path != here else known.moved_at,
        ),
    )


def make_own(data: Path) -> Identity:
    """Let a copy be a folder of its own."""
    return _write(data, Identity(id=secrets.token_hex(8), path=str(data.resolve()), computer=this_computer()))


def read(data: Path) -> Identity | None:
    """What was written when the folder was last opened; None if it never was, or if that cannot be read."""
    found = _json(data / FOLDER)
    try:
        return Identity(**found) if found is not None else None
    except TypeError:
        return None


def this_computer() -> str:
    """What the computer calls itself."""
    return socket.gethostname()


def refuse_held(data: Path, *, wait: Callable[[float], None] = time.sleep) -> None:
    """Make sure that no other computer serves this folder, for example on a network drive or in a synchronised folder.

    Their clocks may differ, so a sign of life is waited for. One that was switched off has stopped giving any.

    Raises:
        Conflict: It does.
    """
    before = _json(data / HOLDER)
    if before is None or before.get("computer") in (None, this_computer()):
        return
    with suppress(OSError):
        if abs(time.time() - (data / HOLDER).stat().st_mtime) > _FORGOTTEN_S:
            return
    wait(_WAIT_S)
    after = _json(data / HOLDER)
    if after is not None and after != before:
        raise Conflict(
            f"{data} is open on another computer, {after.get('computer')}. Stop the toolkit there first, or choose "
            "another folder with RETREAT_DATA."
        )


class Holder:
    """Shows other computers that this one serves the folder."""

    def __init__(self, data: Path) -> None:
        self._data, self._beats = data, 0
        self.beat()

    def beat(self) -> None:
        """Give a sign of life; a full disk only keeps it from being seen."""
        self._beats += 1
        told = {"computer": this_computer(), "pid": os.getpid(), "beat": self._beats}
        with suppress(OSError):
            _replace(self._data / HOLDER, told)

    def release(self) -> None:
        """The folder is closed."""
        with suppress(OSError):
            (self._data / HOLDER).unlink(missing_ok=True)


def _is_copy(data: Path, original: Path, known: Identity) -> bool:
    """Whether the folder that this one says it is, is still where it was, and is not this very folder."""
    if known.computer != this_computer():
        return False
    try:
        if not original.is_dir() or original.samefile(data):
            return False
    except OSError:
        return False
    there = read(original)
    return there is not None and there.id == known.id


def _refuse_full(data: Path) -> None:
    probe = data / f".room-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(_PROBE)
    except OSError as error:
        if is_for_room(error):
            says = f"The disk of the data folder {data} is full. Free some space, and start again: nothing is lost."
        else:
            says = f"The data folder {data} cannot be written ({error.strerror}). Choose another with RETREAT_DATA."
        raise BadSetting(says) from error
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)


def _write(data: Path, identity: Identity) -> Identity:
    told = {name: getattr(identity, name) for name in ("id", "path", "computer", "moved_from", "moved_at")}
    try:
        _replace(data / FOLDER, told)
    except OSError as error:
        raise BadSetting(
            f"The data folder {data} cannot be written ({error.strerror}). Choose another with RETREAT_DATA."
        ) from error
    return identity


def _replace(path: Path, told: dict[str, Any]) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            json.dump(told, out)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
