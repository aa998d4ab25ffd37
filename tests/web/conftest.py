"""Pages of staff on an empty SQLite database."""

from __future__ import annotations

from tests.support.staff_pages import app, browser

__all__ = ["app", "browser"]
