"""Length limits for transcripts: the sizes of columns, and what people may bring or type."""

from __future__ import annotations

WORD_MAX_CHARS = 255
# A voice's label, and the name that people give it.
NAME_MAX_CHARS = 120
