"""What each column of the tables means, for the data dictionary that goes with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retreat.export.bundle import Bundle, Sheet
from retreat.export.writers.sentences import withheld_said

COLUMNS = ("table", "column", "meaning", "type")

# Columns that mean the same in every table.
_MEANINGS: Mapping[str, tuple[str, str]] = {
    "session": ("The session in which it was said or written", "text"),
    "session_id": ("The session's id, which never changes", "text"),
    "event": ("The event that the session belongs to", "text"),
    "note": ("The note's id", "text"),
    "id": ("The id of what the row is about", "text"),
    "light_bulb": ("The light bulb's id", "text"),
    "written_at": ("When it was written, ISO 8601 in UTC", "date and time"),
    "marked_at": ("When it was marked, ISO 8601 in UTC", "date and time"),
    "said_at": ("When it was said, ISO 8601 in UTC", "date and time"),
    "placed_at": ("When it was placed, ISO 8601 in UTC", "date and time"),
    "question": ("The question that was open", "text"),
    "heading": ("The heading under which it was put on the wall", "text"),
    "second_heading": ("The heading's second wording", "text"),
    "kind": ("The kind that its author chose", "text"),
    "by": ("The line of attribution, as far as it may be told", "text"),
    "speaking_as": ("The seat that its author spoke from, if not their own", "text"),
    "words": ("The words", "text"),
    "dots": ("How many dots it was given", "whole number"),
    "people_who_gave_dots": ("How many people gave dots in this step", "whole number"),
    "read_by": ("Who could read it in the room", "text"),
    "table": ("The table that it belongs to", "text"),
    "step": ("The step in which it was written", "text"),
    "sector": ("The sector of the person or group", "text"),
    "role": ("The role of the person", "text"),
    "people": ("How many people", "whole number"),
    "person": ("A number for the person, which holds within this table only", "whole number"),
    "value": ("Where it was placed", "whole number"),
    "counts": ("Whether it is the latest, which counts", "yes or no"),
    "transcript": ("The transcript's id", "text"),
    "turn": ("The number of the turn in this export", "whole number"),
    "speaker": ("The speaker, as far as this audience may know", "text"),
    "start_ms": ("Where it begins in the sound, in milliseconds", "whole number"),
    "end_ms": ("Where it ends in the sound, in milliseconds", "whole number"),
    "left_out": ("1 where words are left out, 0 otherwise", "whole number"),
    "protects": ("What the statement protects", "text"),
    "assumption": ("The assumption's words", "text"),
    "part": ("Which part of it the row holds", "text"),
    "by_when": ("The day by which it is to be done", "text"),
    "who": ("Who is to do it", "text"),
    "owner": ("Who is to do it", "text"),
    "stance": ("Which sort of statement it is", "text"),
    "left": ("How it was left", "text"),
    "code": ("The code's id; the table “codes” says what it means", "text"),
    "code_name": ("What the code is called", "text"),
    "code_path": ("The code under the codes above it", "text"),
    "code_meaning": ("What it means, and when to use it or not", "text"),
    "parent": ("The id of the code above it", "text"),
    "colour": ("Its colour, as #RRGGBB", "text"),
    "coding": ("The coding's id", "text"),
    "source": ("Whether the words were spoken, written, or part of a narrative", "spoken, written or narrative"),
    "narrative": ("The id of this wording of the narrative", "text"),
    "title": ("The title of the narrative", "text"),
    "brought_by": ("The partner or sector that brought it", "text"),
    "start_cp": ("Where it begins in what was written, in code points from 0", "whole number"),
    "end_cp": ("Where it ends in what was written, in code points; this one is no longer part of it", "whole number"),
    "coder": ("Who coded it or wrote it", "text"),
    "coded_at": ("When it was coded, ISO 8601 in UTC", "date and time"),
    "memo": ("The memo's id", "text"),
    "about_a": ("Whether it is about a code or a coding; empty if it is about the whole programme", "code or coding"),
    "about_id": ("The id of that code or coding", "text"),
}


def dictionary_of(bundle: Bundle, sheets: Sequence[Sheet]) -> Sheet:
    """A row for every column of these tables; empty cells mean that nothing is known, or that it may not be told."""
    rows = [
        (sheet.name, column, *_MEANINGS.get(column, (column.replace("_", " ").capitalize(), "text")))
        for sheet in sheets
        for column in sheet.columns
    ]
    rows += [(sheet.name, "", f"Caution: {sheet.caution}", "") for sheet in sheets if sheet.caution]
    rows.append(("", "", f"Made for: {bundle.audience.title}. {bundle.needs}", ""))
    rows += [("", "", one, "") for one in withheld_said(bundle)]
    rows.append(("", "", "An empty cell: not known, or not told to this audience.", ""))
    return Sheet(name="data-dictionary", title="What the columns mean", columns=COLUMNS, rows=tuple(rows))
