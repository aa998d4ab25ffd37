"""The notes of a session as they may be read, under their prompts and clusters. Every text passes the gate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Gated, Reader, may_read, may_tell_apart
from retreat.log.labels import labels_of
from retreat.log.makings import Making, register
from retreat.log.models import Cluster, Note, Words
from retreat.programme.models import Prompt, Round, TableGroup
from retreat.programme.steps import seat_named, step_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote:
    """A note as it may be read now.

    Attributes:
        label: Its author, as far as that may be told.
        seat: The name of the one it was written from; None for its author's own.
        share: Who could read it in the room.
        table: The name of the table that it was written for, if any.
        chosen: Whether it was chosen by its picture, not typed; told only to readers who may see people one by one.
    """

    id: str
    text: str
    kind: str
    prompt_id: str
    cluster_id: str | None
    label: str | None
    at: datetime
    share: str
    table: str | None
    seat: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteGroup:
    """Notes of one cluster, or outside any. ``second`` is the title beside the first; empty if there is none."""

    id: str | None
    title: str | None
    second: str
    notes: tuple[ReadNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptNotes:
    """A prompt with what was written to it."""

    id: str
    text: str
    groups: tuple[NoteGroup, ...]


HANDED_IN = "facilitators"

NOTES = register(
    Making(
        noun="note",
        title="Note",
        called="a note",
        many="notes",
        icon="pen",
        row=Note,
        texts={"text": ""},
        at=Note.written_at,
        version=Note.version,
        weight=2,
        prompt=Note.prompt_id,
        kind=Note.note_kind,
        table=lambda _db, note: note.table_id,
        set_aside=Note.removed_at.is_not(None),
        nameless=Note.nameless,
        is_read_back=True,
    )
)


def notes_of(db: Session, reader: Reader, session_id: str) -> list[ReadNote]:
    """The notes of a session that may be read, in the order in which they were written."""
    rows = db.execute(
        select(
            Note, Words.texts, TableGroup.name, and_(Note.chosen.is_not(None), may_tell_apart(reader, Note.session_id))
        )
        .join(Words, Words.id == Note.words_id)
        .outerjoin(TableGroup, TableGroup.id == Note.table_id)
        .where(Note.session_id == session_id, may_read(reader, NOTES.gated))
        .order_by(Note.written_at, Note.id)
    ).all()
    people: set[str | None] = {note.participant_id for note, *_rest in rows}
    labels, unnamed = (labels_of(db, session_id, people, nameless=nameless) for nameless in (False, True))
    worn = _seats(db, {note.round_id for note, *_rest in rows if note.seat})
    return [
        ReadNote(
            id=note.id,
            text=texts.get("text", ""),
            kind=note.note_kind,
            prompt_id=note.prompt_id,
            cluster_id=note.cluster_id,
            label=(unnamed if note.nameless else labels).get(note.participant_id),
            at=note.written_at,
            seat=seat_named(worn.get(note.round_id, ()), note.seat),
            share=note.share,
            table=table,
            chosen=bool(is_chosen),
        )
        for note, texts, table, is_chosen in rows
    ]


def _seats(db: Session, round_ids: set[str]) -> dict[str, tuple[str, ...]]:
    rows = db.execute(select(Round.id, Round.step).where(Round.id.in_(round_ids)))
    return {round_id: step_of(step).speaking_as for round_id, step in rows}


def notes_by_prompt(db: Session, session_id: str, notes: list[ReadNote]) -> list[PromptNotes]:
    """Notes under their prompt, and within it under their cluster."""
    titles = cluster_titles(db, session_id)
    told: list[PromptNotes] = []
    for prompt_id, text in prompt_texts(db, session_id).items():
        mine = [note for note in notes if note.prompt_id == prompt_id]
        if mine:
            told.append(PromptNotes(id=prompt_id, text=text, groups=_grouped(mine, titles)))
    return told


def prompt_texts(db: Session, session_id: str) -> dict[str, str]:
    """What each prompt asks, as it was last worded, in the order in which they were asked."""
    rows = db.execute(
        select(Prompt.id, Prompt.planned_text, Words.texts, Words.erased_at)
        .outerjoin(Words, Words.id == Prompt.words_id)
        .where(Prompt.session_id == session_id)
        .order_by(Prompt.asked_at, Prompt.position)
    ).all()
    return {
        prompt_id: planned if texts is None or erased_at is not None else texts.get("text") or planned
        for prompt_id, planned, texts, erased_at in rows
    }


class Titles(NamedTuple):
    """What a cluster is called, perhaps in two ways, and the cluster that it was merged into."""

    title: str
    second: str
    merged_into: str | None

    @property
    def both(self) -> str:
        """On one line."""
        return " / ".join(filter(None, (self.title, self.second)))


def cluster_titles(db: Session, session_id: str) -> dict[str, Titles]:
    """The titles of each cluster that was not taken away."""
    rows = db.execute(
        select(Cluster.id, Cluster.merged_into, Words.texts)
        .join(Words, Words.id == Cluster.words_id)
        .where(Cluster.session_id == session_id, Cluster.removed_at.is_(None), Words.erased_at.is_(None))
    )
    return {
        cluster_id: Titles(texts.get("title", ""), texts.get("second", ""), merged_into)
        for cluster_id, merged_into, texts in rows
    }


class Heading(NamedTuple):
    """A heading with the session in which it was made."""

    id: str
    session_id: str
    titles: Titles


def headings_of(db: Session, reader: Reader, session_id: str | None = None) -> list[Heading]:
    """The headings that stand in one session, or in all sessions, the latest first, as far as they may be read."""
    gone = or_(Words.erased_at.is_not(None), Words.withheld, Cluster.removed_at.is_not(None))
    gated = Gated(author=Words.participant_id, session=Cluster.session_id, erased=gone)
    found = (
        select(Cluster.id, Cluster.session_id, Words.texts)
        .join(Words, Words.id == Cluster.words_id)
        .where(Cluster.merged_into.is_(None), may_read(reader, gated))
        .order_by(Words.at.desc(), Cluster.id)
    )
    if session_id is not None:
        found = found.where(Cluster.session_id == session_id)
    return [
        Heading(cluster, session, Titles(texts.get("title", ""), texts.get("second", ""), None))
        for cluster, session, texts in db.execute(found)
    ]


def _grouped(notes: list[ReadNote], titles: dict[str, Titles]) -> tuple[NoteGroup, ...]:
    groups: dict[str | None, list[ReadNote]] = defaultdict(list)
    for note in notes:
        cluster, seen = note.cluster_id, set[str]()
        while cluster in titles and titles[cluster].merged_into is not None and cluster not in seen:
            seen.add(cluster)
            cluster = titles[cluster].merged_into
        groups[cluster if cluster in titles else None].append(note)
    ordered = sorted(groups, key=lambda cluster: (cluster is None, cluster or ""))
    return tuple(
        NoteGroup(
            id=cluster,
            title=None if cluster is None else titles[cluster].title,
            second="" if cluster is None else titles[cluster].second,
            notes=tuple(groups[cluster]),
        )
        for cluster in ordered
    )
