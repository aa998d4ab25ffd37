"""Where a passphrase comes from: a file, or the environment; never the command line, which others can see."""

from __future__ import annotations

from pathlib import Path

from retreat.errors import BadSetting
from retreat.settings import Settings


def passphrase_of(settings: Settings, file: str = "") -> str | None:
    """The passphrase that somebody has set; None where nobody has.

    Args:
        file: A file to read it from, before those in the settings.
    Raises:
        BadSetting: The file cannot be read, or is empty.
    """
    named = file or settings.backup_passphrase_file
    if not named:
        return settings.backup_passphrase or None
    path = Path(named).expanduser()
    try:
        with path.open(encoding="utf-8") as stream:
            found = stream.readline(4096).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"The file with the passphrase, {path}, cannot be read.") from error
    if not found:
        raise BadSetting(f"The file with the passphrase, {path}, is empty.")
    return found
