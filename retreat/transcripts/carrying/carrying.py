"""Carries whose words are whose to every other version of a talk: planned outside the write, then stored.

A plan is valid only for its moment; if voices or versions have changed since, another is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from retreat.database import Database
from retreat.log.labels import labels_of as called
from retreat.transcripts.anchors.maps import keep_maps, map_of
from retreat.transcripts.carrying.aligning import Aligned, Word, align, labels_of, words_of
from retreat.transcripts.erasing.left_out import stand_ins_among, stand_ins_of, take_alike
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord, SpeakerChange
from retreat.transcripts.ports import matching
from retreat.transcripts.spoken import refused_people
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion

T = TypeVar("T")
R = TypeVar("R")
_ROWS_AT_ONCE = 500
Basis = tuple[Any, ...]


class Stale(Exception):
    """Voices or versions have changed since a plan was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """One person's words in a version, according to another version."""

    labels: frozenset[str]
    words: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is known about a version before it becomes current.

    Attributes:
        sound: The audio recording that it will be joined to.
        basis: What it depends on, to be compared again when it is carried out.
        maps: From each other version of its sound, where its words stand in this one.
    """

    transcript_id: str
    sound: str | None
    basis: Basis
    people: Mapping[str, Theirs]
    maps: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The words of one voice in each other version."""

    transcript_id: str
    label: str
    basis: Basis
    others: Mapping[str, Theirs]


def _here(act: Callable[[], T]) -> T:
    return act()


def carried_out(
    database: Database,
    plan: Callable[[Session], T],
    act: Callable[[Session, T], R],
    *,
    offload: Callable[[Callable[[], T]], T] = _here,
) -> R:
    """Plan outside the write, and plan again while somebody changes what the plan depends on.

    Args:
        offload: Runs slow work outside the event loop, in a process that must answer others.
    """

    def planned() -> T:
        with database.read() as db:
            return plan(db)

    while True:
        made = offload(planned)
        try:
            return database.write(partial(_with, act, made))
        except Stale:
            continue


def _with(act: Callable[[Session, T], R], made: T, db: Session) -> R:
    return act(db, made)


def plan_for(db: Session, transcript_id: str, *, sound: str | None = None, with_maps: bool = True) -> Plan:
    """What other versions of the talk know about this one, and where their anchors are in it.

    Args:
        with_maps: Whether it will replace the others.
    """
    version = db.get_one(TranscriptVersion, transcript_id)
    beside = _beside(db, version, sound)
    basis = _basis(db, [transcript_id, *beside])
    replaced = _of_sound(db, beside, version.recording_id or sound) if with_maps else frozenset()
    people: dict[str, Theirs] = {}
    maps: dict[str, bytes] = {}
    new: Sequence[Word] | None = None
    for other in beside:
        is_known = _knows_anybody(db, other)
        if not is_known and other not in replaced:
            continue
        old, new = _words(db, other), new or _words(db, transcript_id)
        laid = _laid(db, old, new, version, other)
        if other in replaced:
            maps[other] = map_of(old, new, laid)
        for person, theirs in _found(db, old, new, version, other, laid).items() if is_known else ():
            before = people.get(person, Theirs(labels=frozenset(), words=frozenset()))
            people[person] = Theirs(labels=before.labels | theirs.labels, words=before.words | theirs.words)
    return Plan(transcript_id=transcript_id, sound=sound, basis=basis, people=people, maps=maps)


def spread_of(db: Session, transcript_id: str, label: str) -> Spread:
    """Which words in the other versions would be somebody's if this voice were theirs."""
    version = db.get_one(TranscriptVersion, transcript_id)
    beside = _beside(db, version, None)
    basis = _basis(db, [transcript_id, *beside])
    others: dict[str, Theirs] = {}
    marked = [_marked(word, label) for word in _words(db, transcript_id)] if beside else []
    for other in beside:
        words = _words(db, other)
        found = _found(db, marked, words, version, other, _laid(db, marked, words, version, other))
        if label in found:
            others[other] = found[label]
    return Spread(transcript_id=transcript_id, label=label, basis=basis, others=others)


def carry(db: Session, plan: Plan, *, now: datetime, ids: Callable[[], str]) -> bool:
    """Store what is known about a version, in the transaction that makes it current; anchors find their places in it.

    Returns:
        Whether anything was known of whose words are whose.
    """
    db.flush()
    keep_maps(db, plan.transcript_id, plan.maps)
    nobody = stand_ins_among(db, plan.people)
    for one in sorted(nobody):
        take_alike(db, plan.transcript_id, one, plan.people[one].words)
    people = {person: theirs for person, theirs in plan.people.items() if person not in nobody}
    for person, theirs in people.items():
        _match(db, plan.transcript_id, theirs.labels, None, person, now=now, ids=ids)
    for person, theirs in people.items():
        _say(db, plan.transcript_id, theirs.words, None, person)
    return bool(plan.people)


def spread(
    db: Session, plan: Spread, before: str | None, after: str | None, *, now: datetime, ids: Callable[[], str]
) -> None:
    """Apply a match made by hand to the other versions."""
    for transcript_id, theirs in plan.others.items():
        _match(db, transcript_id, theirs.labels, before, after, now=now, ids=ids)
        _say(db, transcript_id, theirs.words, before, after)
        words_changed(db, transcript_id)


def follow(database: Database, transcript_id: str, *, offload: Callable[[Callable[[], Plan]], Plan]) -> None:
    """Turns were given to somebody by hand: mark the same words in the other versions."""
    with database.read() as db:
        version = db.get(TranscriptVersion, transcript_id)
        is_known = version is not None and _knows_anybody(db, transcript_id)
        others = _beside(db, version, None) if version is not None and is_known else []
    for other in others:
        carried_out(database, partial(plan_for, transcript_id=other, with_maps=False), _follow, offload=offload)


def _follow(db: Session, plan: Plan) -> None:
    refuse_stale(db, plan)
    nobody = stand_ins_among(db, plan.people)
    for person, theirs in plan.people.items():
        if person in nobody:
            continue
        _say(db, plan.transcript_id, theirs.words, None, person)
    words_changed(db, plan.transcript_id)


def refuse_stale(db: Session, plan: Plan | Spread) -> None:
    """Lock what a plan depends on until the end of this transaction.

    Raises:
        Stale: It has changed.
    """
    version = db.get_one(TranscriptVersion, plan.transcript_id)
    ids = [plan.transcript_id, *_beside(db, version, plan.sound if isinstance(plan, Plan) else None)]
    db.scalars(
        select(TranscriptVersion.id)
        .where(TranscriptVersion.id.in_(ids))
        .order_by(TranscriptVersion.id)
        .with_for_update()
    ).all()
    if _basis(db, ids) != plan.basis:
        raise Stale()


def _beside(db: Session, version: TranscriptVersion, sound: str | None) -> list[str]:
    """Versions of the same sound; if either has no sound, the current ones of the same table, or of no table."""
    known = version.recording_id or sound
    is_text = TranscriptVersion.recording_id.is_(None)
    of_table = [TranscriptVersion.session_id == version.session_id, TranscriptVersion.state == CURRENT]
    if version.table_id is not None:
        of_table.append(or_(TranscriptVersion.table_id.is_(None), TranscriptVersion.table_id == version.table_id))
    if version.recording_id is not None:
        of_table.append(is_text)
    of_talk = of_table[0] & of_table[1]
    for condition in of_table[2:]:
        of_talk &= condition
    if known is not None:
        of_sound = TranscriptVersion.recording_id == known
        of_talk |= of_sound & TranscriptVersion.state.in_((CURRENT, SUPERSEDED))
    asked = select(TranscriptVersion.id).where(TranscriptVersion.id != version.id, of_talk)
    return list(db.scalars(asked.order_by(TranscriptVersion.created_at, TranscriptVersion.id)))


def _basis(db: Session, ids: Sequence[str]) -> Basis:
    """A few numbers of each version that change with whatever a plan depends on."""
    rows = db.execute(
        select(
            TranscriptVersion.id,
            TranscriptVersion.state,
            TranscriptVersion.recording_id,
            _count(SpeakerChange, SpeakerChange.id),
            _count(SpeakerChange, SpeakerChange.undone_at),
            select(func.coalesce(func.sum(RecordedTurn.version), 0))
            .where(RecordedTurn.transcript_id == TranscriptVersion.id)
            .scalar_subquery(),
        )
        .where(TranscriptVersion.id.in_(ids))
        .order_by(TranscriptVersion.id)
    )
    return tuple(tuple(row) for row in rows)


def _count(table: type[SpeakerChange], column: Any) -> Any:
    return select(func.count(column)).where(table.transcript_id == TranscriptVersion.id).scalar_subquery()


def _knows_anybody(db: Session, transcript_id: str) -> bool:
    matched = select(RecordedSpeaker.id).where(
        RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.participant_id.is_not(None)
    )
    single = select(RecordedWord.n).where(
        RecordedWord.transcript_id == transcript_id, RecordedWord.said_by.is_not(None)
    )
    return any(db.execute(asked.limit(1)).first() is not None for asked in (matched, single))


def _words(db: Session, transcript_id: str) -> list[Word]:
    matched = dict(
        db.execute(
            select(RecordedSpeaker.label, RecordedSpeaker.participant_id).where(
                RecordedSpeaker.transcript_id == transcript_id
            )
        )
        .tuples()
        .all()
    )
    rows = db.execute(
        select(
            RecordedWord.n,
            RecordedWord.text,
            RecordedWord.turn,
            RecordedTurn.speaker,
            RecordedWord.start_ms,
            RecordedWord.said_by,
        )
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(RecordedWord.transcript_id == transcript_id)
        .order_by(RecordedWord.place)
    )
    before = stand_ins_of(db, transcript_id)
    return [
        Word(
            n=n,
            text=text,
            turn=turn,
            label=label,
            start_ms=start_ms,
            people=frozenset(one for one in (matched.get(label or ""), said_by, before.get(n)) if one is not None),
        )
        for n, text, turn, label, start_ms, said_by in rows
    ]


def _marked(word: Word, label: str) -> Word:
    people = frozenset({label}) if word.label == label else frozenset()
    return Word(n=word.n, text=word.text, turn=word.turn, label=word.label, start_ms=word.start_ms, people=people)


def _of_sound(db: Session, versions: Sequence[str], recording_id: str | None) -> frozenset[str]:
    """Those of these versions that are of this sound."""
    if recording_id is None:
        return frozenset()
    asked = select(TranscriptVersion.id).where(
        TranscriptVersion.id.in_(versions), TranscriptVersion.recording_id == recording_id
    )
    return frozenset(db.scalars(asked))


def _laid(db: Session, old: Sequence[Word], new: Sequence[Word], version: TranscriptVersion, other: str) -> Aligned:
    return align(old, new, matching(), is_one_sound=_is_one_sound(db, version, other))


def _is_one_sound(db: Session, version: TranscriptVersion, other: str) -> bool:
    of_other = db.get_one(TranscriptVersion, other).recording_id
    return of_other is not None and of_other == version.recording_id


def _found(
    db: Session, old: Sequence[Word], new: Sequence[Word], version: TranscriptVersion, other: str, laid: Aligned
) -> dict[str, Theirs]:
    """Whose the new words are; nothing if the two are not of one talk."""
    if not laid.is_same_talk and not _is_one_sound(db, version, other):
        return {}
    people = frozenset().union(*(word.people for word in old))
    return {
        person: Theirs(labels=labels_of(person, old, new, laid), words=words_of(person, old, new, laid))
        for person in sorted(people)
    }


def _match(
    db: Session,
    transcript_id: str,
    labels: Collection[str],
    before: str | None,
    after: str | None,
    *,
    now: datetime,
    ids: Callable[[], str],
) -> None:
    """Voices that nobody has matched to somebody else, or that follow a change of what they were matched to."""
    session_id = db.get_one(TranscriptVersion, transcript_id).session_id
    voices = db.scalars(
        select(RecordedSpeaker).where(
            RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.label.in_(sorted(labels))
        )
    ).all()
    for voice in voices:
        if voice.participant_id != before or before == after:
            continue
        was = [voice.name, voice.participant_id, voice.sector, voice.role]
        voice.participant_id = after
        voice.name = None if after is None else called(db, session_id, {after}).get(after)
        highest = db.scalar(select(func.max(SpeakerChange.number)).where(SpeakerChange.transcript_id == transcript_id))
        db.add(
            SpeakerChange(
                id=ids(),
                transcript_id=transcript_id,
                number=(highest or 0) + 1,
                at=now,
                by=None,
                kind="matched",
                before={"voices": {voice.label: was}},
                after={"voices": {voice.label: [voice.name, after, voice.sector, voice.role]}},
            )
        )
        db.flush()


def _say(db: Session, transcript_id: str, words: Collection[int], before: str | None, after: str | None) -> None:
    """Set whose these words are, unless their voice already says so."""
    theirs = select(RecordedSpeaker.label).where(
        RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.participant_id == after
    )
    turns = select(RecordedTurn.n).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.speaker.in_(theirs))
    by_voice = frozenset(db.scalars(turns)) if after is not None else frozenset()
    # If two people may have said a word, it belongs to the one who said no.
    refused = refused_people(db, transcript_id)
    is_free = or_(RecordedWord.said_by.is_(None), RecordedWord.said_by.not_in(sorted(refused)))
    for some in _parts(words):
        of_some = RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(some)
        if before is not None:
            db.execute(update(RecordedWord).where(*of_some, RecordedWord.said_by == before).values(said_by=None))
        if after is None:
            continue
        numbers = [
            n
            for n, turn in db.execute(select(RecordedWord.n, RecordedWord.turn).where(*of_some))
            if turn not in by_voice
        ]
        db.execute(
            update(RecordedWord)
            .where(RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(numbers), is_free)
            .values(said_by=after)
        )


def _parts(words: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(words)
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        yield ordered[start : start + _ROWS_AT_ONCE]
