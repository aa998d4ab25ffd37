"""The house of the application that serves the current request."""

from __future__ import annotations

from typing import cast

from flask import current_app

from retreat.house import House


def house() -> House:
    """The house of the application that serves this request."""
    return cast(House, current_app.extensions["retreat"])
