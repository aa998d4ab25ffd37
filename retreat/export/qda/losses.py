"""What a project cannot hold, or holds less exactly, said at export and inside the project. Pure."""

from __future__ import annotations

from retreat.export.bundle import Bundle
from retreat.export.qda.texts import spoken_text
from retreat.export.writers.sentences import withheld_said


def losses_of(bundle: Bundle) -> list[str]:
    """A sentence for each."""
    found = [f"Made for: {bundle.audience.title}. {bundle.needs}", *withheld_said(bundle)]
    if any(one.recording_id for one in bundle.transcripts):
        found.append("The sound itself is not in this project, only the transcript with its times.")
    if any(session.sheets for session in bundle.sessions):
        found.append("Dots, positions and other figures are not in this project: export the tables as well.")
    if bundle.shape.level != "full" or bundle.shape.notation:
        found.append("The words are not full verbatim as heard, so codings on single words are not carried.")
    lost = codings_lost(bundle)
    if lost:
        found.append(lost_said(lost))
    return found


def lost_said(lost: int) -> str:
    """That so many codings are left out."""
    codings = (
        "1 coding is left out, because its words are"
        if lost == 1
        else f"{lost:,} codings are left out, because their words are"
    )
    return f"{codings} not in this export."


def codings_lost(bundle: Bundle) -> int:
    """How many codings have no place among the words of this export, or in any text of today."""
    spoken = {one.id: spoken_text(one) for one in bundle.transcripts}
    written = {one.id for session in bundle.sessions for one in session.written}
    written |= {one.id for one in bundle.accounts}
    lost = bundle.analysis.unplaced
    for coding in bundle.analysis.codings:
        text = spoken.get(coding.on_id)
        placed = text is not None and coding.words is not None and text.span(*coding.words) is not None
        lost += not (placed or coding.on_id in written)
    return lost
