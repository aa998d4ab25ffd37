"""How sorts of undertakings and what becomes of them are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Twins of SORTS and BECAME in static/js/interactions/undertaking/undertakings.js.
SORT_WORDS: Mapping[str, str] = {"claim": "Claim", "ask": "Ask", "offer": "Offer", "promise": "Promise"}
BECAME_WORDS: Mapping[str, str] = {"kept": "Kept", "changed": "Changed", "dropped": "Dropped"}
KNOWN_BY = "How we will know"
NOBODY_YET = "Nobody yet"
