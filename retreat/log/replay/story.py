"""What happened in a session, through the gate: structure from the fold of the log, words from their doors.

Whoever replays a session sees what they may read today. Words that were erased, withheld, held back or refused since
are in none of it, at no moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from retreat.clock import from_text
from retreat.consent.gate import Gated, Reader, may_read
from retreat.log import store
from retreat.log.board import empty_board, fold
from retreat.log.hydration import read_channels
from retreat.log.makings import made_in
from retreat.log.models import ChannelOperation, Cluster, LogOperation, Words
from retreat.log.replay.spans import Follower, Span, one_at_a_time
from retreat.log.replay.spreads import Line, Placed, spreads
from retreat.log.written import NOTES, notes_of

_ROUNDS = ("round.open", "round.close")
_POSITIONS = ("position.set", "position.remove")
# What everybody in the room and the desk were sent: enough to know what was open and which note lay where.
_CHANNELS = ("all", "facilitators")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNote:
    """A note: its wordings and its places under headings (None: under none), each at its time."""

    id: str
    prompt_id: str
    kind: str
    label: str | None
    wordings: tuple[Span[str], ...]
    places: tuple[Span[str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldThing:
    """Anything else that people made, from when they made it; ``noun`` as its operations begin."""

    id: str
    noun: str
    title: str
    icon: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A session as it may be told.

    Attributes:
        steps: When each round was open, by its id.
        asked: When each prompt was first asked, by its id.
        headings: The titles of each cluster, each at its time, while it was on the board.
        spreads: Of each card of a round how people were spread, in steps of five and more.
    """

    steps: Mapping[str, tuple[Span[str], ...]]
    asked: Mapping[str, datetime]
    notes: tuple[ToldNote, ...]
    headings: Mapping[str, tuple[Span[str], ...]]
    things: tuple[ToldThing, ...]
    spreads: Mapping[Line, tuple[Span[tuple[int, ...]], ...]]

    @property
    def moments(self) -> list[datetime]:
        """Every moment at which something changes."""
        spans: list[Span[Any]] = [
            *(one for some in self.steps.values() for one in some),
            *(one for some in self.headings.values() for one in some),
            *(one for some in self.spreads.values() for one in some),
            *(one for note in self.notes for one in note.wordings),
            *(one for note in self.notes for one in note.places),
        ]
        found = {one.from_at for one in spans} | {one.to_at for one in spans if one.to_at is not None}
        return sorted(found | set(self.asked.values()) | {one.at for one in self.things})


def story_of(db: Session, reader: Reader, session_id: str) -> Story:
    """Gather it for one reader."""
    places, on_board = _placings(db, session_id)
    return Story(
        steps=_steps(db, session_id),
        asked=_asked(db, session_id),
        notes=_notes(db, reader, session_id, places),
        headings=_headings(db, reader, session_id, on_board),
        things=tuple(
            ToldThing(
                id=one.id,
                noun=one.making.noun,
                title=one.making.title,
                icon=one.making.icon,
                text=one.text,
                at=one.at,
            )
            for one in made_in(db, reader, session_id)
            if one.making is not NOTES
        ),
        spreads={line: tuple(some) for line, some in spreads(_placed(db, reader, session_id)).items()},
    )


def _steps(db: Session, session_id: str) -> dict[str, tuple[Span[str], ...]]:
    opened: dict[str, datetime] = {}
    told: dict[str, list[Span[str]]] = {}
    for kind, round_id, _body, at in store.happened(db, session_id, _ROUNDS):
        if kind == "round.open":
            opened.setdefault(round_id, at)
        elif round_id in opened:
            told.setdefault(round_id, []).append(Span(what=round_id, from_at=opened.pop(round_id), to_at=at))
    for round_id, at in opened.items():
        told.setdefault(round_id, []).append(Span(what=round_id, from_at=at, to_at=None))
    return {round_id: tuple(some) for round_id, some in told.items()}


def _asked(db: Session, session_id: str) -> dict[str, datetime]:
    asked: dict[str, datetime] = {}
    for _kind, prompt_id, _body, at in store.happened(db, session_id, ("prompt.ask",)):
        asked.setdefault(prompt_id, at)
    return asked


def _placings(db: Session, session_id: str) -> tuple[dict[str, list[Span[str | None]]], dict[str, list[Span[str]]]]:
    """Under which heading each note lay, and when each heading was on the board, by the fold of the log."""
    board = empty_board()
    notes, clusters = Follower(), Follower()
    for sent in read_channels(db, session_id, _CHANNELS, for_whom=""):
        before, board = board, fold(board, sent.wire)
        at = from_text(sent.wire["at"])
        if board["notes"] is not before["notes"]:
            notes.see({note["id"]: note["cluster_id"] for note in board["notes"].values()}, at)
        if board["clusters"] is not before["clusters"]:
            clusters.see({cluster_id: cluster_id for cluster_id in board["clusters"]}, at)
    return cast(Any, notes.end()), cast(Any, clusters.end())


def _notes(
    db: Session, reader: Reader, session_id: str, places: Mapping[str, list[Span[str | None]]]
) -> tuple[ToldNote, ...]:
    shown = {note.id: note for note in notes_of(db, reader, session_id)}
    worded, opened = _wordings(db, session_id, list(shown)), _opened(db, session_id, list(shown))
    for note_id, at in opened.items():
        worded[note_id] = _since(at, worded.get(note_id, []))
    return tuple(
        ToldNote(
            id=note.id,
            prompt_id=note.prompt_id,
            kind=note.kind,
            label=note.label,
            wordings=tuple(
                one_at_a_time(_from(opened.get(note.id, note.at), worded.get(note.id, [(note.at, note.text)])))
            ),
            places=_whole(opened.get(note.id, note.at), places.get(note.id, [])),
        )
        for note in shown.values()
    )


def _from(at: datetime, wordings: list[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
    """The first wording is there from when it was written, also if it arrived later."""
    ordered = sorted(wordings, key=lambda one: one[0])
    return [(min(at, ordered[0][0]), ordered[0][1]), *ordered[1:]]


def _whole(at: datetime, spans: list[Span[str | None]]) -> tuple[Span[str | None], ...]:
    """A note lies somewhere from when it was written on, also before the board had it, and after it left."""
    if not spans:
        return (Span(what=None, from_at=at, to_at=None),)
    first, last = spans[0], spans[-1]
    spans = [Span(what=first.what, from_at=min(at, first.from_at), to_at=first.to_at), *spans[1:]]
    return (*spans[:-1], Span(what=last.what, from_at=spans[-1].from_at, to_at=None))


def _wordings(db: Session, session_id: str, note_ids: list[str]) -> dict[str, list[tuple[datetime, str]]]:
    """Every wording of notes that the gate has let through; their authors answered for all of them at once."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    rows = db.execute(
        select(Words.target_id, Words.at, Words.texts).where(
            Words.session_id == session_id,
            Words.target_id.in_(note_ids),
            Words.erased_at.is_(None),
            Words.withheld.is_(False),
        )
    )
    for target_id, at, texts in rows:
        if texts.get("text"):
            found.setdefault(target_id, []).append((at, texts["text"]))
    return found


def _opened(db: Session, session_id: str, note_ids: list[str]) -> dict[str, datetime]:
    """When each note that its author kept for themselves at first was given to others."""
    on = (ChannelOperation.session_id == LogOperation.session_id, ChannelOperation.seq == LogOperation.seq)
    is_own = ChannelOperation.channel.startswith("person:")
    rows = db.execute(
        select(LogOperation.target_id, LogOperation.kind, LogOperation.at, is_own)
        .join(ChannelOperation, and_(*on))
        .where(
            LogOperation.session_id == session_id,
            LogOperation.target_id.in_(note_ids),
            LogOperation.kind.in_(("note.add", "note.share")),
        )
        .order_by(LogOperation.seq)
    ).all()
    own = {target_id for target_id, kind, _at, alone in rows if kind == "note.add" and alone}
    found: dict[str, datetime] = {}
    for target_id, _kind, at, alone in rows:
        if target_id in own and not alone:
            found.setdefault(target_id, at)
    return found


def _since(at: datetime, wordings: list[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
    """What others could read: the wording that held then, from then on, and those after it."""
    ordered = sorted(wordings, key=lambda one: one[0])
    before = [text for written, text in ordered if written <= at]
    return [*([(at, before[-1])] if before else []), *(one for one in ordered if one[0] > at)]


def _headings(
    db: Session, reader: Reader, session_id: str, on_board: Mapping[str, list[Span[str]]]
) -> dict[str, tuple[Span[str], ...]]:
    gone = or_(Words.erased_at.is_not(None), Words.withheld)
    gated = Gated(author=Words.participant_id, session=Cluster.session_id, erased=gone)
    rows = db.execute(
        select(Cluster.id, Words.at, Words.texts)
        .join(Words, Words.target_id == Cluster.id)
        .where(Cluster.session_id == session_id, Words.session_id == session_id, may_read(reader, gated))
    )
    titles: dict[str, list[tuple[datetime, str]]] = {}
    for cluster_id, at, texts in rows:
        both = " / ".join(filter(None, (texts.get("title"), texts.get("second"))))
        if both:
            titles.setdefault(cluster_id, []).append((at, both))
    return {
        cluster_id: tuple(
            cut
            for one in one_at_a_time(titles[cluster_id])
            for there in on_board.get(cluster_id, [])
            if (cut := _both(one, there)) is not None
        )
        for cluster_id in titles
    }


def _both(one: Span[str], there: Span[str]) -> Span[str] | None:
    """When a title held and its heading was on the board."""
    begins = max(one.from_at, there.from_at)
    ends = min((at for at in (one.to_at, there.to_at) if at is not None), default=None)
    return Span(what=one.what, from_at=begins, to_at=ends) if ends is None or begins < ends else None


def _placed(db: Session, reader: Reader, session_id: str) -> list[Placed]:
    """Every placing of people whose placings this reader may know of."""
    gated = Gated(author=LogOperation.participant_id, session=LogOperation.session_id)
    rows = db.execute(
        select(
            LogOperation.kind, LogOperation.target_id, LogOperation.participant_id, LogOperation.body, LogOperation.at
        )
        .where(LogOperation.session_id == session_id, LogOperation.kind.in_(_POSITIONS), may_read(reader, gated))
        .order_by(LogOperation.seq)
    )
    found = list(rows)
    taken_back = {target_id for kind, target_id, _person, _body, _at in found if kind == "position.remove"}
    return [
        Placed(
            line=(body.get("round_id") or "", body["scale_id"], body.get("seat"), body.get("moment")),
            person=person,
            value=body["value"],
            at=at,
        )
        for kind, target_id, person, body, at in found
        if kind == "position.set" and target_id not in taken_back and person is not None
    ]
