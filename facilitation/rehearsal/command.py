"""``rehearse``: the real desk, wall and phones on a data folder of its own, with invented people; then nothing is left.

The plan is read first, and the real data folder is closed before anything of the rehearsal begins. What the rehearsal
keeps is in a temporary folder that no other process is told of.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from facilitation.activities import find_activity
from facilitation.cli.command_line import Asked, say
from facilitation.cli.giving_way import lives
from facilitation.operations import open_session
from facilitation.rehearsal.guests import Company
from facilitation.rehearsal.laying_out import lay_out
from facilitation.rehearsal.planned import activity_plan, event_plan
from retreat.errors import InvalidInput, Unavailable
from retreat.people.access import desk_of_token
from retreat.web.addresses import address_for_phones

STARTED_WITHIN_S = 90.0
PEOPLE_MAX = 60
PREFIX = "retreat-rehearsal-"
_LOOK_S = 0.2


def rehearse(asked: Asked) -> None:
    """Run a rehearsal until it is stopped, or once through all steps."""
    options = asked.options
    if not 1 <= options.people <= PEOPLE_MAX or (options.run_through is not None and options.run_through < 1):
        raise InvalidInput(f"Please choose from 1 to {PEOPLE_MAX} people, and at least one act for each step.")
    plan = _plan(asked)
    if not plan["sessions"]:
        raise InvalidInput("Nothing is planned in this event yet, so there is nothing to rehearse.", code="no_sessions")
    stopped = _stopped(asked)
    with _own_folder() as folder:
        job = _laid_out(asked, folder, plan) | {"people": options.people}
        mark = secrets.token_urlsafe(24)
        with _served(asked, folder, mark) as port:
            job["url"] = f"http://127.0.0.1:{port}"
            if options.run_through is not None:
                report = _run_through(asked, folder, job, options.run_through)
                say(asked, report, _told(report))
                return
            with _guests(asked, job):
                _say_where(asked, port, mark, job)
                stopped.wait()


def _plan(asked: Asked) -> Mapping[str, Any]:
    if asked.options.plan:
        found: Mapping[str, Any] = json.loads(_line())
        return found
    if asked.options.activity:
        return activity_plan(find_activity(asked.options.activity), tables=asked.options.tables)
    house = asked.parts.open_house(asked.settings)
    try:
        with house.database.read() as db:
            return event_plan(db, asked.options.event)
    finally:
        house.database.close()


def _line() -> bytes:
    """One line of the input, and nothing beyond it: its end is the end of the rehearsal."""
    line = b""
    while not line.endswith(b"\n") and (letter := os.read(0, 4096)):
        line += letter
    return line


def _stopped(asked: Asked) -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    if asked.options.plan:
        threading.Thread(target=_until_input_closes, args=(stopped,), daemon=True).start()
    return stopped


def _until_input_closes(stopped: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stopped.set()


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """A folder for this rehearsal alone. What one that was killed has left behind goes first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not lives(left.name.removeprefix(PREFIX).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _laid_out(asked: Asked, folder: Path, plan: Mapping[str, Any]) -> dict[str, Any]:
    house = asked.parts.open_house(replace(asked.settings, data=folder, database_url="", redis_url=""))
    try:
        return lay_out(house, plan)
    finally:
        house.database.close()
        if house.meaning is not None:
            house.meaning.close()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _served(asked: Asked, folder: Path, mark: str) -> Iterator[int]:
    port = _free_port()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RETREAT_")}
    own = {
        "RETREAT_DATA": str(folder),
        "RETREAT_MODELS": str(asked.settings.models.resolve()),
        "RETREAT_REHEARSAL": mark,
        "HOST": asked.settings.host,
        "PORT": str(port),
        "TMPDIR": str(folder),
    }
    with _child(asked, [str(asked.parts.program), "serve", "--until-stdin-closes"], plain | own) as running:
        end_by = time.monotonic() + STARTED_WITHIN_S
        while time.monotonic() < end_by and running.poll() is None:
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                yield port
                return
            time.sleep(_LOOK_S)
        raise Unavailable("The rehearsal did not start. Run “python app.py doctor” to see what is missing.")


@contextlib.contextmanager
def _guests(asked: Asked, job: Mapping[str, Any]) -> Iterator[None]:
    with _child(asked, ["-m", "facilitation.rehearsal.guests"], dict(os.environ)) as running:
        assert running.stdin is not None
        running.stdin.write(json.dumps(job).encode() + b"\n")
        running.stdin.flush()
        yield


@contextlib.contextmanager
def _child(asked: Asked, arguments: list[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends when this one does, however it ends."""
    running = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environ,
        cwd=asked.parts.program.parent,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _run_through(asked: Asked, folder: Path, job: Mapping[str, Any], each: int) -> dict[str, Any]:
    house = asked.parts.open_house(replace(asked.settings, data=folder, database_url="", redis_url=""))

    def begin(token: str) -> None:
        house.database.write(
            lambda db: open_session(
                db, desk_of_token(db, token), now=house.clock(), ids=house.ids, open_first_round=False
            )
        )

    try:
        company = Company(dict(job))
        company.come_in()
        return company.run_through(each, begin)
    finally:
        house.database.close()


def _told(report: Mapping[str, Any]) -> list[str]:
    lines = [f"{report['people']} invented people ran through {len(report['sessions'])} sessions:"]
    for one in report["sessions"]:
        lines.append(f"{one['session']}: {'ran to its end' if one['ended'] else 'did not end'}")
        lines += [f"  {step['step']}: {step['done']} done" for step in one["steps"]]
    return [*lines, "Everything is erased."]


def _say_where(asked: Asked, port: int, mark: str, job: Mapping[str, Any]) -> None:
    here = f"http://localhost:{port}/rehearsal/enter#{mark}"
    phones = f"{address_for_phones(replace(asked.settings, port=port, public_address=''))}/join#{job['join_pass']}"
    say(
        asked,
        {"desk": here, "phones": phones, "people": job["people"]},
        [
            "The rehearsal is running. Everybody in it is invented.",
            f"Open the desk on this machine:  {here}",
            f"Join with your own phone:       {phones}",
            "Stop with Ctrl-C. Everything in it is erased then.",
        ],
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
