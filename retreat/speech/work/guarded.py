"""Small work between the large: trouble with it is told and tried again later, and never ends a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

_log = logging.getLogger(__name__)


def guarded(act: Callable[[], Any]) -> bool:
    """Do it; whether it was done and gave something."""
    try:
        return bool(act())
    except Exception as error:  # noqa: BLE001 - the worker's edge
        _log.warning("%s in the worker's housekeeping", type(error).__name__)
        return False
