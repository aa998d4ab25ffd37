"""The session log: one append-only, numbered truth for everything that happens in a live session."""

from retreat.jobs.registry import offer_small_work
from retreat.log.closing import close_overdue

offer_small_work(close_overdue)
