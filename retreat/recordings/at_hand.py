"""The storage of the application that serves the present request."""

from __future__ import annotations

from retreat.recordings.storage import LocalStorage
from retreat.web.house import house


def storage() -> LocalStorage:
    """Where the sound of this application lies."""
    return LocalStorage(house().storage)
