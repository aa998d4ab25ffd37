"""What the team writes about people's words: how it is withheld, and how it is erased with them.

A memo or a reading on an excerpt goes when any word of the excerpt is erased: it may draw on all of them. So does a
summary of the framework matrix with what its author could read of the case. Anything else that the team wrote goes if
it repeats a run of the erased words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from retreat.analysis.double.models import Settlement
from retreat.analysis.framework.models import FrameworkCell, FrameworkRest
from retreat.analysis.memos.models import Memo, MemoWording, Reading
from retreat.analysis.memos.quoting import LONG_RUN, RUN, Runs, repeats, runs_of, stretches_of
from retreat.analysis.models import AnalysisEntry, Approach, Code, CodeWording, Excerpt
from retreat.analysis.searches.models import SavedSearch
from retreat.analysis.sets.models import SetOf, SetPart
from retreat.analysis.themes.models import ThemeNote, ThemeVoice, ThemeWording
from retreat.consent.derived import Store, Theirs, Whose, foresee, holds_none, register
from retreat.database.erasing import holds_words
from retreat.ids import Ids
from retreat.log.listeners import KeptNote, listen
from retreat.log.makings import made_of, texts_of
from retreat.programme.narratives.ports import when_erased
from retreat.transcripts.anchors.standing import in_parts
from retreat.transcripts.erasing.anchored import anchors_held
from retreat.transcripts.erasing.theirs import spoken_by
from retreat.transcripts.under import words_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeatable:
    """What somebody said and wrote, as runs of words, before it is erased; and what they made, by id."""

    runs: Runs
    made: frozenset[str]


def _repeatable(db: Session, whose: Whose) -> Repeatable:
    writes = "written" in whose.parts
    texts = texts_of(db, whose) if writes else []
    for transcript_id, spoken in spoken_by(db, whose).by_transcript.items():
        texts += stretches_of(words_under(db, transcript_id), spoken.words)
    made = {one for ids in made_of(db, whose).values() for one in ids} if writes else set()
    return Repeatable(runs=runs_of(texts, RUN if whose.event_id is None else LONG_RUN), made=frozenset(made))


foresee(Repeatable, _repeatable)


def excerpts_held(db: Session, theirs: Theirs) -> set[str]:
    """The excerpts with any of their words."""
    anchors = anchors_held(db, theirs, select(Excerpt.anchor_id).where(Excerpt.anchor_id.is_not(None)))
    found: set[str] = set()
    for some in in_parts(anchors):
        found |= set(db.scalars(select(Excerpt.id).where(Excerpt.anchor_id.in_(some))))
    return found | excerpts_of_made(db, theirs.of(Repeatable).made)


def excerpts_of_made(db: Session, made: Collection[str]) -> set[str]:
    """The excerpts of these written things."""
    found: set[str] = set()
    for some in in_parts(sorted(made)):
        found |= set(db.scalars(select(Excerpt.id).where(Excerpt.thing_id.in_(some))))
    return found


def blank_on_excerpts(db: Session, excerpt_ids: Collection[str]) -> None:
    """Blank every memo and reading on these excerpts, the names that were taken from their words, and summaries."""
    for model in (MemoWording, Reading, CodeWording, FrameworkCell):
        _blank_of(db, excerpt_ids, model)


def memos_under(db: Session, excerpt_ids: Collection[str]) -> set[str]:
    """Memos on these excerpts and on their readings, and memos on such memos: any may draw on the same words."""
    readings = select(Reading.id).where(Reading.excerpt_id.in_(excerpt_ids))
    on = or_(
        and_(Memo.about == "excerpt", Memo.about_id.in_(excerpt_ids)),
        and_(Memo.about == "reading", Memo.about_id.in_(readings)),
    )
    found = new = set(db.scalars(select(Memo.id).where(on)))
    while new:
        new = {
            one
            for some in in_parts(sorted(new))
            for one in db.scalars(select(Memo.id).where(Memo.about == "memo", Memo.about_id.in_(some)))
        } - found
        found = found | new
    return found


def _blank_of(db: Session, excerpt_ids: Collection[str], model: type[Any]) -> bool:
    """The same for one table; whether there was anything."""
    changed = False
    for some in in_parts(sorted(excerpt_ids)):
        if model is MemoWording:
            for those in in_parts(sorted(memos_under(db, some))):
                worn = select(MemoWording).where(MemoWording.memo_id.in_(those), MemoWording.text != "")
                for memo in db.scalars(worn):
                    memo.text, changed = "", True
        if model is Reading:
            for reading in db.scalars(select(Reading).where(Reading.excerpt_id.in_(some))):
                changed = changed or bool(reading.text or reading.changed)
                reading.text, reading.changed = "", ""
        if model is CodeWording:
            vivo = select(Code.id).where(Code.in_vivo_id.in_(some))
            for worded in db.scalars(select(CodeWording).where(CodeWording.code_id.in_(vivo))):
                changed = changed or bool(worded.name)
                worded.name = worded.meaning = worded.use_when = worded.not_when = ""
        if model is FrameworkCell:
            rest = select(FrameworkRest.cell_id).where(FrameworkRest.excerpt_id.in_(some))
            for cell in db.scalars(
                select(FrameworkCell).where(FrameworkCell.id.in_(rest), FrameworkCell.summary != "")
            ):
                cell.summary, changed = "", True
    db.flush()
    return changed


def blank_repeats(db: Session, runs: Runs, model: type[Any], *columns: InstrumentedAttribute[Any]) -> bool:
    """Blank what repeats any of these runs."""
    changed, run = False, max(map(len, runs), default=0)  # all are of as many words
    for row in db.scalars(select(model)) if runs else ():
        for column in columns:
            if repeats(getattr(row, column.key), runs, run):
                setattr(row, column.key, "")
                changed = True
    db.flush()
    return changed


def _erasing(
    model: type[Any], *columns: InstrumentedAttribute[Any], with_excerpts: bool = False
) -> Callable[[Session, Theirs], bool]:
    def erase(db: Session, theirs: Theirs) -> bool:
        changed = with_excerpts and _blank_of(db, excerpts_held(db, theirs), model)
        return blank_repeats(db, theirs.of(Repeatable).runs, model, *columns) or changed

    return erase


def _erase_voices(db: Session, theirs: Theirs) -> bool:
    """Their own answers go as a whole; another's, and what the team told somebody, if it repeats their words."""
    own = select(ThemeVoice).where(theirs.whose.are(ThemeVoice.participant_id))
    changed = False
    for row in db.scalars(own):
        changed = changed or bool(row.text or row.reply)
        row.text = row.reply = ""
        row.taken_back_at = row.taken_back_at or theirs.whose.at
    db.flush()
    return blank_repeats(db, theirs.of(Repeatable).runs, ThemeVoice, ThemeVoice.text, ThemeVoice.reply) or changed


class _Notes:
    """Follows notes that are taken back."""

    def kept(self, db: Session, note: KeptNote) -> None:
        """Nothing here is made from a note before somebody writes about it."""

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """What was written about these notes goes with them; the purge that follows reaches these tables."""
        blank_on_excerpts(db, excerpts_of_made(db, note_ids))


def _without_narrative(db: Session, text_ids: Sequence[str], _now: datetime, _ids: Ids) -> list[str]:
    """What was written about a narrative goes with it; no log grows."""
    blank_on_excerpts(db, excerpts_of_made(db, text_ids))
    return []


listen(_Notes())
when_erased(_without_narrative)
for _table in (MemoWording, Reading, CodeWording, ThemeVoice, FrameworkCell):
    holds_words(_table.__tablename__)

register(
    Store(
        name="memos",
        door="retreat.analysis.memos.queries",
        columns=("memo_wording.text",),
        erase=_erasing(MemoWording, MemoWording.text, with_excerpts=True),
    )
)
register(
    Store(
        name="readings",
        door="retreat.analysis.memos.queries",
        columns=("reading.text", "reading.changed"),
        erase=_erasing(Reading, Reading.text, Reading.changed, with_excerpts=True),
    )
)
register(
    Store(
        name="the codebook",
        door="retreat.analysis.codebook.queries",
        columns=(
            "code_wording.name",
            "code_wording.meaning",
            "code_wording.use_when",
            "code_wording.not_when",
        ),
        erase=_erasing(
            CodeWording,
            CodeWording.name,
            CodeWording.meaning,
            CodeWording.use_when,
            CodeWording.not_when,
            with_excerpts=True,
        ),
    )
)
register(
    Store(
        name="reasons of analytic decisions",
        door="retreat.analysis.acts.story",
        columns=("analysis_entry.why",),
        erase=_erasing(AnalysisEntry, AnalysisEntry.why),
    )
)
register(
    Store(
        name="reasons of an approach",
        door="retreat.analysis.approaches",
        columns=("approach.reason",),
        erase=_erasing(Approach, Approach.reason),
    )
)
register(
    Store(
        name="reasons of what was settled",
        door="retreat.analysis.double.queries",
        columns=("settlement.why",),
        erase=_erasing(Settlement, Settlement.why),
    )
)
register(
    Store(
        name="names of sets",
        door="retreat.analysis.sets.queries",
        columns=("analysis_set.name",),
        erase=_erasing(SetOf, SetOf.name),
    )
)
register(
    Store(
        name="searches of sets",
        door="retreat.analysis.sets.queries",
        columns=("analysis_set_part.query",),
        erase=_erasing(SetPart, SetPart.query),
    )
)
register(
    Store(
        name="saved searches",
        door="retreat.analysis.searches.queries",
        columns=("saved_search.query", "saved_search.name"),
        erase=_erasing(SavedSearch, SavedSearch.query, SavedSearch.name),
    )
)
register(
    Store(
        name="what themes say",
        door="retreat.analysis.themes.queries",
        columns=("theme_wording.statement",),
        erase=_erasing(ThemeWording, ThemeWording.statement),
    )
)
register(
    Store(
        name="notes about themes",
        door="retreat.analysis.themes.queries",
        columns=("theme_note.text",),
        erase=_erasing(ThemeNote, ThemeNote.text),
    )
)
register(
    Store(
        name="answers of participants to themes",
        door="retreat.analysis.themes.returning",
        columns=("theme_voice.text", "theme_voice.reply"),
        erase=_erase_voices,
    )
)
register(
    Store(
        name="summaries of the framework matrix",
        door="retreat.analysis.framework.matrix",
        columns=("framework_cell.summary",),
        erase=_erasing(FrameworkCell, FrameworkCell.summary, with_excerpts=True),
    )
)
holds_none("saved_search.narrowed", why="ids, kinds, days, and a sector or a role")
holds_none("framework_cell.called", why="the name of a sector, a role, an event, a place or a table")
holds_none("analysis_entry.body", why="ids, kinds and numbers; words are in rows of their own")
