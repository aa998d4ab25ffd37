"""``take-over``: a spare laptop continues from the last copy, at the same address, with everybody who was there.

The copy brings the secret along, so what phones hold opens this machine too. They notice, and send again what came
after the copy.
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import urlsplit

from facilitation.cli.command_line import Asked, say
from facilitation.cli.keeping_commands import restored
from facilitation.hand_over.returns import EXPECTED_FOR
from retreat.clock import system_clock
from retreat.errors import Conflict
from retreat.keeping.standing import GoesOn, goes_on, standing
from retreat.settings import Settings
from retreat.web.addresses import address_for_phones


def take_over(asked: Asked) -> None:
    """Restore, unless this folder already continues from a copy; then serve, in place of this process.

    Raises:
        Conflict: The data folder holds something else.
    """
    copy, address = _kept(asked)
    if copy is None or system_clock() - copy.at > EXPECTED_FOR:
        _refuse_other_data(asked.settings)
        done = restored(asked)
        say(asked, None, [f"{sum(done.rows.values())} rows and {done.files} files are here after {done.took_s:.0f} s."])
        copy, address = _kept(asked)
    environment = dict(os.environ)
    port = urlsplit(address or "").port
    if port and "PORT" not in environment and not asked.options.tls:
        environment["PORT"] = str(port)
    say(asked, None, lines(copy, address, address_for_phones(asked.settings)))
    program = asked.parts.program
    command = [sys.executable, str(program), "serve", *(["--tls"] if asked.options.tls else [])]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 - this very program, no shell wanted


def lines(copy: GoesOn | None, address: str | None, own: str) -> list[str]:
    """What the person at the terminal has to know, and to do."""
    found = []
    if copy is not None:
        at = copy.copied.astimezone()
        found.append(
            f"This machine continues from the copy made at {at.strftime('%H:%M:%S')}. Phones send again what came "
            "after it; the desk says what is missing."
        )
    host = urlsplit(address or "").hostname
    if host and host != urlsplit(own).hostname:
        found.append(
            f"Phones look for {address}, and this machine is at {own}. Give this machine the address {host} in its "
            "network settings, or in the router, and make sure that the other machine is off."
        )
    found.append("Sign in again on this machine to lead.")
    return found


def _kept(asked: Asked) -> tuple[GoesOn | None, str | None]:
    """Which copy this folder continues from, and where phones look for it; nothing where the folder is empty."""
    settings = asked.settings
    if not settings.database_url and not settings.sqlite_file.exists():
        return None, None
    house: Any = asked.parts.open_house(settings)
    try:
        with house.database.read() as db:
            row = standing(db)
            return goes_on(db), row.address if row else None
    finally:
        house.database.close()


def _refuse_other_data(settings: Settings) -> None:
    if not settings.database_url and settings.sqlite_file.exists():
        raise Conflict(
            f"{settings.data} holds data of its own. Choose an empty or a new folder with RETREAT_DATA, for example "
            "RETREAT_DATA=hand-over."
        )
