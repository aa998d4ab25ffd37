"""Small tasks between long jobs: a failure is logged and retried later, and never ends a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

_log = logging.getLogger(__name__)


def guarded(act: Callable[[], Any]) -> bool:
    """Do it. Returns whether it succeeded and had something to do."""
    try:
        return bool(act())
    except Exception as error:  # noqa: BLE001 - the worker's edge
        _log.warning("%s in the worker's housekeeping", type(error).__name__)
        return False
