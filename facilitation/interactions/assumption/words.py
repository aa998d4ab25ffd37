"""How depths, evidence and outcomes are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Twins of DEPTHS, PARTS and OUTCOMES in static/js/interactions/assumption/assumptions.js.
DEPTH_WORDS: Mapping[str, str] = {"ground": "On the ground", "stone": "Under the stone", "bedrock": "Bedrock"}
DEPTH_HINTS: Mapping[str, str] = {
    "ground": "we can see it",
    "stone": "we assume it",
    "bedrock": "nobody questions it",
}
PART_WORDS: Mapping[str, str] = {
    "assumption": "Assumption",
    "for": "Evidence for",
    "against": "Evidence against",
    "test": "A test",
    "outcome": "What became of it",
}
OUTCOME_WORDS: Mapping[str, str] = {
    "not_yet_tried": "Not yet tried",
    "held_up": "It held up",
    "did_not": "It did not hold up",
    "changed": "It changed",
}
