"""What a report says of what people said and wrote: always in their own words, with both sides of every disagreement.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from retreat.export.bundle import Bundle, Cell, SessionPart, Written
from retreat.export.report.document import Evidence, Line, Section
from retreat.log.note_words import KIND_WORDS

_OPEN, _LOOSE = "Still open", "Not under a heading"
_PARTS = {
    "for": "Evidence for",
    "against": "Evidence against",
    "test": "How to test it",
    "outcome": "What became of it",
}
Row = Mapping[str, Cell]


def rows(session: SessionPart, name: str) -> Iterator[Row]:
    """The rows of a table, as its columns name their cells."""
    sheet = session.sheet(name)
    if sheet is not None:
        for row in sheet.rows:
            yield dict(zip(sheet.columns, row, strict=True))


def _has(row: Row, name: str) -> str:
    found = row.get(name)
    return "" if found is None else str(found).strip()


def _day(text: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"


def _evidence(session: SessionPart, what: str, own: str) -> tuple[Evidence, ...]:
    return (Evidence(said=f"{session.title}, {what}", href=f"/sessions/{session.id}#{own}"),)


def said(bundle: Bundle, *, easy: bool) -> Section:
    """What was said, by question and by heading."""
    lines: list[Line] = []
    for session in bundle.sessions:
        notes = [one for one in session.written if one.noun == "note"]
        asked = list(dict.fromkeys(one.question for one in notes))
        for question in asked:
            some = [one for one in notes if one.question == question]
            lines += _of_question(session, question or session.title, some)
    return Section(
        key="said",
        title="What people said" if easy else "What was said, by question",
        lines=tuple(lines),
        asks="What runs through these answers?",
        nothing="No note may be shown to this audience.",
    )


def _of_question(session: SessionPart, under: str, some: list[Written]) -> Iterator[Line]:
    """Those under headings first, heading by heading."""
    before: str | None = None
    for number, one in enumerate(sorted(some, key=lambda one: (one.heading is None, one.heading or ""))):
        lead = "" if one.heading == before else one.heading or _LOOSE
        before = one.heading
        href = f"/sessions/{session.id}?show=notes#note-{one.id}"
        yield Line(
            key=f"note:{one.id}",
            text=one.text,
            by=_by(one.by, one.kind, one.table),
            is_quoted=True,
            is_counter=one.kind == KIND_WORDS["dissent"],
            under="" if number else under,
            lead=lead,
            evidence=(Evidence(said=f"{session.title}, note", href=href),),
        )


def _by(*parts: str | None) -> str | None:
    return " · ".join(filter(None, parts)) or None


def light_bulbs(bundle: Bundle, *, easy: bool) -> Section:
    """Shifts of understanding that people declared themselves."""
    lines: list[Line] = []
    for session in bundle.sessions:
        for row in rows(session, "light_bulbs"):
            own = _has(row, "light_bulb")
            names = [name for name in row if name not in ("light_bulb", "marked_at", "by")]
            told = [f"{name}: {_has(row, name)}" for name in names if _has(row, name)]
            if told:
                lines.append(
                    Line(
                        key=f"bulb:{own}",
                        text="\n".join(told),
                        by=_has(row, "by") or None,
                        is_quoted=True,
                        evidence=_evidence(session, "light-bulb", own),
                    )
                )
    return Section(
        key="bulbs",
        title="When somebody’s mind changed" if easy else "Shifts of understanding",
        lines=tuple(lines),
        nothing="Nobody marked one that may be shown here.",
    )


def assumptions(bundle: Bundle, *, easy: bool) -> Section:
    """Assumptions with evidence for and against, and how each could be tested."""
    lines: list[Line] = []
    for session in bundle.sessions:
        before = ""
        for row in rows(session, "assumptions"):
            name, part, words = _has(row, "assumption"), _has(row, "part"), _has(row, "words")
            extra = [_has(row, "outcome").replace("_", " ") if part == "outcome" else "", _has(row, "who")]
            extra += [f"by {_day(_has(row, 'by_when'))}" if _has(row, "by_when") else ""]
            text = words or ", ".join(filter(None, extra))
            if part == "assumption" or not text:
                if name and name != before and part == "assumption":
                    before = name
                    lines.append(_quote(session, row, "id", name, "assumption", lead="Assumption"))
                continue
            begins = name if name != before else ""
            before = name
            by = _by(_has(row, "by"), ", ".join(filter(None, extra)) if words else "")
            lead = _PARTS.get(part, part)
            lines.append(_quote(session, row, "id", text, "assumption", lead=lead, under=begins, by=by, counter=True))
    return Section(
        key="assumptions",
        title="What we took for granted" if easy else "Assumptions, and how to test them",
        lines=tuple(lines),
        nothing="No assumption was brought up that may be shown here.",
    )


def tensions(bundle: Bundle, *, easy: bool) -> Section:
    """Tensions with every statement; those still open first."""
    found: dict[tuple[str, str], list[Line]] = {}
    state: dict[tuple[str, str], str] = {}
    for session in bundle.sessions:
        for row in rows(session, "tensions"):
            key = (session.id, _has(row, "tension"))
            state[key] = _has(row, "left") or _OPEN
            some = found.setdefault(key, [])
            words = _has(row, "words")
            if not words:
                continue
            protects = f" What this protects: {_has(row, 'protects')}" if _has(row, "protects") else ""
            lead = "One side" if _has(row, "stance") == "side" else "Another way to see it"
            by, text = _has(row, "by") or None, f"{words}{protects}"
            some.append(_quote(session, row, "statement", text, "tension", lead=lead, by=by, counter=True))
    ordered = sorted(found, key=lambda key: state[key] != _OPEN)
    lines = [
        replace(line, under=f"{key[1]} ({state[key].lower()})" if number == 0 else "")
        for key in ordered
        for number, line in enumerate(found[key])
    ]
    return Section(
        key="tensions",
        title="Where we see things differently" if easy else "Tensions",
        lines=tuple(lines),
        nothing="No tension was named that may be shown here.",
    )


def undertakings(bundle: Bundle, *, easy: bool) -> Section:
    """What people took on, with owner and day."""
    lines: list[Line] = []
    for session in bundle.sessions:
        for row in rows(session, "undertakings"):
            words = _has(row, "words")
            if not words or _has(row, "sort") in ("taken", "named", "became"):
                continue
            owner, due = _has(row, "owner"), _has(row, "now_due") or _has(row, "due")
            by = _by(
                f"owner: {owner}" if owner else "no owner yet",
                f"by {_day(due)}" if due else "no date yet",
                _has(row, "became").replace("_", " "),
            )
            lead = _has(row, "sort").replace("_", " ").capitalize()
            lines.append(_quote(session, row, "undertaking", words, "undertaking", by=by, lead=lead))
    return Section(
        key="undertakings",
        title="What people will do" if easy else "Undertakings and actions",
        lines=tuple(lines),
        nothing="Nobody took anything on that may be shown here.",
    )


def not_agreed(bundle: Bundle, *, easy: bool) -> Section:
    """What was not agreed, in the words of whoever did not."""
    lines: list[Line] = []
    for session in bundle.sessions:
        for row in rows(session, "exchanges"):
            if _has(row, "what") == "differs" and _has(row, "words"):
                about = _has(row, "matter")
                lead, by = f"On “{about}”" if about else "", _has(row, "by") or None
                text = _has(row, "words")
                lines.append(_quote(session, row, "entry", text, "exchange", by=by, lead=lead, counter=True))
        names = dict.fromkeys(
            _has(row, "tension") for row in rows(session, "tensions") if (_has(row, "left") or _OPEN) == _OPEN
        )
        for number, name in enumerate(names, 1):
            text = f"“{name}” is still open; every side is in the chapter on tensions."
            evidence = _evidence(session, "tensions", "tension")
            lines.append(
                Line(key=f"open:{session.id}:{number}", text=text, is_quoted=True, is_counter=True, evidence=evidence)
            )
    return Section(
        key="not_agreed",
        title="What we did not agree" if easy else "What was not agreed",
        lines=tuple(lines),
        asks="What else was left without agreement?",
        nothing="No disagreement was written down that may be shown here.",
    )


def agreed(bundle: Bundle, *, easy: bool) -> Section:
    """What was agreed in exchanges."""
    lines: list[Line] = []
    for session in bundle.sessions:
        for row in rows(session, "exchanges"):
            if _has(row, "what") == "outcome" and _has(row, "words"):
                by = f"how it was agreed: {_has(row, 'how_agreed')}" if _has(row, "how_agreed") else None
                about = _has(row, "matter")
                lead = f"On “{about}”" if about else ""
                lines.append(_quote(session, row, "entry", _has(row, "words"), "exchange", by=by, lead=lead))
    return Section(key="agreed", title="What we agreed" if easy else "What was agreed", lines=tuple(lines))


def codes(bundle: Bundle, *, easy: bool) -> Section:
    """The codebook and how often each code was used: for the team alone, because others were never asked about it."""
    used: dict[str, int] = {}
    for one in bundle.analysis.codings:
        used[one.code_id] = used.get(one.code_id, 0) + 1
    lines = [
        Line(
            key=f"code:{one.id}",
            text=f"“{one.name}” is on {used[one.id]} {'excerpt' if used[one.id] == 1 else 'excerpts'}.",
            evidence=(Evidence(said=f"Code {one.name}", href=f"/codes/{one.id}"),),
        )
        for one in bundle.analysis.codes
        if one.id in used
    ]
    title = "How we sorted what was said" if easy else "How it was coded"
    return Section(
        key="codes", title=title, lines=tuple(lines), asks="What do the codes show, and what speaks against it?"
    )


def _quote(
    session: SessionPart,
    row: Row,
    own: str,
    text: str,
    what: str,
    *,
    lead: str = "",
    under: str = "",
    by: str | None = None,
    counter: bool = False,
) -> Line:
    name = _has(row, own)
    return Line(
        key=f"{what}:{name}",
        text=text,
        lead=lead,
        under=under,
        by=by,
        is_quoted=True,
        is_counter=counter,
        evidence=_evidence(session, what, name),
    )
