"""What people wrote and did in a session, as a part of its record's page: a section for each interaction that has some.

Interactions register their sections; none is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from retreat.consent.gate import may_tell_apart
from retreat.log.tables import Table, tables
from retreat.programme.models import DialogueSession
from retreat.web.panels import Panel, Visit, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a record shows of one interaction.

    Attributes:
        name: One word; its template is ``record/interactions/<name>.html``.
        has: Whether there is anything to show; it must be quick.
        gather: Plain values for the template, through the gate.
        styles: Sheets under ``static/css`` that it needs.
    """

    name: str
    has: Callable[[Visit], bool]
    gather: Callable[[Visit], Mapping[str, Any]]
    styles: tuple[str, ...] = ()


_sections: dict[str, Section] = {}


def register_section(section: Section) -> Section:
    """Add a section; adding the same one twice changes nothing."""
    _sections[section.name] = section
    return section


def may_tell_people_apart(visit: Visit) -> bool:
    """Whether this reader may see people one by one, without names; others see counts of five and more."""
    allowed = may_tell_apart(visit.reader, DialogueSession.id)
    here = select(DialogueSession.id).where(DialogueSession.id == visit.session_id, allowed)
    return visit.db.scalar(here) is not None


def _has(visit: Visit) -> bool:
    return any(section.has(visit) for section in _sections.values())


def _gather(visit: Visit) -> Mapping[str, Any]:
    shown = [section for section in _sections.values() if section.has(visit)]
    return {
        "sections": [{"name": section.name, **section.gather(visit)} for section in shown],
        "styles": list(dict.fromkeys(sheet for section in shown for sheet in section.styles)),
        "tables": _tables({section.name for section in shown}) if may_tell_people_apart(visit) else (),
    }


def _tables(shown: Collection[str]) -> list[Table]:
    return [table for table in tables() if table.section in shown]


NOTES = register(
    Panel(
        page="record",
        name="notes",
        title="Contributions",
        place=20,
        template="record/_contributions.html",
        has=_has,
        gather=_gather,
    )
)
