"""Choosing an excerpt: words of a transcript, something that people made, or part of a narrative."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.analysis.models import MADE, NARRATIVE, WORDS, Excerpt
from retreat.errors import InvalidInput, NotFound
from retreat.log.makings import made_in
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.queries import programme_of_session
from retreat.transcripts.anchors.anchors import anchor_words
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Lost, Span
from retreat.transcripts.anchors.standing import cells_of, standing_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import version_of, words_under
from retreat.transcripts.versions.models import TranscriptVersion

# The longest excerpt: more would be most of a session, and say nothing about any of it.
WORDS_MAX = 5_000
_NOT_HERE = "These words are not in the transcript any more. Please reload the page and choose them again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody chose; of the three, one is given.

    Attributes:
        words: Of a transcript.
        made_id: Of something that people made in the session.
        narrative_text_id: A wording of a narrative.
        first_cp: Where it begins in a written text, in code points; ``last_cp``: one past its end.
    """

    words: Span | None = None
    made_id: str | None = None
    narrative_text_id: str | None = None
    first_cp: int | None = None
    last_cp: int | None = None


def choose(db: Session, who: Analyst, session_id: str | None, chosen: Chosen) -> Excerpt:
    """The excerpt of what was chosen; the same span is the same excerpt.

    Raises:
        NotFound: It is not in this session, or may not be read.
        InvalidInput: It is empty or too long.
    """
    if chosen.narrative_text_id is not None:
        return _of_narrative(db, who, chosen)
    if session_id is None or programme_of_session(db, session_id) != who.programme_id:
        raise NotFound()
    if chosen.words is not None:
        return _of_words(db, who, session_id, chosen.words)
    if chosen.made_id is not None:
        return _of_made(db, who, session_id, chosen)
    raise InvalidInput("Please choose some words first.", code="nothing_chosen")


def _of_words(db: Session, who: Analyst, session_id: str, span: Span) -> Excerpt:
    version = db.get(TranscriptVersion, span.transcript_id)
    if version is None or version.session_id != session_id:
        raise NotFound(_NOT_HERE, code="words_not_here")
    stands = standing_of(db, span)
    if isinstance(stands, Lost) or not version_of(db, stands.transcript_id).is_current:
        raise NotFound(_NOT_HERE, code="words_not_here")
    cells = cells_of(db, [stands]).get(stands)
    if cells is None or not 0 <= cells[1] - cells[0] < WORDS_MAX:
        raise InvalidInput(f"Please choose at most {WORDS_MAX:,} words.", code="too_long")
    if not words_under(db, stands.transcript_id, [cells], sight_of(db, who.reader, stands.transcript_id)):
        raise NotFound(_NOT_HERE, code="words_not_here")
    known = db.scalars(
        select(Excerpt)
        .join(Anchor, Anchor.id == Excerpt.anchor_id)
        .where(
            Excerpt.programme_id == who.programme_id,
            Anchor.transcript_id == stands.transcript_id,
            Anchor.first_word == stands.first,
            Anchor.last_word == stands.last,
            Anchor.moved_to.is_(None),
            Anchor.let_go_at.is_(None),
        )
        .limit(1)
    ).first()
    if known is not None:
        return known
    anchor = anchor_words(db, stands, by=who.by, now=who.now, ids=who.ids)
    return _kept(db, who, Excerpt(kind=WORDS, session_id=session_id, anchor_id=anchor.id))


def _of_made(db: Session, who: Analyst, session_id: str, chosen: Chosen) -> Excerpt:
    found = next((one for one in made_in(db, who.reader, session_id) if one.id == chosen.made_id), None)
    if found is None or not found.text:
        raise NotFound("This is not here any more.", code="not_here")
    part = _part(chosen, len(found.text))
    return _same_or_kept(
        db, who, Excerpt(kind=MADE, session_id=session_id, noun=found.making.noun, thing_id=found.id), part
    )


def _of_narrative(db: Session, who: Analyst, chosen: Chosen) -> Excerpt:
    text = db.scalar(
        select(NarrativeText.text)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(
            NarrativeText.id == chosen.narrative_text_id,
            Narrative.programme_id == who.programme_id,
            Narrative.erased_at.is_(None),
        )
    )
    if not text:
        raise NotFound("There is no such narrative in this programme.")
    part = _part(chosen, len(text))
    if not text[part[0] : part[1]].strip() if part else not text.strip():
        raise NotFound("This text was returned to the partner. Only its line numbers are here.")
    return _same_or_kept(db, who, Excerpt(kind=NARRATIVE, thing_id=chosen.narrative_text_id), part)


def _part(chosen: Chosen, length: int) -> tuple[int, int] | None:
    """The part of a written text; None for all of it."""
    first, last = chosen.first_cp, chosen.last_cp
    if first is None or last is None or (first, last) == (0, length):
        return None
    if not 0 <= first < last <= length:
        raise InvalidInput("Please choose some words first.", code="nothing_chosen")
    return first, last


def _same_or_kept(db: Session, who: Analyst, row: Excerpt, part: tuple[int, int] | None) -> Excerpt:
    row.first_cp, row.last_cp = part or (None, None)
    known = db.scalars(
        select(Excerpt)
        .where(
            Excerpt.programme_id == who.programme_id,
            Excerpt.kind == row.kind,
            Excerpt.thing_id == row.thing_id,
            Excerpt.first_cp.is_(None) if part is None else Excerpt.first_cp == row.first_cp,
            Excerpt.last_cp.is_(None) if part is None else Excerpt.last_cp == row.last_cp,
        )
        .limit(1)
    ).first()
    return known or _kept(db, who, row)


def _kept(db: Session, who: Analyst, row: Excerpt) -> Excerpt:
    row.id, row.programme_id, row.at, row.by = who.ids(), who.programme_id, who.now, who.by
    db.add(row)
    db.flush()
    return row
