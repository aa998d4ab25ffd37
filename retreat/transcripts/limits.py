"""How long what is kept of the talk may be: the columns' own sizes, and what is asked of whoever brings or types it."""

from __future__ import annotations

WORD_MAX_CHARS = 255
# A voice's label, and the name that people give it.
NAME_MAX_CHARS = 120
