"""The session log: one append-only, numbered truth for everything that happens in a live session."""

from retreat.log import derived, gone  # noqa: F401 - register themselves
