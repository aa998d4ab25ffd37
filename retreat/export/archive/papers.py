"""What a stranger needs beside the words: what people were asked, what they did, which transcripts there are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from retreat.export.archive.described import Described
from retreat.export.bundle import Bundle, Cell, Sheet
from retreat.export.writers.sentences import cover_lines

LIST = (
    *("transcript", "event", "date", "place", "session", "table", "activity", "language"),
    *("duration_ms", "turns", "turns_left_out", "words", "sectors", "file"),
)


def data_list(bundle: Bundle, file_of: Mapping[str, str]) -> Sheet:
    """A row for each transcript; ``file_of``: the file of each session, by its id."""
    return Sheet(name="data-list", title="Transcripts in this pack", columns=LIST, rows=tuple(_listed(bundle, file_of)))


def _listed(bundle: Bundle, file_of: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    for session in bundle.sessions:
        event = bundle.event_of(session)
        for one in session.transcripts:
            said = [turn for turn in one.turns if not turn.is_left_out]
            sectors = sorted({voice.sector for voice in one.voices if voice.sector})
            yield (
                *(one.id, event.title, one.started_at.date().isoformat(), event.place or None),
                *(session.title, one.table, session.activity, one.language, one.duration_ms),
                *(len(said), len(one.turns) - len(said), sum(len(turn.text.split()) for turn in said)),
                *("; ".join(sectors) or None, file_of[session.id]),
            )


def consent_wordings(bundle: Bundle) -> bytes:
    """What people were asked, in every wording that somebody in these events answered."""
    lines = ["What people were asked", ""]
    for one in bundle.wordings:
        lines += [f"{one.purpose}, wording {one.version}", f"  {one.text}", ""]
    return _text(lines)


def activity_guides(bundle: Bundle) -> bytes:
    """How each session was planned and run, step by step."""
    lines = ["What people did", ""]
    for session in bundle.sessions:
        lines += [f"{session.title}: {session.activity}", "=" * 20, ""]
        for number, step in enumerate(session.steps, 1):
            planned = f", {step.planned_minutes} minutes" if step.planned_minutes else ""
            was_run = "" if step.opened_at else " (not run)"
            lines.append(f"{number}. {step.title}{planned}{was_run}")
            lines += [f"   {line}" for line in step.instruction.splitlines()]
            lines += [f"   Question: {one}" for one in step.prompts]
            lines.append("")
    return _text(lines)


def read_me(bundle: Bundle, told: Described, files: Sequence[tuple[str, str]]) -> bytes:
    """What this is, what is not in it, and what each file is."""
    lines = [told.title, "=" * len(told.title), ""]
    lines += [f"{name}: {value}" for name, value in cover_lines(bundle)]
    lines += ["", told.abstract, told.rights, *told.lacks, "The sound is not in this pack.", "", "Files:", ""]
    lines += [f"  {name}: {about}" for name, about in files]
    return _text(lines)


def _text(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")
