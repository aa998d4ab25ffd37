"""Settings: one table of rows, read once from the environment into a frozen value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from retreat.errors import BadSetting

_AUDIT_DAYS_MAX = 36_500
_BACKUP_HOURS_MAX = 8_760
_BACKUP_MINUTES_MAX = 1_440
_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting as it is documented."""

    name: str
    env: str
    type: type
    default: str
    help: str


_MODEL_ENV, _MODEL_DEFAULT = "RETREAT_WHISPER_MODEL", "base"

ROWS: tuple[Row, ...] = (
    Row(name="port", env="PORT", type=int, default="8000", help="Port for the web pages."),
    Row(
        name="host",
        env="HOST",
        type=str,
        default="0.0.0.0",  # noqa: S104 - phones in the hall must reach the machine
        help="Address to listen on; by default all interfaces, so that phones in the hall can reach it.",
    ),
    Row(name="data", env="RETREAT_DATA", type=Path, default="data", help="Folder where all data is kept."),
    Row(
        name="database_url",
        env="RETREAT_DATABASE_URL",
        type=str,
        default="",
        help="PostgreSQL address; if empty, an SQLite file in the data folder is used.",
    ),
    Row(
        name="redis_url",
        env="RETREAT_REDIS_URL",
        type=str,
        default="",
        help="Redis address, for several web processes and workers; if empty, Redis is not used.",
    ),
    Row(
        name="whisper_model",
        env=_MODEL_ENV,
        type=str,
        default=_MODEL_DEFAULT,
        help="Speech model: a name (base, or one that you added), a hub name, or a folder; overrides `models use`.",
    ),
    Row(
        name="models",
        env="RETREAT_MODELS",
        type=Path,
        default="models",
        help="Folder of prepared and checked models.",
    ),
    Row(
        name="public_address",
        env="RETREAT_ADDRESS",
        type=str,
        default="",
        help="Address that phones use, such as http://192.168.1.20:8000; if empty, the toolkit works it out.",
    ),
    Row(
        name="wifi_name",
        env="RETREAT_WIFI_NAME",
        type=str,
        default="",
        help="Name of the hall's Wi-Fi, for the poster.",
    ),
    Row(
        name="wifi_password",
        env="RETREAT_WIFI_PASSWORD",
        type=str,
        default="",
        help="Password of the hall's Wi-Fi, for the poster.",
    ),
    Row(
        name="tls_port",
        env="RETREAT_TLS_PORT",
        type=int,
        default="8443",
        help="Port for encrypted pages, with `serve --tls`.",
    ),
    Row(
        name="proxy",
        env="RETREAT_PROXY",
        type=str,
        default="",
        help="Address or network of a reverse proxy; only that proxy can say where a request came from.",
    ),
    Row(
        name="audit_days",
        env="RETREAT_AUDIT_DAYS",
        type=int,
        default="730",
        help="Days to keep the audit log; with 0, nothing is kept.",
    ),
    Row(
        name="held_days",
        env="RETREAT_HELD_DAYS",
        type=int,
        default="14",
        help="Days after the session until sound that not everybody at its table has agreed to is deleted.",
    ),
    Row(
        name="backup_to",
        env="RETREAT_BACKUP_TO",
        type=str,
        default="",
        help="Folder that the worker backs up to by itself; if empty, it makes no backups.",
    ),
    Row(
        name="backup_hours",
        env="RETREAT_BACKUP_HOURS",
        type=int,
        default="24",
        help="Hours between two backups by the worker.",
    ),
    Row(
        name="backup_minutes",
        env="RETREAT_BACKUP_MINUTES",
        type=int,
        default="10",
        help="Minutes between two backups by the worker while a session is open.",
    ),
    Row(
        name="backup_days",
        env="RETREAT_BACKUP_DAYS",
        type=int,
        default="365",
        help="Days after which copies in a backup are deleted, except the newest; with 0, none is.",
    ),
    Row(
        name="backup_passphrase_file",
        env="RETREAT_BACKUP_PASSPHRASE_FILE",
        type=str,
        default="",
        help="File whose first line is the passphrase of backups; only you should be able to read it.",
    ),
    Row(
        name="backup_passphrase",
        env="RETREAT_BACKUP_PASSPHRASE",
        type=str,
        default="",
        help="The passphrase of backups itself, if no file names it.",
    ),
    Row(
        name="rehearsal",
        env="RETREAT_REHEARSAL",
        type=str,
        default="",
        help="Set by the toolkit for the process of a rehearsal, and empty otherwise; leave it alone.",
    ),
    Row(
        name="log_level",
        env="RETREAT_LOG_LEVEL",
        type=str,
        default="warning",
        help="Lowest level of log message to keep.",
    ),
)


# What decided which speech model is used: the environment, `models use`, or nothing.
SaidBy = Literal["environment", "chosen", "nobody"]
_CHOSEN_MODEL = "speech-model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked. Folders are absolute."""

    port: int
    host: str
    data: Path
    database_url: str
    redis_url: str
    whisper_model: str
    models: Path
    public_address: str
    wifi_name: str
    wifi_password: str
    tls_port: int
    proxy: str
    audit_days: int
    held_days: int
    rehearsal: str
    log_level: str
    backup_to: str = ""
    backup_hours: int = 24
    backup_minutes: int = 10
    backup_days: int = 365
    backup_passphrase_file: str = ""
    backup_passphrase: str = field(default="", repr=False)
    whisper_model_by: SaidBy = "nobody"

    @property
    def sqlite_file(self) -> Path:
        """Where the embedded database is."""
        return self.data / "retreat.db"

    @property
    def storage(self) -> Path:
        """Where audio recordings and what is derived from them are."""
        return self.data / "audio"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Raises:
        BadSetting: An unknown ``RETREAT_…`` variable, or a value of the wrong kind.
    """
    known = {row.env for row in ROWS}
    for env in sorted(environ):
        if env.startswith("RETREAT_") and env not in known:
            raise BadSetting(f"The setting {env} is not known; the README lists the settings there are.")
    # Said and left empty is not said: an empty folder would be the one that the command was typed in.
    values: dict[str, Any] = {row.name: _value(row, environ.get(row.env) or row.default) for row in ROWS}
    chosen = _chosen_model(values["data"])
    said_by: SaidBy = "environment" if environ.get(_MODEL_ENV) else "chosen" if chosen else "nobody"
    if said_by != "environment":
        values["whisper_model"] = chosen or _MODEL_DEFAULT
    return Settings(**values, whisper_model_by=said_by)


def _chosen_model(data: Path) -> str:
    try:
        return (data / _CHOSEN_MODEL).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def choose_model(data: Path, name: str) -> None:
    """Choose the speech model for the next start; kept in the data folder.

    Raises:
        BadSetting: The data folder cannot be written.
    """
    scratch = data / f".{_CHOSEN_MODEL}.{os.getpid()}"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as out:
            out.write(f"{name}\n")
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(data / _CHOSEN_MODEL)
    except OSError as error:
        raise BadSetting(
            f"The data folder {data} cannot be written ({error.strerror}). Choose another with RETREAT_DATA."
        ) from error


def _value(row: Row, text: str) -> object:
    if row.type is int:
        if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX):
            raise BadSetting(f"The setting {row.env} must be a whole number, not “{text}”.")
        if row.name in ("port", "tls_port") and not 0 <= int(text) <= 65_535:
            raise BadSetting(f"The setting {row.env} must be a number from 0 to 65535.")
        if row.name in ("audit_days", "held_days", "backup_days") and int(text) > _AUDIT_DAYS_MAX:
            raise BadSetting(f"The setting {row.env} must be a number up to {_AUDIT_DAYS_MAX}.")
        if row.name == "backup_hours" and not 1 <= int(text) <= _BACKUP_HOURS_MAX:
            raise BadSetting(f"The setting {row.env} must be a number from 1 to {_BACKUP_HOURS_MAX}.")
        if row.name == "backup_minutes" and not 1 <= int(text) <= _BACKUP_MINUTES_MAX:
            raise BadSetting(f"The setting {row.env} must be a number from 1 to {_BACKUP_MINUTES_MAX}.")
        return int(text)
    if row.type is Path:
        return Path(text).expanduser().absolute()
    if row.name == "log_level" and text not in ("debug", "info", "warning", "error"):
        raise BadSetting("The setting RETREAT_LOG_LEVEL must be debug, info, warning or error.")
    if row.name == "database_url" and text and not text.startswith(("postgresql://", "postgresql+psycopg://")):
        raise BadSetting("The setting RETREAT_DATABASE_URL must be an address that starts with postgresql://.")
    if row.name == "redis_url" and text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting("The setting RETREAT_REDIS_URL must be an address that starts with redis://.")
    if row.name == "public_address" and text and not _is_web_address(text):
        raise BadSetting(
            f"The setting RETREAT_ADDRESS must be an address such as http://192.168.1.20:8000, not “{text}”."
        )
    if row.name == "proxy" and text and not _is_network(text):
        raise BadSetting(
            f"The setting RETREAT_PROXY must be an address or a network such as 10.0.0.0/24, not “{text}”."
        )
    return text


def _is_network(text: str) -> bool:
    try:
        return ip_network(text).prefixlen > 0  # a network of all addresses would trust everybody
    except ValueError:
        return False


def _is_web_address(text: str) -> bool:
    """It is printed on posters and in the picture to scan, so a phone must be able to open it as it is."""
    try:
        found = urlsplit(text)
        return found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0 and not found.fragment
    except ValueError:
        return False
