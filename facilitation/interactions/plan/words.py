"""How the parts of a plan card are called, and what each asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# Twins of STAGES and ASKS in static/js/interactions/plan/plans.js.
STAGE_WORDS: Mapping[str, str] = {"plan": "Plan", "act": "Act", "observe": "Observe", "reflect": "Reflect"}
STAGE_ASKS: Mapping[str, str] = {
    "plan": "What small change will you try, and who must agree?",
    "act": "What did you do, or what will you do first?",
    "observe": "What will you watch, and what have you seen?",
    "reflect": "What did you learn, and what surprised you?",
}
PUZZLE = "What puzzles us"
