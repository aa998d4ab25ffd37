"""Structured logs, one JSON object per line, of what happened and never of what people said.

Only the fields listed here pass, so that a name, a note, a token or a search text cannot get in by mistake.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "at",
        "method",
        "route",
        "endpoint",
        "status",
        "ms",
        "request_id",
        "session_id",
        "recording_id",
        "job_id",
        "staff_id",
        "seat_id",
        "code",
        "error",
        "where",
        "stage",
        "attempt",
        "count",
        "bytes",
        "kind",
        "limit",
    }
)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

log = structlog.stdlib.get_logger("retreat")


def configure_logs(level: str = "warning", stream: TextIO | None = None) -> None:
    """Send log lines to ``stream`` (standard error), from this level on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=lambda *_args: _Lines(stream),
        cache_logger_on_first_use=False,
    )


class _Lines:
    """Writes finished lines to the current standard error, so that standard output belongs to the command."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        print(line, file=self._stream or sys.stderr, flush=True)

    debug = info = warning = error = critical = exception = msg


def only_allowed(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: _one_line(value) for name, value in fields.items() if name in ALLOWED}


def where(error: BaseException) -> str:
    """The places that an error came through, innermost last; never its message, which may quote people."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)


def _one_line(value: Any) -> Any:
    return " ".join(value.split())[:400] if isinstance(value, str) else value


# Before anybody asks for another level: without this, the library would print every field to standard output.
configure_logs()
