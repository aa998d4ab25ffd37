"""The voices of a transcript as their page shows them: shares, samples, who they may be, what was changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.models import RecordedTurn, RecordedWord, SpeakerChange
from retreat.transcripts.naming import shown, speakers_of, staff_names
from retreat.transcripts.sight import in_sight, sight_of
from retreat.transcripts.speakers.cases import UNDESCRIBED, Case, cases_of
from retreat.transcripts.speakers.state import DESCRIBED, MATCHED, MERGED, NAMED, SPLIT, state_of
from retreat.transcripts.spoken import refused_voices
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.voices import Span, SpokenTurn, is_doubtful, samples, shares
from retreat.transcripts.voices import voice_called as voice_called

TURNS_ON_A_PAGE = 100
_SAMPLE_WORDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A place to listen to, with its words; times are null without sound."""

    turn: int
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice on that page.

    Attributes:
        label: None for all turns of unknown voices.
        shown: The name that readers see, or the label.
        is_matched: Whether it is known which participant it is.
        is_withheld: Whether its person said no: neither name nor words are shown.
        case: Its sector and role, as far as they may be shown.
        share: Its part of all talk, 0 to 1.
        doubtful: How many turns the machine was unsure of.
        namesakes: Labels of other voices of the same name.
    """

    label: str | None
    shown: str | None
    name: str | None
    is_matched: bool
    is_withheld: bool
    turns: int
    talk_ms: int
    share: float
    doubtful: int
    samples: tuple[Sample, ...]
    case: Case = UNDESCRIBED
    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of this page's history."""

    kind: str
    said: str
    by: str | None
    at: datetime
    is_undone: bool
    is_latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchTurn:
    """One turn of a voice, to be chosen and given to another."""

    n: int
    start_ms: int | None
    end_ms: int | None
    text: str
    confidence: float | None
    assigned_by: str | None
    words: int

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine was unsure, and nobody has since said who it was."""
        return is_doubtful(self.confidence, self.assigned_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTurns:
    """A page of the turns of a voice; pages count from 1."""

    turns: tuple[BenchTurn, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesView:
    """A transcript's voices, and their state, with which a change is compared."""

    seen: int
    voices: tuple[Voice, ...]
    unknown: Voice | None
    changes: tuple[Change, ...]


def voices_view(db: Session, reader: Reader, transcript: TranscriptVersion) -> VoicesView:
    """The voices of a transcript, those that spoke most first."""
    turns = spoken_turns(db, reader, transcript.id)
    rows = {row.label: row for row in db.scalars(speakers_of(transcript.id).order_by("position"))}
    withheld = refused_voices(db, transcript.id)
    told, cases = shares(turns), cases_of(db, transcript)
    by_label: dict[str | None, list[SpokenTurn]] = {}
    for turn in turns:
        by_label.setdefault(turn.speaker, []).append(turn)
    chosen = {label: samples(own) for label, own in by_label.items()}
    texts = _texts(db, reader, transcript.id, [span.turn for spans in chosen.values() for span in spans])
    voices = []
    for label in [*rows, None]:
        share, is_withheld = told.get(label), label in withheld
        if share is None and not is_withheld:
            continue
        row = rows.get(label) if label else None
        voices.append(
            Voice(
                label=label,
                shown=None if label is None else label if is_withheld else shown(label, rows),
                name=row.name if row and not is_withheld else None,
                is_matched=row is not None and row.participant_id is not None,
                is_withheld=is_withheld,
                turns=share.turns if share else 0,
                talk_ms=share.talk_ms if share else 0,
                share=share.share if share else 0.0,
                doubtful=share.doubtful if share else 0,
                samples=_samples(chosen.get(label, ()), texts),
                case=cases.get(label or "", UNDESCRIBED),
                namesakes=tuple(
                    other.label
                    for other in rows.values()
                    if row and row.name and other is not row and other.name == row.name and other.label in told
                ),
            )
        )
    known = sorted((voice for voice in voices if voice.label is not None), key=lambda voice: -voice.share)
    return VoicesView(
        seen=state_of(db, transcript.id),
        voices=tuple(known),
        unknown=next((voice for voice in voices if voice.label is None), None),
        changes=changes_of(db, transcript.id),
    )


def spoken_turns(db: Session, reader: Reader, transcript_id: str) -> list[SpokenTurn]:
    """All turns with words that may be read, in no order."""
    words = (
        select(RecordedWord.turn, func.count().label("words"))
        .where(_read(db, reader, transcript_id))
        .group_by(RecordedWord.turn)
        .subquery()
    )
    found = db.execute(
        select(RecordedTurn, words.c.words)
        .join(words, words.c.turn == RecordedTurn.n)
        .where(RecordedTurn.transcript_id == transcript_id)
    )
    return [
        SpokenTurn(
            n=row.n,
            speaker=row.speaker,
            start_ms=row.start_ms,
            end_ms=row.end_ms,
            words=count,
            flags=tuple(row.flags),
            confidence=row.speaker_confidence,
            assigned_by=row.assigned_by,
        )
        for row, count in found
    ]


def turns_of_voice(
    db: Session, reader: Reader, transcript_id: str, label: str | None, page: int, *, only_doubtful: bool = False
) -> VoiceTurns:
    """The turns of one voice in order of time, a page of them."""
    own = [
        turn
        for turn in spoken_turns(db, reader, transcript_id)
        if turn.speaker == label and (turn.is_doubtful or not only_doubtful)
    ]
    own.sort(key=lambda turn: (turn.start_ms or 0, turn.n))
    pages = max(1, -(-len(own) // TURNS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    some = own[(page - 1) * TURNS_ON_A_PAGE : page * TURNS_ON_A_PAGE]
    texts = _texts(db, reader, transcript_id, [turn.n for turn in some])
    return VoiceTurns(
        turns=tuple(
            BenchTurn(
                n=turn.n,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                text=texts.get(turn.n, ""),
                confidence=turn.confidence,
                assigned_by=turn.assigned_by,
                words=turn.words,
            )
            for turn in some
        ),
        page=page,
        pages=pages,
    )


def changes_of(db: Session, transcript_id: str) -> tuple[Change, ...]:
    """What people changed about the voices, the latest first."""
    rows = db.scalars(
        select(SpeakerChange).where(SpeakerChange.transcript_id == transcript_id).order_by(SpeakerChange.number.desc())
    ).all()
    names = staff_names(db, [row.by for row in rows])
    latest = next((row for row in rows if row.undone_at is None), None)
    called, withheld = names_in(db, transcript_id), refused_voices(db, transcript_id)
    return tuple(
        Change(
            kind=row.kind,
            said=said_of(row, called, withheld),
            by=names.get(row.by or ""),
            at=row.at,
            is_undone=row.undone_at is not None,
            is_latest=row is latest,
        )
        for row in rows
    )


def names_in(db: Session, transcript_id: str) -> Callable[[str], str]:
    """The current names of a transcript's voices; for somebody who said no, only the voice's number."""
    rows = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    withheld = refused_voices(db, transcript_id)
    return lambda label: voice_called(label if label in withheld else shown(label, rows))


def said_of(row: SpeakerChange, called: Callable[[str], str], withheld: Collection[str] = ()) -> str:
    """What a change did, in words. It does not say who was matched, because they may have said no since.

    Args:
        called: A voice's current name; if the change is about a name, the voice's number is used.
        withheld: Labels of voices whose person has since said no: their names are not shown either.
    """
    before, after = row.before, row.after
    if row.kind == NAMED:
        ((label, (name, *_)),) = after["voices"].items()
        if name and label in withheld:
            return f"{voice_called(label)} was given a name"
        return f"{voice_called(label)} is called “{name}”" if name else f"{voice_called(label)} no longer has a name"
    if row.kind == DESCRIBED:
        ((label, (_name, _person, sector, role)),) = after["voices"].items()
        said = Case(sector=sector, role=role).said
        if said and label in withheld:
            return f"{voice_called(label)} was given a sector or role"
        return f"{voice_called(label)} {f'is described as “{said}”' if said else 'no longer has a sector or role'}"
    if row.kind == MATCHED:
        ((label, (_name, person, *_)),) = after["voices"].items()
        matched = "was matched to a person" if person else "is no longer matched to anybody"
        return f"{voice_called(label)} {matched}"
    if row.kind == MERGED:
        return f"{called(after['from'])} was merged with {called(after['to'])}"
    count = len(before["turns"])
    what = "A part of a turn" if before.get("cut") else "One turn" if count == 1 else f"{count} turns"
    if row.kind == SPLIT:
        return f"{what} became {called(after['made'])}"
    return f"{what} went to {called(after['to'])}" if after["to"] else f"{what}: nobody knows whose voice"


def _samples(spans: Sequence[Span], texts: dict[int, str]) -> tuple[Sample, ...]:
    return tuple(
        Sample(turn=span.turn, start_ms=span.start_ms, end_ms=span.end_ms, text=_beginning(texts.get(span.turn, "")))
        for span in spans
    )


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:_SAMPLE_WORDS]) + (" …" if len(words) > _SAMPLE_WORDS else "")


def _read(db: Session, reader: Reader, transcript_id: str) -> ColumnElement[bool]:
    """The words of a transcript that may be read."""
    return and_(in_sight(sight_of(db, reader, transcript_id)), ~RecordedWord.removed)


def _texts(db: Session, reader: Reader, transcript_id: str, turns: Sequence[int]) -> dict[int, str]:
    said: dict[int, list[str]] = {}
    found = db.execute(
        select(RecordedWord.turn, RecordedWord.text)
        .where(_read(db, reader, transcript_id), RecordedWord.turn.in_(turns))
        .order_by(RecordedWord.place)
    )
    for turn, text in found:
        said.setdefault(turn or 0, []).append(text)
    return {turn: " ".join(words) for turn, words in said.items()}
