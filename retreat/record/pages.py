"""The three pages about a session's record, assembled from the panels that the rooms have registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retreat.web.panels import Page, Panel, Visit, panels_of

_TITLES: Mapping[Page, str] = {"record": "Record", "sound": "Sound", "add": "Add"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A way to another part of the record."""

    title: str
    address: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A sentence above the record's tabs; ``name``: the part of the page of sound that says more."""

    name: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A part to be rendered, with everything that its template needs."""

    panel: Panel
    wants: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page whose data has been gathered; rendering it needs no database."""

    page: Page
    title: str
    session: Any
    tabs: tuple[Tab, ...]
    news: tuple[News, ...]
    parts: tuple[Drawing, ...]

    @property
    def boot(self) -> dict[str, Any]:
        """The data that its scripts start with."""
        told: dict[str, Any] = {"session_id": self.session.id}
        for part in self.parts:
            told |= part.wants.get("boot", {})
        return told

    @property
    def scripts(self) -> Sequence[str]:
        """Each script once."""
        return _once(script for part in self.parts for script in (*part.panel.scripts, *part.wants.get("scripts", ())))

    @property
    def styles(self) -> Sequence[str]:
        """Each sheet once."""
        return _once(sheet for part in self.parts for sheet in (*part.panel.styles, *part.wants.get("styles", ())))


def open_page(page: Page, visit: Visit) -> Opened:
    """Gather a page: on the record only the requested part, on other pages every part that has something to show."""
    tabs = [panel for panel in panels_of("record") if panel.has(visit)]
    chosen = _chosen(tabs, visit) if page == "record" else None
    shown = [panel for panel in panels_of(page) if panel.has(visit)] if page != "record" else [chosen] if chosen else []
    return Opened(
        page=page,
        title=chosen.title if chosen else _TITLES[page],
        session=visit.session,
        tabs=(*(_tab(visit, panel, panel is chosen) for panel in tabs), *_page_tabs(page, visit)),
        news=_news(visit) if page == "record" else (),
        parts=tuple(Drawing(panel=panel, wants=panel.gather(visit)) for panel in shown),
    )


def _chosen(tabs: Sequence[Panel], visit: Visit) -> Panel | None:
    """The part that the address names or leads to, or the first one."""
    names = [visit.asked.get("show"), *(panel.aims(visit) for panel in tabs)]
    by_name = {panel.name: panel for panel in tabs}
    return next((by_name[name] for name in names if name in by_name), next(iter(tabs), None))


def _tab(visit: Visit, panel: Panel, is_open: bool) -> Tab:
    return Tab(title=panel.title, address=f"/sessions/{visit.session_id}?show={panel.name}", is_open=is_open)


def _page_tabs(page: Page, visit: Visit) -> Iterable[Tab]:
    if page == "sound" or any(panel.has(visit) for panel in panels_of("sound")):
        yield Tab(title=_TITLES["sound"], address=f"/sessions/{visit.session_id}/sound", is_open=page == "sound")
    if page == "add":
        yield Tab(title=_TITLES["add"], address=f"/sessions/{visit.session_id}/add", is_open=True)


def _news(visit: Visit) -> tuple[News, ...]:
    told = ((panel.name, panel.news(visit)) for panel in panels_of("sound"))
    return tuple(News(name=name, said=said) for name, said in told if said)


def _once(names: Iterable[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(names))
