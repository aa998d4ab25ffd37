"""Starting the product: the web process with its worker beside it, or a worker alone."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from facilitation.cli.command_line import Asked
from facilitation.cli.giving_way import lives
from facilitation.live.connections import OPEN_FILES
from retreat.database import open_database
from retreat.errors import BadSetting
from retreat.house import House
from retreat.keeping.identity import BEAT_S, Holder
from retreat.keeping.standing import note
from retreat.people.accounts import new_first_link
from retreat.people.noting import buffer
from retreat.settings import Settings
from retreat.web.addresses import TLS_PORT, address_for_phones
from retreat.web.logs import log

STOP_S = 8.0
LOOK_S = 2.0
LOOK_MAX_S = 60.0


def serve(asked: Asked) -> None:
    """Start web and worker; return once both have ended."""
    import gevent
    from gevent.threadpool import ThreadPool

    from facilitation.cli.encrypted import LOOK_S as CERTIFICATE_LOOK_S
    from facilitation.cli.encrypted import encryption_for
    from facilitation.cli.tending import tending
    from facilitation.live.messages import Messages
    from facilitation.live.server import Repeated, listen, serve_until_stopped
    from retreat.database.writer import GroupWriter

    settings = asked.settings
    _check_models(settings)
    _allow_many_phones()
    outside = ThreadPool(4)
    messages = Messages(settings, outside)
    house = asked.parts.open_house(
        settings, nudge=messages.nudge, enqueue=messages.wake, offload=lambda act: _outside(outside, act)
    )
    own = open_database(sqlite_file=settings.sqlite_file, url=settings.database_url)
    house.database.use_writer(GroupWriter(own.engine))
    arriving = _keep_temporary_files_at_home(settings.data)
    app = asked.parts.create_app(house, async_mode="gevent")
    messages.begin(app.extensions["live"].publisher.nudge)
    server = listen(app, settings.host, settings.port)
    holder = Holder(settings.data)
    servers, repeated = [server], [*list[Repeated](tending(app, house)), (BEAT_S, holder.beat)]
    encryption = encryption_for(house) if asked.options.tls else None
    if encryption is not None:
        port = server.server_port
        shared = {"places": server.connections, "encryption": encryption, "phones_port": port}
        servers.append(listen(app, settings.host, settings.tls_port, **shared))
        app.extensions[TLS_PORT] = servers[-1].server_port
        repeated.append((CERTIFICATE_LOOK_S, encryption.look))
    worker = WorkerKeeper(asked)
    keeping = gevent.spawn(worker.keep, gevent.sleep)
    if asked.options.until_stdin_closes:
        gevent.spawn(ThreadPool(1).apply, _stop_when_closed, (lambda: os.kill(os.getpid(), signal.SIGTERM),))
    saying = gevent.spawn(_say_addresses, house, server.server_port, app.extensions.get(TLS_PORT))
    try:
        serve_until_stopped(servers, app.extensions["live"], repeated)
        buffer(app).flush(house)
    finally:
        gevent.killall([keeping, saying])
        messages.close()
        worker.stop()
        holder.release()
        house.database.close()
        if house.meaning is not None:
            house.meaning.close()  # type: ignore[attr-defined]
        shutil.rmtree(arriving, ignore_errors=True)


def _allow_many_phones() -> None:
    """Each phone takes two open files; until asked for more, macOS allows 256 of them and most Linux 1,024."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with contextlib.suppress(OSError, ValueError):  # then as many phones as there is room for
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _outside(pool: Any, act: Callable[[], Any]) -> Any:
    """Run outside the event loop. Errors come back as values: the pool would print their arguments, even sound."""

    def done() -> tuple[Any, Exception | None]:
        try:
            return act(), None
        except Exception as error:  # noqa: BLE001 - raised again where it was asked for
            return None, error

    found, error = pool.apply(done)
    if error is not None:
        raise error
    return found


def _check_models(settings: Settings) -> None:
    """Fail at the start, not when the first audio recording waits.

    Raises:
        BadSetting: There are no models.
    """
    if not (settings.models.is_dir() and any(settings.models.iterdir())):
        raise BadSetting(
            f"There are no speech models in {settings.models}. "
            "Run “make setup”, or say where they are with RETREAT_MODELS."
        )


def _keep_temporary_files_at_home(data: Path) -> Path:
    """Temporary files are as personal as kept ones, so they go into the data folder, on its disk."""
    for left in (data / "tmp").glob("*"):
        if left.name == str(os.getpid()) or not lives(left.name):
            shutil.rmtree(left, ignore_errors=True)
    folder = data / "tmp" / str(os.getpid())
    folder.mkdir(mode=0o700, parents=True)
    tempfile.tempdir = str(folder)
    return folder


class WorkerKeeper:
    """The worker beside this process: started again if it dies, gone when this process is, however it ends."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._worker = self._start()

    def keep(self, sleep: Callable[[float], None]) -> None:
        """Check from time to time; each restart in a row waits longer, so a worker that keeps dying costs little."""
        wait_s = LOOK_S
        while True:
            sleep(wait_s)
            if self._worker.poll() is None:
                wait_s = LOOK_S
            else:
                log.error("worker_died", code=str(self._worker.returncode))
                self._worker = self._start()
                wait_s = min(wait_s * 2, LOOK_MAX_S)

    def stop(self) -> None:
        """End it within seconds."""
        self._worker.terminate()
        try:
            self._worker.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            self._worker.kill()
            self._worker.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        """It ends by itself when our end of its input closes."""
        program, settings = self._asked.parts.program, self._asked.settings
        return subprocess.Popen(
            [sys.executable, str(program), "worker", "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            cwd=program.parent,
            start_new_session=True,
            env=os.environ | {"RETREAT_DATA": str(settings.data), "RETREAT_MODELS": str(settings.models)},
        )


def _say_addresses(house: House, port: int, tls_port: int | None) -> None:
    """Tell the person at the terminal where everything is, and what is missing."""
    from facilitation.cli.doctor import speech_model
    from facilitation.cli.encrypted import staff_lines

    def first_link(db: Session) -> str | None:
        return new_first_link(db, now=house.clock(), ids=house.ids)

    here = f"http://localhost:{port}"
    token = house.database.write(first_link)
    phones = address_for_phones(_with_port(house.settings, port))
    house.database.write(lambda db: note(db, house.ids, address=phones))
    lines = [
        "",
        "  The toolkit is running.",
        f"  On this machine    {here}",
        f"  Phones join at     {phones}/join",
    ]
    if phones.startswith("http://127."):
        lines += ["  (Phones cannot reach this address: join the hall's Wi-Fi, leave HOST unset, and start again.)"]
    if token:
        lines += ["  First sign-in, once, on this machine:", f"  {here}/sign-in/first#{token}"]
    else:
        lines += [f"  Facilitators       {here}/desk"]
    if tls_port is not None:
        lines += staff_lines(_with_port(house.settings, port), tls_port)
    lines += [f"  {finding.name}: {finding.says}" for finding in speech_model(house.settings)]
    lines += ["  Stop with Ctrl-C.", ""]
    print("\n".join(lines), flush=True)  # noqa: T201 - said to the person who started it


def _with_port(settings: Settings, port: int) -> Settings:
    from dataclasses import replace

    return replace(settings, port=port)


def work(asked: Asked) -> None:
    """Run a worker until it is asked to stop, or until whoever started it is gone."""
    from retreat.speech.work.worker import work_loop
    from transcription.children.standing_back import give_way

    give_way()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if asked.options.until_stdin_closes:
        threading.Thread(target=_stop_when_closed, args=(stop.set,), daemon=True).start()
    house = asked.parts.open_house(asked.settings)
    try:
        work_loop(house, asked.parts.open_speech(asked.settings), stop, owns_process=True)
    finally:
        house.database.close()


def _stop_when_closed(stop: Callable[[], None]) -> None:
    while os.read(0, 1024):
        pass
    stop()
