"""``account`` at the command line: the owner's way in, and ends that a running server keeps to at once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from retreat.clock import system_clock
from retreat.database import Database, open_database
from retreat.ids import system_ids
from retreat.people.members import make_member
from retreat.people.models import Staff
from retreat.people.operations import desk_token
from retreat.programme.queries import programme_of_session
from tests.people.make import make_staff
from tests.people.pages import PASSWORD
from tests.serve.conftest import Typed
from tests.support.forms import token_of
from tests.support.server import app, running
from tests.wire.client import Socket, call, open_live


def with_two(data: Path) -> tuple[str, str]:
    """Ada owns this folder and Ben has a sign-in: his id and that."""
    database = open_database(sqlite_file=data / "retreat.db")
    ada, _sign_in = make_staff(database, system_clock, email="ada")  # type: ignore[arg-type]
    database.write(lambda db: setattr(db.get_one(Staff, ada), "is_owner", True))
    ben = make_staff(database, system_clock, email="ben")  # type: ignore[arg-type]
    database.close()
    return ben


def desk_in(database: Database, session_id: str, ben: tuple[str, str], secret_key: str) -> str:
    """The token of Ben's desk."""

    def write(db):  # type: ignore[no-untyped-def]
        make_member(db, programme_of_session(db, session_id) or "", ben[0], "lead", now=system_clock())
        return desk_token(
            db,
            session_id=session_id,
            staff_id=ben[0],
            sign_in_id=ben[1],
            secret_key=secret_key,
            now=system_clock(),
            ids=system_ids,
        )

    return database.write(write)


def test_an_account_when_disabled_beside_a_running_server_then_its_open_desk_ends_at_once(tmp_path: Path) -> None:
    """Seen red with a disabling that leaves the desk's token alone."""
    data = tmp_path / "data"
    with running(data) as server:
        live = open_live(server)
        ben = with_two(data)
        database = open_database(sqlite_file=data / "retreat.db")
        token = desk_in(database, live.session_id, ben, (data / "secret").read_text())
        database.close()
        desk, phone = Socket(server, live.session_id, token), live.join("Ana").socket()
        assert call(server, "GET", live.path("snapshot"), token=token).status == 200

        done = app(data, "account", "disable", "Ben")

        assert done.returncode == 0, done.stderr
        assert call(server, "GET", live.path("snapshot"), token=token).status == 401
        desk.hear_end()
        assert phone.ask("seen", {"cursors": {}})["now"]


def test_whoever_is_locked_out_when_reset_at_the_machine_then_the_printed_link_lets_them_in(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data) as server:
        with_two(data)
        done = app(data, "account", "reset", "ada", "--json", PORT=str(server.port))
        link = json.loads(done.stdout)["url"]
        assert link.startswith(f"http://localhost:{server.port}/sign-in/again#")

        shown = call(server, "GET", "/sign-in/again", headers={"Content-Type": "text/html", "Accept": "text/html"})
        cookie = shown.headers["Set-Cookie"].split(";")[0]
        fields = {"csrf_token": token_of(shown.text), "token": link, "password": PASSWORD}
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Accept": "text/html"}
        used = call(server, "POST", "/sign-in/again", urlencode(fields).encode(), headers=form)

        assert used.status == 303 and re.search(r"sign-in=", used.headers["Set-Cookie"])


def test_accounts_when_listed_changed_and_deleted_then_each_command_says_so(tmp_path: Path, typed: Typed) -> None:
    assert typed("account", "list", "--json").stdout == "[]\n"
    with_two(tmp_path / "data")

    def state() -> dict[str, tuple[bool, bool]]:
        found = json.loads(typed("account", "list", "--json").stdout)
        return {one["email"]: (one["owner"], one["disabled_at"] is not None) for one in found}

    assert state() == {"ada": (True, False), "ben": (False, False)}
    assert typed("account", "disable", "ben").returncode == 0 and state()["ben"] == (False, True)
    assert typed("account", "enable", "BEN").returncode == 0 and state()["ben"] == (False, False)
    assert typed("account", "owner", "ben").returncode == 0 and state()["ben"] == (True, False)
    assert typed("account", "delete", "ada").returncode == 0 and state() == {"ben": (True, False)}


@pytest.mark.parametrize("command", [("reset", "nobody"), ("disable", "ada"), ("delete", "ada")])
def test_a_change_that_cannot_be_when_asked_for_then_one_line_says_why(
    tmp_path: Path, typed: Typed, command: tuple[str, str]
) -> None:
    assert typed("account", "list").returncode == 0
    with_two(tmp_path / "data")

    done = typed("account", *command)

    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1 and done.stdout == ""
