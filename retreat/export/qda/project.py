"""A REFI-QDA project (``.qdpx``): sources with their places, cases, codes, codings, memos and sets.

The order of elements is the schema's; a program refuses the whole file where it is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from retreat.export.bundle import Account, Bundle, SessionPart, Transcript, Voice
from retreat.export.packing import zipped
from retreat.export.ports import Coding
from retreat.export.qda.codebook import Element, add_codes, serialised
from retreat.export.qda.guids import ORIGIN, guid
from retreat.export.qda.losses import losses_of
from retreat.export.qda.texts import Place, SpokenText, account_title, spoken_text, written_text, written_title
from retreat.export.writers.files import File, plain_name, writable

PROJECT = "urn:QDA-XML:project:1.0"
_SCHEMA = "http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_OF_CASES = ("Sector", "Role", "Table")
_OF_SOURCES = ("Event", "Session", "Table of the source")


@dataclass(slots=True, kw_only=True)
class _Case:
    voice: Voice
    selections: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Making:
    """A project while it is made."""

    bundle: Bundle
    files: list[File] = field(default_factory=list)
    cases: dict[str, _Case] = field(default_factory=dict)
    of_session: dict[str, list[str]] = field(default_factory=dict)
    codings: dict[str, list[Coding]] = field(default_factory=dict)
    memos: dict[str, list[str]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)

    def text_file(self, name: str, text: str) -> str:
        """Keep a text; its path."""
        self.files.append(File(name=f"sources/{name}.txt", content=text.encode("utf-8")))
        return f"internal://{name}.txt"


def write(bundle: Bundle) -> list[File]:
    """The project as one file."""
    made = _Making(bundle)
    root = _root(made)
    content = zipped([File(name="project.qde", content=serialised(root)), *made.files])
    return [File(name=f"{plain_name(bundle.title, 'record')}.qdpx", content=content)]


def _root(made: _Making) -> Element:
    bundle, analysis = made.bundle, made.bundle.analysis
    maker = guid("user", bundle.made_by)
    made.users = {one.id: guid("user", one.id) for one in analysis.coders}
    for coding in analysis.codings:
        made.codings.setdefault(coding.on_id, []).append(coding)
    for memo in analysis.memos:
        for on_id in memo.on_ids or ("",):
            made.memos.setdefault(on_id, []).append(guid("memo", memo.id))
    root = etree.Element(
        _name("Project"),
        {
            f"{{{_XSI}}}schemaLocation": f"{PROJECT} {_SCHEMA}",
            "name": writable(bundle.title),
            "origin": ORIGIN,
            "creatingUserGUID": maker,
            "creationDateTime": _at(bundle.made_at),
        },
        nsmap={None: PROJECT, "xsi": _XSI},
    )
    users = _add(root, "Users")
    _add(users, "User", guid=maker, name=writable(bundle.made_by))
    for one in analysis.coders:
        if made.users[one.id] != maker:
            _add(users, "User", guid=made.users[one.id], name=writable(one.name))
    if analysis.codes:
        codes = _add(_add(root, "CodeBook"), "Codes")
        add_codes(codes, analysis.codes, PROJECT, lambda element, code: _refer(made, element, code))
    sources = etree.Element(_name("Sources"))
    for session in bundle.sessions:
        _session(made, sources, session)
    for account in bundle.accounts:
        _account_source(made, sources, account)
    _variables(root, made, has_sources=len(sources) > 0)
    _cases(root, made)
    if len(sources):
        root.append(sources)
    _notes(root, made)
    _sets(root, made)
    losses = losses_of(bundle)
    if losses:
        _add(root, "Description").text = writable("\n".join(losses))
    _refer(made, root, "")
    return root


def _session(made: _Making, sources: Element, session: SessionPart) -> None:
    for one in session.transcripts:
        laid = spoken_text(one)
        _text_source(made, sources, session, one, laid)
        if one.recording_id is not None and any(turn.turn.start_ms is not None for turn in laid.turns):
            _audio_source(made, sources, session, one, laid)
    if session.written:
        _written_source(made, sources, session)


def _text_source(made: _Making, sources: Element, session: SessionPart, one: Transcript, laid: SpokenText) -> None:
    """The transcript as a text, which every program can read and code."""
    own = guid("text", one.id)
    source = _add(
        sources, "TextSource", guid=own, name=writable(one.title), plainTextPath=made.text_file(own, laid.text)
    )
    _stamp(made, source, one.started_at)
    for turn in laid.turns:
        selection = guid("text-turn", f"{one.id}:{turn.turn.number}")
        _add(source, "PlainTextSelection", guid=selection, **_positions(turn.whole), name=writable(turn.turn.name))
        _case_of(made, one, turn.turn.voice, selection)
    for coding in made.codings.get(one.id, ()):
        found = laid.span(*coding.words) if coding.words else None
        if found is not None:
            selection = _add(
                source, "PlainTextSelection", guid=guid("text-selection", coding.id), **_positions(found[0])
            )
            _coding(made, selection, coding, "text-coding")
    _values(made, source, session, one.table, own)


def _audio_source(made: _Making, sources: Element, session: SessionPart, one: Transcript, laid: SpokenText) -> None:
    """The sound with its transcript, joined by points in time at every turn and every coded edge."""
    own, text = guid("recording", str(one.recording_id)), guid("transcript", one.id)
    source = _add(sources, "AudioSource", guid=own, name=writable(one.title))
    _stamp(made, source, one.started_at)
    transcript = _add(
        source, "Transcript", guid=text, name=writable(one.title), plainTextPath=made.text_file(text, laid.text)
    )
    _stamp(made, transcript, one.started_at)
    points: dict[tuple[int, int], str] = {}
    chosen: list[tuple[str, str, tuple[int, int], tuple[int, int], Coding | None]] = []
    for turn in laid.turns:
        begins, ends = turn.turn.start_ms, turn.turn.end_ms
        if begins is not None and ends is not None:
            selection = guid("turn", f"{one.id}:{turn.turn.number}")
            at = (turn.whole[0], begins), (turn.whole[1], max(begins, ends))
            chosen.append((selection, turn.turn.name, *at, None))
            _case_of(made, one, turn.turn.voice, selection)
    for coding in made.codings.get(one.id, ()):
        found = laid.span(*coding.words) if coding.words else None
        if found is not None and found[1][0] is not None and found[1][1] is not None:
            at = (found[0][0], found[1][0]), (found[0][1], max(found[1]))  # type: ignore[type-var, assignment]
            chosen.append((guid("selection", coding.id), "", *at, coding))
    for edge in sorted({edge for _own, _name_, first, last, _coding_ in chosen for edge in (first, last)}):
        points[edge] = guid("point", f"{one.id}:{edge[0]}:{edge[1]}")
        _add(transcript, "SyncPoint", guid=points[edge], timeStamp=str(edge[1]), position=str(edge[0]))
    for selection, name, first, last, coding_ in chosen:
        element = _add(
            transcript, "TranscriptSelection", guid=selection, fromSyncPoint=points[first], toSyncPoint=points[last]
        )
        if name:
            element.set("name", writable(name))
        if coding_ is not None:
            _coding(made, element, coding_, "transcript-coding")
    for _selection, _said, first, last, coding_ in chosen:
        if coding_ is not None and first[1] < last[1]:
            element = _add(
                source,
                "AudioSelection",
                guid=guid("audio-selection", coding_.id),
                begin=str(first[1]),
                end=str(last[1]),
            )
            _coding(made, element, coding_, "audio-coding")
    _values(made, source, session, one.table, own)


def _written_source(made: _Making, sources: Element, session: SessionPart) -> None:
    laid = written_text(session)
    own = guid("written", session.id)
    source = _add(
        sources,
        "TextSource",
        guid=own,
        name=writable(written_title(session.title)),
        plainTextPath=made.text_file(own, laid.text),
    )
    for one, whole, words in laid.items:
        _add(source, "PlainTextSelection", guid=guid("made", one.id), **_positions(whole), name=writable(one.title))
        _coded_parts(made, source, one.id, words)
    _values(made, source, session, None, own)


def _account_source(made: _Making, sources: Element, one: Account) -> None:
    """A narrative, which belongs to the programme and so to no session or event."""
    text, own = writable(one.text), guid("narrative", one.id)
    source = _add(
        sources,
        "TextSource",
        guid=own,
        name=writable(account_title(one.title)),
        plainTextPath=made.text_file(own, text),
    )
    _stamp(made, source, one.at)
    _coded_parts(made, source, one.id, (0, len(text)))


def _coded_parts(made: _Making, source: Element, on_id: str, words: Place) -> None:
    """The codings on something written whose words are there."""
    for coding in made.codings.get(on_id, ()):
        first, last = coding.text or (0, words[1] - words[0])
        begin, end = words[0] + max(0, first), min(words[1], words[0] + last)
        if begin < end:
            selection = _add(
                source, "PlainTextSelection", guid=guid("text-selection", coding.id), **_positions((begin, end))
            )
            _coding(made, selection, coding, "text-coding")


def _coding(made: _Making, parent: Element, one: Coding, kind: str) -> None:
    element = _add(parent, "Coding", guid=guid(kind, one.id))
    if one.by in made.users:
        element.set("creatingUser", made.users[one.by])
    if one.at is not None:
        element.set("creationDateTime", _at(one.at))
    _add(element, "CodeRef", targetGUID=guid("code", one.code_id))
    _refer(made, element, one.id)


def _case_of(made: _Making, one: Transcript, key: str | None, selection: str) -> None:
    voice = one.voice(key)
    if voice is not None:
        name = voice.case or f"{one.id}:{voice.key}"
        made.cases.setdefault(name, _Case(voice=voice)).selections.append(selection)


def _variables(root: Element, made: _Making, *, has_sources: bool) -> None:
    names = (_OF_CASES if made.cases else ()) + (_OF_SOURCES if has_sources else ())
    if names:
        variables = _add(root, "Variables")
        for name in names:
            _add(variables, "Variable", guid=guid("variable", name), name=name, typeOfVariable="Text")


def _cases(root: Element, made: _Making) -> None:
    if not made.cases:
        return
    cases = _add(root, "Cases")
    for name, one in made.cases.items():
        case = _add(cases, "Case", guid=guid("case", name), name=writable(one.voice.name))
        values = zip(_OF_CASES, (one.voice.sector, one.voice.role, one.voice.table), strict=True)
        for variable, value in values:
            if value:
                _value(case, variable, value)
        for selection in one.selections:
            _add(case, "SelectionRef", targetGUID=selection)


def _values(made: _Making, source: Element, session: SessionPart, table: str | None, own: str) -> None:
    event = made.bundle.event_of(session).title
    for variable, value in zip(_OF_SOURCES, (event, session.title, table), strict=True):
        if value:
            _value(source, variable, value)
    made.of_session.setdefault(session.id, []).append(own)


def _value(parent: Element, variable: str, value: str) -> None:
    element = _add(parent, "VariableValue")
    _add(element, "VariableRef", targetGUID=guid("variable", variable))
    _add(element, "TextValue").text = writable(value)


def _notes(root: Element, made: _Making) -> None:
    if not made.bundle.analysis.memos:
        return
    notes = _add(root, "Notes")
    for one in made.bundle.analysis.memos:
        own = guid("memo", one.id)
        element = _add(
            notes, "Note", guid=own, name=writable(one.title), plainTextPath=made.text_file(own, writable(one.text))
        )
        if one.by in made.users:
            element.set("creatingUser", made.users[one.by])
        if one.at is not None:
            element.set("creationDateTime", _at(one.at))


def _sets(root: Element, made: _Making) -> None:
    found: list[tuple[str, str, list[str]]] = []
    for event in made.bundle.events:
        members = [source for session in event.sessions for source in made.of_session.get(session.id, ())]
        found.append((guid("event", event.id), event.title, members))
        found += [
            (guid("session", one.id), one.title, made.of_session[one.id])
            for one in event.sessions
            if one.id in made.of_session
        ]
    found = [one for one in found if one[2]]
    if found:
        sets = _add(root, "Sets")
        for own, title, members in found:
            element = _add(sets, "Set", guid=own, name=writable(title))
            for source in members:
                _add(element, "MemberSource", targetGUID=source)


def _refer(made: _Making, element: Element, on_id: str) -> None:
    for own in made.memos.get(on_id, ()):
        _add(element, "NoteRef", targetGUID=own)


def _stamp(made: _Making, element: Element, at: datetime) -> None:
    element.set("creatingUser", guid("user", made.bundle.made_by))
    element.set("creationDateTime", _at(at))


def _positions(place: tuple[int, int]) -> dict[str, str]:
    return {"startPosition": str(place[0]), "endPosition": str(place[1])}


def _at(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _name(tag: str) -> str:
    return f"{{{PROJECT}}}{tag}"


def _add(parent: Element, tag: str, **attributes: Any) -> Element:
    return etree.SubElement(parent, _name(tag), attributes)
