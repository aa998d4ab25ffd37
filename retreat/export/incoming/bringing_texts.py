"""Texts of a project of another program become transcripts of a session, by the rule for any words that are brought."""

from __future__ import annotations

from collections.abc import Sequence

from retreat.analysis.acts.acting import Analyst
from retreat.errors import Conflict
from retreat.export.incoming.plans import SourceLine
from retreat.export.incoming.texts_here import TextHere, texts_here
from retreat.house import House
from retreat.imports.held import has_left_out
from retreat.imports.operations import Brought, keep_file, keep_words
from retreat.imports.reading import read_transcript
from retreat.recordings.held.brought import refuse_words
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.transcripts.ports import Speech

_LEFT_OUT = (
    "People asked to leave out part of this session. The texts have no times, so nobody knows whether that part is in "
    "them. Please choose another session, or leave the texts out."
)


def bring_texts(
    house: House,
    speech: Speech,
    who: Analyst,
    session_id: str,
    foreign: Sequence[SourceLine],
    *,
    filename: str,
    as_owner: bool,
) -> dict[str, TextHere]:
    """Keep each text that has any words; what they are now, by the GUIDs of their sources.

    Raises:
        RetreatError: The session is without sound, not everybody agreed, or part of it is left out.
    """
    with house.database.read() as db:
        refuse_unwanted(db, session_id, None)
        if not as_owner:
            refuse_words(db, session_id, None)
        if has_left_out(db, session_id, None):
            raise Conflict(_LEFT_OUT, code="left_out")
    kept: dict[str, str] = {}
    for one in foreign:
        content = one.text.encode("utf-8", errors="replace")
        read = read_transcript(f"{one.name}.txt", content)
        brought = Brought(
            session_id=session_id,
            table_id=None,
            filename=f"{one.name} ({filename})",
            sha256=keep_file(house, content),
            checked=True,
            by=who.by or None,
        )
        kept[one.guid] = keep_words(house, speech, brought, read)
    with house.database.read() as db:
        here = {one.where.transcript_id: one for one in texts_here(db, who.reader, [session_id], who.now)}
    return {own: here[transcript_id] for own, transcript_id in kept.items() if transcript_id in here}
