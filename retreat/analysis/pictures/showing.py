"""The pictures of a session and of a programme, gathered through the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.behind.voices import NOT_SAID, present_in
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.queries import codings_of
from retreat.analysis.comparison.gathering import Groups, gathered, wholes_of
from retreat.analysis.comparison.pages import placed_in
from retreat.analysis.comparison.together import pairs_of
from retreat.analysis.pictures.kinds import (
    Bar,
    Happening,
    Linked,
    Picture,
    Point,
    Spread,
    codes_together,
    glance,
    over_time,
    spreads,
    talk_time,
)
from retreat.consent.gate import Reader
from retreat.log.makings import made_in
from retreat.log.tables import table_called
from retreat.programme.models import Event
from retreat.programme.queries import session_view
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.reading import first_words, transcripts_of
from retreat.transcripts.speakers.talk import Stretch, stretches_of
from retreat.transcripts.under import names_of
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.voices import voice_called

# Stretches of one voice that are nearer than this are drawn as one: a picture has so many points in its width.
_POINTS = 600
_CODES_MOST = 24


def session_pictures(db: Session, reader: Reader, session_id: str) -> dict[str, Picture]:
    """The pictures of a session that have something to show, by name."""
    session = session_view(db, session_id)
    found: dict[str, Picture] = {}
    happenings, clock = _happenings(db, reader, session_id, session.programme_id)
    if happenings:
        found["glance"] = glance(f"{session.title} at a glance", happenings, clock)
    groups = {by: Groups(db, session.programme_id, by, event_id=session.event_id) for by in ("role", "sector")}
    for by, group in groups.items():
        group.sessions = {session_id: group.sessions[session_id]}
        bars = _bars(db, reader, session.programme_id, group, f"/sessions/{session_id}")
        if bars:
            found[f"talk-{by}"] = talk_time(f"talk-{by}", f"{session.title}: talk time by {by}", bars)
    placed = _spreads(db, reader, session_id)
    if placed:
        title = f"{session.title}: positions before and after"
        found["positions"] = spreads(title, placed, f"/sessions/{session_id}?show=notes")
    return found


def programme_pictures(db: Session, reader: Reader, programme_id: str) -> dict[str, Picture]:
    """The pictures of a programme that have something to show, by name."""
    found: dict[str, Picture] = {}
    themes = _over_time(db, reader, programme_id)
    if themes is not None:
        found["themes"] = themes
    together = _together(db, reader, programme_id)
    if together is not None:
        found["together"] = together
    for by in ("role", "sector"):
        bars = _bars(db, reader, programme_id, Groups(db, programme_id, by), f"/search?{by}=")
        if bars:
            found[f"talk-{by}"] = talk_time(f"talk-{by}", f"Talk time by {by}", bars)
    return found


def _happenings(
    db: Session, reader: Reader, session_id: str, programme_id: str
) -> tuple[list[Happening], Mapping[str, str]]:
    versions = transcripts_of(db, session_id)
    made = [one for one in made_in(db, reader, session_id) if one.text]
    moments = [*(version.started_at for version in versions), *(one.at for one in made)]
    if not moments:
        return [], {}
    begins = min(moments)
    found: list[Happening] = []
    for version in versions:
        found += _talk(db, reader, version, begins)
    for one in made:
        is_bulb = one.making.noun == "lightbulb"
        at = _minutes(one.at, begins)
        said = f"{one.making.title}: {first_words(one.text)}"
        href = f"/sessions/{session_id}?show=notes#note-{one.id}"
        kind, colour = ("bulb", "gold") if is_bulb else ("made", "green")
        lane = one.making.many.capitalize()
        found.append(Happening(lane=lane, kind=kind, start=at, end=at, says=said, href=href, colour=colour))
    codes = {code.id: code for code in codebook_of(db, reader, programme_id)}
    starts = {version.id: version.started_at for version in versions}
    for coding in codings_of(db, reader, programme_id, session_id=session_id):
        excerpt, code = coding.excerpt, codes.get(coding.code_id)
        started = starts.get(excerpt.words.transcript_id) if excerpt.words is not None else None
        if code is None or started is None or excerpt.start_ms is None or excerpt.end_ms is None:
            continue
        start = _minutes(started, begins) + excerpt.start_ms / 60_000
        end = start + (excerpt.end_ms - excerpt.start_ms) / 60_000
        said = f"{code.name}: {first_words(excerpt.text)}"
        found.append(
            Happening(
                lane=code.name, kind="code", start=start, end=end, says=said, href=excerpt.address, colour=code.colour
            )
        )
    last = int(max(one.end for one in found)) + 1 if found else 1
    clock = {str(at): f"{(begins + timedelta(minutes=at)).astimezone():%H:%M}" for at in range(last + 1)}
    return found, clock


def _talk(db: Session, reader: Reader, version: TranscriptVersion, begins: datetime) -> list[Happening]:
    names, offset = names_of(db, version.id), _minutes(version.started_at, begins)
    stretches = stretches_of(db, reader, version.id)
    longest = max((one.end_ms for one in stretches), default=0)
    found: list[Happening] = []
    for one in _joined(stretches, max(2_000, longest // _POINTS)):
        name = voice_called(names.get(one.label, one.label))
        found.append(
            Happening(
                lane=name,
                kind="talk",
                start=offset + one.start_ms / 60_000,
                end=offset + one.end_ms / 60_000,
                says=f"{name}, {sound_time(one.start_ms)} to {sound_time(one.end_ms)}",
                href=f"/sessions/{version.session_id}?transcript={version.id}&turn={one.turn}#turn-{one.turn}",
            )
        )
    return found


def _joined(stretches: Sequence[Stretch], gap_ms: int) -> list[Stretch]:
    """Neighbouring stretches of one voice as one."""
    latest: dict[str, Stretch] = {}
    found: list[Stretch] = []
    for one in stretches:
        before = latest.get(one.label)
        if before is not None and one.start_ms - before.end_ms <= gap_ms:
            end = max(before.end_ms, one.end_ms)
            joined = Stretch(turn=before.turn, label=one.label, start_ms=before.start_ms, end_ms=end)
            found[found.index(before)] = joined
        else:
            joined = one
            found.append(one)
        latest[one.label] = joined
    return found


def _minutes(at: datetime, begins: datetime) -> float:
    return (at - begins).total_seconds() / 60


def _bars(db: Session, reader: Reader, programme_id: str, groups: Groups, base: str) -> list[Bar]:
    wholes = wholes_of(db, reader, groups, present_in(db, programme_id))
    if not any(whole.ms for whole in wholes.values()):
        return []
    return [
        Bar(
            name=name,
            minutes=whole.minutes,
            people=len(whole.people),
            words=whole.words,
            href=f"{base}{quote(name)}" if base.endswith("=") and name != NOT_SAID else base.partition("?")[0],
        )
        for name, whole in wholes.items()
        if whole.ms or whole.people
    ]


def _spreads(db: Session, reader: Reader, session_id: str) -> list[Spread]:
    table = table_called("positions")
    if table is None:
        return []
    columns = list(table.columns)
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows(db, reader, session_id)]
    counts: dict[tuple[str, str], list[dict[str, int]]] = {}
    ends: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["counts"] != "yes" or not isinstance(row["value"], int):
            continue
        seat = f" (as {row['speaking_as']})" if row["speaking_as"] else ""
        card, moment = f"{row['card']}{seat}", str(row["moment"] or "placed")
        tenths = counts.setdefault((card, moment), [defaultdict(int) for _ in range(10)])
        tenths[min(9, row["value"] // 10)][str(row["sector"] or NOT_SAID)] += 1
        ends[card] = (str(row["end_at_0"] or ""), str(row["end_at_100"] or ""))
    order = {"before": 0, "placed": 1, "after": 2}
    cards = list(ends)
    return [
        Spread(card=card, moment=moment, ends=ends[card], tenths=tuple(dict(one) for one in tenths))
        for (card, moment), tenths in sorted(
            counts.items(), key=lambda one: (cards.index(one[0][0]), order.get(one[0][1], 3))
        )
    ]


def _over_time(db: Session, reader: Reader, programme_id: str) -> Picture | None:
    found = gathered(db, reader, programme_id, rows="themes", by="event")
    if not found.rows or not found.occurrences:
        return None
    asked = select(Event.title).where(Event.programme_id == programme_id).order_by(Event.starts_on, Event.id)
    seen = {one.column for one in found.occurrences}
    events = [title for title in dict.fromkeys(db.scalars(asked)) if title in seen]
    statements = {row_id: name for row_id, name, depth in found.rows if depth == 0}
    excerpts: dict[tuple[str, str], set[str]] = defaultdict(set)
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in found.occurrences:
        excerpts[one.row, one.column].add(one.excerpt_id)
        if one.person is not None:
            people[one.row, one.column].add(one.person)
    points = [
        Point(
            row=statements[row.partition(":")[0]],
            column=column,
            count=len(some),
            people=len(people[row, column]),
            is_contrary=":" in row,
            href=f"/themes/{row.partition(':')[0]}",
        )
        for (row, column), some in excerpts.items()
        if column in events
    ]
    shown = list(dict.fromkeys(statements.values()))
    points.sort(key=lambda one: (shown.index(one.row), events.index(one.column), one.is_contrary))
    return over_time("Themes over time", events, shown, points)


def _together(db: Session, reader: Reader, programme_id: str) -> Picture | None:
    names = {code.id: code.name for code in codebook_of(db, reader, programme_id)}
    pairs = [one for one in pairs_of(placed_in(db, reader, programme_id)) if set(one.codes) <= names.keys()]
    if not pairs:
        return None
    used = list(dict.fromkeys(code for pair in pairs for code in pair.codes))[:_CODES_MOST]
    links = [
        Linked(
            first=names[pair.codes[0]],
            second=names[pair.codes[1]],
            count=pair.together,
            near=pair.near,
            href=f"/desk/programmes/{programme_id}/together?pair={'-'.join(pair.codes)}#places",
        )
        for pair in pairs
        if set(pair.codes) <= set(used)
    ]
    return codes_together("Codes that occur together", [names[one] for one in used], links)
