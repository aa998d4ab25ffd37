"""How what people say of a heading is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Twin of SAID in static/js/interactions/yesterday/heads.js.
STANCE_WORDS: Mapping[str, str] = {"challenge": "What does not fit", "name": "A better name"}
