"""A job in words: what it is, its state, what it did."""

from __future__ import annotations

from retreat.recordings.models import PROCESSING, READY, SEALED
from retreat.speech.again import operations as rerun
from retreat.speech.again import restaging
from retreat.transcripts.phrases import STAGES, sound_time
from retreat.transcripts.versions.models import SpeechRerun


def title_of(row: SpeechRerun) -> str:
    """What was requested."""
    if row.kind == rerun.OPINION:
        return f"A second opinion by {row.options.get('model')} on {turns_said(row.options.get('turns', 0))}"
    if row.kind in restaging.SAID:
        return restaging.SAID[row.kind].title
    if row.kind == rerun.SPEAKERS:
        number = row.options.get("speakers")
        return f"Speakers worked out again, {number} of them" if number else "Speakers worked out again"
    where = "" if row.start_ms is None else f" from {sound_time(row.start_ms)} to {sound_time(row.end_ms)}"
    return f"Transcribed again{where} with {row.options.get('model')}"


def said_of_rerun(row: SpeechRerun) -> str:
    """Its state, or what it did."""
    if row.state == PROCESSING:
        return f"{_doing(row)} … {row.progress:.0%}"
    if row.state == SEALED:
        return row.reason or ("It is about to be undone." if row.undone_at else "It is in the queue.")
    if row.reason == rerun.STOPPED and row.kind not in rerun.TAKEN_BACK:
        return "Somebody stopped this. No words were changed, and the results up to then are kept."
    if row.state != READY:
        return row.reason or "This could not be done."
    kept = row.outcome.get("kept", 0)
    left = f" {turns_said(kept)} stayed as people left them." if kept else ""
    if row.undone_at is not None:
        return f"Undone in {turns_said(row.outcome.get('taken_back', 0))}.{left}"
    return f"{_did(row)}{left}"


def _doing(row: SpeechRerun) -> str:
    if row.kind == rerun.OPINION and row.stage in ("words", "apply"):
        return "Listening to the doubtful turns"
    return dict(STAGES).get(row.stage or "", "Putting it in place")


def _did(row: SpeechRerun) -> str:
    changed = row.outcome.get("changed", 0)
    if row.kind == rerun.OPINION:
        return opinion_said(str(row.options.get("model")), row.outcome)
    if row.kind in restaging.SAID:
        return restaging.SAID[row.kind].did(changed)
    return f"{turns_said(changed)} changed." if changed else "No turn changed."


def opinion_said(model: str, outcome: dict[str, int]) -> str:
    """What came of a second opinion."""
    agreed, differed = outcome.get("agreed", 0), outcome.get("differed", 0)
    if not differed:
        return f"{model} heard the same in {_all(agreed)}."
    same = f" and the same in {turns_said(agreed)}" if agreed else ""
    return f"{model} heard something else in {turns_said(differed)}{same}. No word was changed."


def _all(count: int) -> str:
    return "the one turn" if count == 1 else f"all {count} turns"


def turns_said(count: int) -> str:
    """How many turns."""
    return "1 turn" if count == 1 else f"{count} turns"
