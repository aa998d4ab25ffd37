"""Excerpts as they may be read now. What may not be read is left out, so that nothing made on it is shown either.

Every text comes through the door of the room that owns it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.models import MADE, NARRATIVE, WORDS, Excerpt
from retreat.consent.gate import Reader
from retreat.log.makings import Made, made_in
from retreat.log.signing import signatures
from retreat.programme.models import DialogueSession
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.returned import said_at
from retreat.transcripts.anchors.anchors import Anchored, made_of, places_of
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Lost, Span, href_of_words
from retreat.transcripts.anchors.standing import in_parts
from retreat.transcripts.levels.made_of import Beneath, beneath_all
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.under import version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadExcerpt:
    """An excerpt with its words of today.

    Attributes:
        title: Of its session, or of the narrative.
        words: Where its spoken words are today, or were when it lost its place.
        made_id: The written thing, or the wording of a narrative.
        start_ms: Of its sound; ``recording_id`` names it, if it may be played.
        href: Its permanent address.
        is_lost: Whether its words have no place in the transcript of today.
        is_whole: Whether nothing of it is withheld.
    """

    id: str
    kind: str
    session_id: str | None
    title: str
    text: str
    speakers: tuple[str, ...]
    words: Span | None
    made_id: str | None
    noun: str | None
    start_ms: int | None
    end_ms: int | None
    recording_id: str | None
    href: str
    is_lost: bool
    is_whole: bool
    first_cp: int | None = None
    last_cp: int | None = None

    @property
    def address(self) -> str:
        """The page of the excerpt itself, with everything that was made on it."""
        return f"/excerpts/{self.id}"


def read_excerpts(db: Session, reader: Reader, excerpt_ids: Iterable[str]) -> dict[str, ReadExcerpt]:
    """Those of these that may be read, by id."""
    wanted = sorted(set(excerpt_ids))
    rows = [
        row for some in in_parts(wanted) for row in db.scalars(select(Excerpt).where(Excerpt.id.in_(some))).unique()
    ]
    titles = _titles(db, {row.session_id for row in rows if row.session_id})
    found = _spoken(db, reader, [row for row in rows if row.kind == WORDS], titles)
    found |= _made(db, reader, [row for row in rows if row.kind == MADE], titles)
    return found | _narratives(db, [row for row in rows if row.kind == NARRATIVE])


def read_excerpt(db: Session, reader: Reader, excerpt_id: str) -> ReadExcerpt | None:
    """One of them."""
    return read_excerpts(db, reader, [excerpt_id]).get(excerpt_id)


def places_of_excerpts(db: Session, rows: Sequence[Excerpt]) -> dict[str, Anchored]:
    """Where the spoken words of each are today, by the excerpt's id."""
    by_anchor: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.anchor_id is not None:
            by_anchor[row.anchor_id].append(row.id)
    anchors = [
        anchor
        for some in in_parts(sorted(by_anchor))
        for anchor in db.scalars(select(Anchor).where(Anchor.id.in_(some)))
    ]
    return {excerpt_id: one for one in places_of(db, anchors) for excerpt_id in by_anchor[one.anchor.id]}


def _titles(db: Session, session_ids: Collection[str]) -> dict[str, str]:
    asked = select(DialogueSession.id, DialogueSession.title)
    return {
        session_id: title
        for some in in_parts(sorted(session_ids))
        for session_id, title in db.execute(asked.where(DialogueSession.id.in_(some)))
    }


def _spoken(db: Session, reader: Reader, rows: Sequence[Excerpt], titles: dict[str, str]) -> dict[str, ReadExcerpt]:
    places = places_of_excerpts(db, rows)
    spans = {
        excerpt_id: made_of(one.anchor) if isinstance(one.stands, Lost) else one.stands
        for excerpt_id, one in places.items()
    }
    read = beneath_all(db, reader, sorted(set(spans.values()), key=lambda span: span.name))
    sounds = {span.transcript_id: None for span in spans.values()} | {
        transcript_id: sound_to_play(db, version_of(db, transcript_id).recording_id)
        for transcript_id in {span.transcript_id for span in spans.values()}
    }
    return {
        row.id: _of_words(row, span, there, titles, sounds[span.transcript_id], isinstance(places[row.id].stands, Lost))
        for row in rows
        if (span := spans.get(row.id)) is not None and (there := read.get(span)) is not None and there.text
    }


def _of_words(
    row: Excerpt, span: Span, there: Beneath, titles: dict[str, str], sound: str | None, is_lost: bool
) -> ReadExcerpt:
    session_id = row.session_id or ""
    return ReadExcerpt(
        id=row.id,
        kind=row.kind,
        session_id=session_id,
        title=titles.get(session_id, ""),
        text=there.text,
        speakers=there.speakers,
        words=span,
        made_id=None,
        noun=None,
        start_ms=there.start_ms,
        end_ms=there.end_ms,
        recording_id=sound,
        href=href_of_words(session_id, span),
        is_lost=is_lost,
        is_whole=there.is_whole,
    )


def _made(db: Session, reader: Reader, rows: Sequence[Excerpt], titles: dict[str, str]) -> dict[str, ReadExcerpt]:
    made: dict[str, Made] = {
        one.id: one
        for session_id in sorted({row.session_id or "" for row in rows})
        for one in made_in(db, reader, session_id)
    }
    signed = signatures(db, [row.thing_id for row in rows if row.thing_id in made and row.thing_id])
    found: dict[str, ReadExcerpt] = {}
    for row in rows:
        one = made.get(row.thing_id or "")
        text = "" if one is None else one.text[row.first_cp or 0 : row.last_cp]
        if one is None or not text:
            continue
        name = signed.get(one.id)
        found[row.id] = ReadExcerpt(
            id=row.id,
            kind=row.kind,
            session_id=row.session_id,
            title=titles.get(row.session_id or "", ""),
            text=text,
            speakers=(name,) if name else (),
            words=None,
            made_id=one.id,
            noun=row.noun,
            start_ms=None,
            end_ms=None,
            recording_id=None,
            href=f"/sessions/{row.session_id}?show=notes#note-{one.id}",
            is_lost=False,
            is_whole=True,
            first_cp=row.first_cp,
            last_cp=row.last_cp,
        )
    return found


def _narratives(db: Session, rows: Sequence[Excerpt]) -> dict[str, ReadExcerpt]:
    """Narratives are read by all members who read a programme; an erased one by nobody."""
    texts = {
        text.id: (text, programme_id, returned_at)
        for text, programme_id, returned_at in db.execute(
            select(NarrativeText, Narrative.programme_id, Narrative.returned_at)
            .join(Narrative, Narrative.id == NarrativeText.narrative_id)
            .where(NarrativeText.id.in_({row.thing_id for row in rows if row.thing_id}), Narrative.erased_at.is_(None))
        )
    }
    found: dict[str, ReadExcerpt] = {}
    for row in rows:
        if row.thing_id not in texts:
            continue
        text, programme_id, returned_at = texts[row.thing_id]
        last = len(text.text) if row.last_cp is None else row.last_cp
        part = said_at(text.text, row.first_cp or 0, last, returned_at)
        if programme_id == row.programme_id and part:
            found[row.id] = ReadExcerpt(
                id=row.id,
                kind=row.kind,
                session_id=None,
                title=text.title,
                text=part,
                speakers=(),
                words=None,
                made_id=text.id,
                noun=None,
                start_ms=None,
                end_ms=None,
                recording_id=None,
                href=f"/desk/programmes/{programme_id}/narratives/{text.narrative_id}/code",
                is_lost=False,
                is_whole=True,
                first_cp=row.first_cp,
                last_cp=row.last_cp,
            )
    return found
