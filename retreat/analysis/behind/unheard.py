"""What rests on words that nobody has checked by ear: shown before their sound is deleted, while it can be heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.asking import gathered
from retreat.analysis.behind.sureness import UNKNOWN, sureness_of
from retreat.analysis.excerpts.reading import read_excerpts
from retreat.analysis.models import WORDS, Coding, Excerpt
from retreat.analysis.themes.models import ThemeExcerpt
from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.people.guard import this_staff
from retreat.programme.queries import session_view
from retreat.recordings.ports import Unheard, register_unheard, unheard_in
from retreat.recordings.queries import name_of, recording_view
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.web.pages import page


def unheard(db: Session, reads: Reader, recording_id: str) -> list[Unheard]:
    """Every excerpt of a sound on which something rests and whose turns are as a machine heard them."""
    versions = set(db.scalars(select(TranscriptVersion.id).where(TranscriptVersion.recording_id == recording_id)))
    sessions = select(TranscriptVersion.session_id).where(TranscriptVersion.recording_id == recording_id)
    ids = db.scalars(select(Excerpt.id).where(Excerpt.kind == WORDS, Excerpt.session_id.in_(sessions))).all()
    behind = _behind(db, ids) if versions else {}
    read = [
        one
        for one in read_excerpts(db, reads, behind).values()
        if one.words is not None and one.words.transcript_id in versions
    ]
    sure = sureness_of(db, reads, read)
    return [
        Unheard(excerpt_id=one.id, text=one.text, start_ms=one.start_ms, end_ms=one.end_ms, why=behind[one.id])
        for one in read
        if not sure.get(one.id, UNKNOWN).is_checked
    ]


def _behind(db: Session, ids: Any) -> Mapping[str, str]:
    """What rests on each of these excerpts, in words; none that nothing rests on."""
    wanted = set(ids)
    counts: dict[str, Counter[str]] = {}
    for what, column, removed in (
        ("coding", Coding.excerpt_id, Coding.removed),
        ("theme", ThemeExcerpt.excerpt_id, ThemeExcerpt.removed),
    ):
        for excerpt_id, count in db.execute(select(column, func.count()).where(~removed).group_by(column)):
            if excerpt_id in wanted:
                counts.setdefault(excerpt_id, Counter())[what] += count
    return {
        one: ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in sorted(some.items()))
        for one, some in counts.items()
    }


def before_deletion(session_id: str, recording_id: str) -> Response:
    """What would rest on words that nobody has heard, once this sound is gone, each with its sound."""
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        view = recording_view(db, recording_id)
        if view.session_id != session_id:
            raise NotFound
        session = session_view(db, session_id)
        return {
            "session": session,
            "recording": recording_id,
            "name": name_of(session, view),
            "found": unheard_in(db, reads, recording_id),
            "can_play": view.deleted_at is None and sound_to_play(db, recording_id) is not None,
        }

    return page("analysis/unheard.html", staff=this_staff(), sound_time=sound_time, **gathered(ask))


register_unheard(unheard)
