"""Puts the chapters of a report in their order, as its audience may read them and as its editors want them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from retreat.export.bundle import Bundle
from retreat.export.report import event_lines, said_lines
from retreat.export.report.document import Section, edited

# One order for every audience, so that nobody has to ask what another one was given.
_CHAPTERS = (
    *(event_lines.purpose, event_lines.people, event_lines.conduct, event_lines.narratives),
    *(said_lines.said, said_lines.light_bulbs, said_lines.assumptions, said_lines.tensions),
    *(said_lines.agreed, said_lines.not_agreed, said_lines.undertakings, said_lines.codes, event_lines.method),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that can be written out."""

    title: str
    bundle: Bundle
    easy: bool
    sections: tuple[Section, ...]


def report_of(bundle: Bundle, *, easy: bool = False) -> Report:
    """The report; chapters that have nothing, and ask for nothing, are left out."""
    drafted = [chapter(bundle, easy=easy) for chapter in _CHAPTERS]
    sections = edited(drafted, bundle.edits)
    kept = [one for one in sections if one.lines or one.typed or one.nothing or one.left_out]
    return Report(title=bundle.title, bundle=bundle, easy=easy, sections=tuple(kept))
