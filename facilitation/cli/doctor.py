"""``doctor``: what works on this machine and what does not, each in one sentence that says what to do."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pysqlite3
from sqlalchemy import text

from facilitation.cli.command_line import Asked, say
from facilitation.cli.encrypted import encrypted_pages
from retreat.consent.retention.queries import due
from retreat.database import erasing
from retreat.database.sqlite import version_is_safe
from retreat.errors import Unavailable
from retreat.house import House
from retreat.jobs.workers import live_workers, locks_folder
from retreat.keeping import identity
from retreat.keeping.standing import age_in_words, is_old, standing
from retreat.settings import Settings
from retreat.web.addresses import address_for_phones
from transcription.errors import TranscriptionError

LOW_DISK_BYTES = 5 * 1024**3


KEPT_FROM = {
    "files": "read or write other files",
    "network": "use the network",
    "calls": "reach other programs or the rest of the system",
    "opening": "open anything further",
    "memory": "use up the memory",
    "time": "run without end",
    "size": "fill the disk",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked. A finding that is only ``advice`` is not a failure."""

    name: str
    state: str
    says: str


def doctor(asked: Asked) -> None:
    """Check everything; fail if something must be repaired first.

    Raises:
        Unavailable: Something must be repaired; the report has been printed.
    """
    house = asked.parts.open_house(asked.settings)
    try:
        models = changed_models(asked.parts.open_recognisers(asked.settings))
        findings = [*_look(house, asked.settings), *models, decoder(asked.parts.confinement)]
    finally:
        house.database.close()
    ill = [finding for finding in findings if finding.state == "ill"]
    marks = {"well": "✓", "advice": "·", "ill": "✗"}
    say(
        asked,
        {"well": not ill, "findings": [asdict(finding) for finding in findings]},
        [f" {marks[finding.state]} {finding.name:<14} {finding.says}" for finding in findings],
    )
    if ill:
        raise Unavailable(f"Needs attention: {', '.join(finding.name for finding in ill)}.")


def _look(house: House, settings: Settings) -> Iterator[Finding]:
    yield _python()
    yield _database(house)
    yield taken_back(house)
    yield backups(house)
    yield what_ends(house)
    yield _folder(settings.data)
    yield _disk(settings.data)
    yield from _models(house)
    yield from speech_model(settings)
    yield _browser_modules()
    yield _redis(settings)
    yield _worker(house, settings)
    yield _address(settings)
    yield from (Finding(name="Encryption", state=state, says=says) for state, says in encrypted_pages(settings))
    yield _sleep()
    yield _firewall(Path("/etc/ufw/ufw.conf"))


def _told(name: str, is_well: bool, well: str, otherwise: str, *, otherwise_state: str = "ill") -> Finding:
    return Finding(name=name, state="well" if is_well else otherwise_state, says=well if is_well else otherwise)


def _python() -> Finding:
    here = f"Python {platform.python_version()} on {platform.system()}."
    return _told("Python", sys.version_info >= (3, 11), here, f"{here} Version 3.11 or newer is needed.")


def _database(house: House) -> Finding:
    with house.database.read() as db:
        if house.database.dialect == "postgresql":
            return Finding(name="Database", state="well", says=str(db.scalar(text("select version()")))[:60] + ".")
        mode, durable = db.scalar(text("pragma journal_mode")), db.scalar(text("pragma synchronous"))
        whole = db.scalar(text("pragma quick_check")) == "ok"
    version = pysqlite3.sqlite_version
    is_well = whole and mode == "wal" and durable == 2 and version_is_safe(tuple(map(int, version.split("."))))
    return _told(
        "Database",
        is_well,
        f"SQLite {version}, journal {mode}, every commit on disk before it is acknowledged.",
        f"SQLite {version}, journal {mode}: the file is damaged or unsafe. Restore a backup.",
    )


def taken_back(house: House) -> Finding:
    """Whether words that were erased have also left the files; and on a server, what is beyond our reach."""
    with house.database.read() as db:
        found = erasing.waiting(db)
        on_server = house.database.dialect == "postgresql"
        archives = on_server and db.scalar(text("show archive_mode")) != "off"
    if found is not None:
        says = "Words that were erased are still in the files. A running worker removes them within a minute."
        if on_server:
            says += " It waits while an older transaction is open, such as a backup."
        return Finding(name="Taken back", state="advice", says=says)
    if not on_server:
        return Finding(name="Taken back", state="well", says="No file holds erased words.")
    kept = "the log that it archives, " if archives else ""
    says = (
        f"No table holds erased words. PostgreSQL's write-ahead log, {kept}its replicas and its backups keep "
        "them until they are replaced; you need to deal with those yourself."
    )
    return Finding(name="Taken back", state="advice", says=says)


def backups(house: House) -> Finding:
    """How old the last good backup is, and when one was last restored on trial."""
    now = house.clock()
    with house.database.read() as db:
        row = standing(db)
    made_at, drill_at = (row.backup_at, row.drill_at) if row else (None, None)
    if row is not None and row.trouble:
        return Finding(name="Backup", state="advice", says=f"The last one did not work: {row.trouble}")
    if made_at is None:
        return Finding(name="Backup", state="advice", says="There is none. Run “python app.py backup FOLDER”.")
    says = f"The last good one was made {age_in_words(made_at, now)}"
    says += f", and one was last restored on trial {age_in_words(drill_at, now)}." if drill_at else "."
    if drill_at is None:
        says += " Run “python app.py verify --drill” to see whether it can be restored."
    return Finding(name="Backup", state="advice" if is_old(made_at, now) else "well", says=says)


def what_ends(house: House) -> Finding:
    """Whether anything is kept for longer than it was to be."""
    with house.database.read() as db:
        overdue = due(db, house.clock().date())
    if not overdue:
        return Finding(name="What ends", state="well", says="Nothing is kept for longer than it was to be.")
    events = len({one.event_id for one in overdue})
    says = (
        f"Things of {events} {'event' if events == 1 else 'events'} are to be destroyed: see “python app.py retention”."
    )
    return Finding(name="What ends", state="advice", says=says)


def _folder(data: Path) -> Finding:
    open_to_others = [path.name for path in [data, *data.iterdir()] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    known = identity.read(data)
    moved = f" It was moved here from {known.moved_from}." if known and known.moved_from else ""
    return _told(
        "Data folder",
        not open_to_others,
        f"{data} can be read by you alone.{moved}",
        f"Others on this machine can read {', '.join(open_to_others[:3])}: run chmod -R go-rwx {data}.",
    )


def _disk(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    says = f"{free / 1024**3:.0f} GB are free; an hour of sound needs about 0.3 GB."
    return _told("Disk", free >= LOW_DISK_BYTES, says, f"Only {says}", otherwise_state="advice")


def _models(house: House) -> Iterator[Finding]:
    if house.meaning is None:
        return
    try:
        house.meaning.embed(["well"])
        yield Finding(name="Models", state="well", says="They are installed, and their checksums are right.")
    except TranscriptionError as error:
        yield Finding(name="Models", state="ill", says=str(error))
    finally:
        house.meaning.close()  # type: ignore[attr-defined]


def speech_model(settings: Settings) -> Iterator[Finding]:
    """A model that was not prepared is fetched at its first use: a hall has no internet for that."""
    name = settings.whisper_model
    fetched = (settings.models / "hub").glob(f"models--*{name.replace('/', '--')}")
    if (settings.models / name).is_dir() or Path(name).expanduser().is_dir() or any(fetched):
        return
    says = f"“{name}” is not on this machine. Run “python app.py models add {name}” while you have internet."
    yield Finding(name="Speech model", state="advice", says=says)


def changed_models(recognisers: Any) -> Iterator[Finding]:
    """Models that are here but cannot be used, because they are broken or have changed since they were added."""
    for one in recognisers.shelf.here():
        if one.trouble:
            yield Finding(name="Speech model", state="ill", says=one.trouble)


def decoder(confinement: Callable[[], Mapping[str, bool]]) -> Finding:
    """The process that decodes uploaded files: which limits work on it, tested by starting it."""
    try:
        holds = confinement()
    except TranscriptionError as error:
        return Finding(name="Decoder", state="ill", says=str(error))
    kept, free = ([said for name, said in KEPT_FROM.items() if holds[name] is wanted] for wanted in (True, False))
    says = (
        f"The process that decodes uploaded audio cannot {_either(kept)}." if kept else "The decoder is not confined."
    )
    if free:
        says += f" On this system it could still {_either(free)}: accept audio files only from people you trust."
    return Finding(name="Decoder", state="advice" if free else "well", says=says)


def _either(things: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(things[:-1]), things[-1])))


def _browser_modules() -> Finding:
    there = (Path(__file__).resolve().parents[2] / "static" / "vendor" / "preact.js").exists()
    return _told("Browser parts", there, "They are installed.", "They are missing: run make setup.")


def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding(name="Redis", state="well", says="Not used; one machine does not need it.")
    import redis

    try:
        redis.Redis.from_url(settings.redis_url, socket_timeout=2).ping()
    except redis.RedisError:
        return Finding(name="Redis", state="ill", says="It does not answer: check RETREAT_REDIS_URL.")
    return Finding(name="Redis", state="well", says="It answers.")


def _worker(house: House, settings: Settings) -> Finding:
    with house.database.read() as db:
        alive = live_workers(db, now=house.clock(), folder=locks_folder(settings.data))
    return _told(
        "Worker", bool(alive), "It runs.", "It is not running; “make run” starts it.", otherwise_state="advice"
    )


def _address(settings: Settings) -> Finding:
    address = address_for_phones(settings)
    host = urlsplit(address).hostname or ""
    reachable = not host.startswith("127.") and host not in ("localhost", "::1")
    return _told(
        "Join address",
        reachable,
        f"Phones on the same network join at {address}/join.",
        "No network: join the hall's Wi-Fi, or set up a hotspot, and start again.",
        otherwise_state="advice",
    )


def _sleep() -> Finding:
    keeps_awake: dict[str, str] = {
        "Darwin": "Run “caffeinate -s” so that the machine stays awake.",
        "Linux": "Switch off automatic sleep, and keep the lid open and the charger in.",
    }
    says = keeps_awake.get(platform.system(), "Switch off automatic sleep for the day.")
    return Finding(name="Sleep", state="advice", says=says)


def _firewall(ufw: Path) -> Finding:
    active = ufw.exists() and os.access(ufw, os.R_OK) and "ENABLED=yes" in ufw.read_text()
    return _told(
        "Firewall",
        not active,
        "No firewall was found that would block phones.",
        "A firewall is on. Allow the port, for example with “sudo ufw allow 8000/tcp”.",
        otherwise_state="advice",
    )
