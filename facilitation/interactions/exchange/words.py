"""How what a column can say is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Twin of CELLS in static/js/interactions/exchange/matters.js.
CELL_WORDS: Mapping[str, str] = {
    "knows": "What we know",
    "needs": "What we need",
    "offers": "What we offer",
    "counts": "What counts as evidence here",
}
HOW = "How it was agreed"
