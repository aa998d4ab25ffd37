"""The parts of pages about a session. Each room registers its own when it is imported; a page is a loop over them.

Must never know what a part is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from retreat.house import House

Page = Literal["record", "sound", "add"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody opens a page about a session.

    Attributes:
        reader: Who reads, as the gate knows them; this room lies below it.
        session: The session's view, likewise.
        asked: The query string.
    """

    house: House
    db: Session
    reader: Any
    session: Any
    asked: Mapping[str, str]

    @property
    def session_id(self) -> str:
        """The session's id."""
        return str(self.session.id)


def _nowhere(_visit: Visit) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One room's part of a page.

    Attributes:
        page: On the record it is a tab, on the other two pages a section.
        name: One word, unique on its page: used in the address and as the part's id.
        place: Parts with lower numbers come first.
        template: Rendered with what ``gather`` gives, and with ``session`` and ``staff``.
        has: Whether there is anything to show; asked of every part before one is chosen, so it must be quick.
        gather: Plain values for the template; what it gives as ``boot`` reaches the page's scripts.
        aims: The name of the part that the address leads to, if this room can tell.
        news: A sentence that the record shows above its tabs, with a link to this part's page.
        scripts: Modules under ``static/js`` that this part needs.
        styles: Sheets under ``static/css``, likewise.
    """

    page: Page
    name: str
    title: str
    place: int
    template: str
    has: Callable[[Visit], bool]
    gather: Callable[[Visit], Mapping[str, Any]]
    aims: Callable[[Visit], str | None] = _nowhere
    news: Callable[[Visit], str | None] = _nowhere
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


_panels: dict[tuple[Page, str], Panel] = {}


def register(panel: Panel) -> Panel:
    """Add a part to its page; adding the same one twice changes nothing."""
    _panels[panel.page, panel.name] = panel
    return panel


def panels_of(page: Page) -> list[Panel]:
    """The parts of a page in their order."""
    return sorted((panel for panel in _panels.values() if panel.page == page), key=lambda panel: panel.place)
