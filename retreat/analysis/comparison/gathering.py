"""What a comparison counts: codes or themes by sector, role, table, event or place, as far as a reader may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.behind.voices import NOT_SAID, Present, Voice, cases_by_hand, present_in, voices_behind
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.queries import codings_of
from retreat.analysis.comparison.counting import Occurrence, Whole
from retreat.analysis.excerpts.reading import ReadExcerpt
from retreat.analysis.themes.models import SUPPORTING
from retreat.analysis.themes.queries import themes_of
from retreat.consent.gate import Reader
from retreat.log.makings import made_in
from retreat.log.signing import authors_of
from retreat.programme.models import DialogueSession, Event, TableGroup
from retreat.transcripts.reading import transcripts_of
from retreat.transcripts.speakers.talk import talk_of
from retreat.transcripts.under import version_of

BY: Mapping[str, str] = {
    "sector": "Sector",
    "role": "Role",
    "event": "Event",
    "place": "Setting (place of the event)",
    "table": "Table",
}
ROWS: Mapping[str, str] = {"codes": "Codes", "themes": "Themes", "search": "Words of a search"}
NO_TABLE = "No table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where something was said."""

    session_id: str | None
    table_id: str | None


class Readable(Protocol):
    """Words that a cell of a comparison can be opened to, and where they are."""

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def address(self) -> str:
        """Their permanent address."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is counted.

    Attributes:
        rows: Id and name of each row, in order; ``depth``: how far below its top a code is.
        excerpts: Every excerpt by its id, to open a cell.
        unmatched: How many voices with coded words nobody is matched to.
    """

    rows: tuple[tuple[str, str, int], ...]
    occurrences: tuple[Occurrence, ...]
    wholes: Mapping[str, Whole]
    excerpts: Mapping[str, Readable]
    unmatched: int


class Groups:
    """Tells in which group of a comparison somebody's words belong."""

    def __init__(self, db: Session, programme_id: str, by: str, *, event_id: str | None = None) -> None:
        self.by = by
        rows = db.execute(
            select(DialogueSession.id, DialogueSession.title, Event.id, Event.title, Event.place)
            .join(Event, Event.id == DialogueSession.event_id)
            .where(Event.programme_id == programme_id, *([Event.id == event_id] if event_id else []))
            .order_by(Event.starts_on, Event.id, DialogueSession.id)
        ).all()
        self.sessions = {row[0]: row for row in rows}
        tables = db.execute(
            select(TableGroup.id, TableGroup.name, TableGroup.session_id)
            .where(TableGroup.session_id.in_(list(self.sessions)))
            .order_by(TableGroup.number)
        ).all()
        self._tables = {row.id: f"{row.name}, {self.sessions[row.session_id][1]}" for row in tables}

    def name(self, sector: str | None, role: str | None, where: Where) -> str:
        """The group's name."""
        if self.by == "sector":
            return sector or NOT_SAID
        if self.by == "role":
            return role or NOT_SAID
        session = self.sessions.get(where.session_id or "")
        if self.by == "table":
            return self._tables.get(where.table_id or "", NO_TABLE)
        if session is None:
            return NOT_SAID
        return str(session[3]) if self.by == "event" else str(session[4]) or NOT_SAID


def gathered(
    db: Session, reader: Reader, programme_id: str, *, rows: str, by: str, event_id: str | None = None
) -> Gathered:
    """Everything that a comparison of a programme, or of one of its events, counts."""
    groups, present = Groups(db, programme_id, by, event_id=event_id), present_in(db, programme_id)
    named, coded = (_themes if rows == "themes" else _codes)(db, reader, programme_id)
    excerpts = {one.id: one for some in coded.values() for one in some if one.session_id in groups.sessions}
    behind = voices_behind(db, reader, list(excerpts.values()), present)
    tables = _tables_of(db, excerpts.values())
    occurrences = [
        Occurrence(
            row=row_id,
            column=groups.name(voice.sector, voice.role, _where(one, voice, present, tables)),
            excerpt_id=one.id,
            person=voice.participant_id,
            words=voice.words,
        )
        for row_id, some in coded.items()
        for one in some
        if one.id in excerpts
        for voice in behind[one.id]
    ]
    unmatched = {voice.key for some in behind.values() for voice in some if voice.participant_id is None}
    return Gathered(
        rows=named,
        occurrences=tuple(occurrences),
        wholes=wholes_of(db, reader, groups, present),
        excerpts=excerpts,
        unmatched=len(unmatched),
    )


def _codes(
    db: Session, reader: Reader, programme_id: str
) -> tuple[tuple[tuple[str, str, int], ...], dict[str, list[ReadExcerpt]]]:
    found: dict[str, list[ReadExcerpt]] = defaultdict(list)
    for coding in codings_of(db, reader, programme_id):
        found[coding.code_id].append(coding.excerpt)
    codes = codebook_of(db, reader, programme_id)
    return tuple((code.id, code.name, code.depth) for code in codes), {code.id: found[code.id] for code in codes}


def _themes(
    db: Session, reader: Reader, programme_id: str
) -> tuple[tuple[tuple[str, str, int], ...], dict[str, list[ReadExcerpt]]]:
    """Each theme is two rows: what supports it, and what speaks against it."""
    named: list[tuple[str, str, int]] = []
    found: dict[str, list[ReadExcerpt]] = {}
    for theme in themes_of(db, reader, programme_id):
        named += [(theme.id, theme.statement, 0), (f"{theme.id}:contrary", "What speaks against it", 1)]
        found[theme.id] = [one.excerpt for one in theme.excerpts if one.side == SUPPORTING]
        found[f"{theme.id}:contrary"] = [one.excerpt for one in theme.contrary]
    return tuple(named), found


def _tables_of(db: Session, excerpts: Iterable[ReadExcerpt]) -> dict[str, str | None]:
    """The table of each transcript that excerpts are from."""
    ids = {one.words.transcript_id for one in excerpts if one.words is not None}
    return {one: version_of(db, one).table_id for one in ids}


def _where(one: ReadExcerpt, voice: Voice, present: Mapping[str, Present], tables: Mapping[str, str | None]) -> Where:
    table = tables.get(one.words.transcript_id) if one.words is not None else None
    person = present.get(voice.participant_id or "")
    if table is None and person is not None:
        table = person.sessions.get(one.session_id or "")
    return Where(session_id=one.session_id, table_id=table)


def wholes_of(db: Session, reader: Reader, groups: Groups, present: Mapping[str, Present]) -> dict[str, Whole]:
    """People, words and time of every group: what rates are out of."""
    people: dict[str, set[str]] = defaultdict(set)
    words: dict[str, int] = defaultdict(int)
    spoken_ms: dict[str, int] = defaultdict(int)
    for person in present.values():
        for session_id, table_id in person.sessions.items():
            if session_id in groups.sessions:
                where = Where(session_id=session_id, table_id=table_id)
                people[groups.name(person.sector, person.role, where)].add(person.id)
    for session_id in groups.sessions:
        for name, count, ms in _said_in(db, reader, session_id, groups.name, present):
            words[name] += count
            spoken_ms[name] += ms
    order = dict.fromkeys([*sorted(set(people) - {NOT_SAID}), *sorted(set(words) - {NOT_SAID}), NOT_SAID])
    return {
        name: Whole(people=frozenset(people[name]), words=words[name], ms=spoken_ms[name])
        for name in order
        if name in people or name in words
    }


def _said_in(
    db: Session,
    reader: Reader,
    session_id: str,
    name_of: Callable[[str | None, str | None, Where], str],
    present: Mapping[str, Present],
) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    versions = transcripts_of(db, session_id)
    cases = cases_by_hand(db, [version.id for version in versions]) if versions else {}
    for version in versions:
        for talk in talk_of(db, reader, version.id):
            person = present.get(talk.participant_id or "")
            if person is None and talk.participant_id is not None:
                continue  # the people leading
            sector, role = (
                (person.sector, person.role) if person else cases.get((version.id, talk.label or ""), (None, None))
            )
            table = version.table_id or (person.sessions.get(session_id) if person else None)
            where = Where(session_id=session_id, table_id=table)
            found.append((name_of(sector, role, where), talk.words, talk.ms))
    made = [one for one in made_in(db, reader, session_id) if one.text]
    authors = authors_of(db, [one.id for one in made])
    for one in made:
        person = present.get(authors.get(one.id, ""))
        if person is not None:
            where = Where(session_id=session_id, table_id=person.sessions.get(session_id))
            found.append((name_of(person.sector, person.role, where), len(one.text.split()), 0))
    return found
