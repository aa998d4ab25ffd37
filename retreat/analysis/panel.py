"""What is coded in a session, on the record's page: a list by code, with the way to the page for coding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.queries import CodingView, codings_of
from retreat.analysis.models import HELD, Coding
from retreat.log.makings import has_made
from retreat.transcripts.phrases import sound_time, voices
from retreat.transcripts.reading import transcripts_of
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    """Also where nothing is coded yet: it is the way to the page for coding."""
    coded = select(Coding.id).where(Coding.session_id == visit.session_id, ~Coding.removed, Coding.state == HELD)
    if visit.db.execute(coded.limit(1)).first() is not None or transcripts_of(visit.db, visit.session_id):
        return True
    return has_made(visit.db, visit.reader, visit.session_id)


def _gather(visit: Visit) -> Mapping[str, Any]:
    programme_id = visit.session.programme_id
    by_code: dict[str, list[CodingView]] = defaultdict(list)
    for coding in codings_of(visit.db, visit.reader, programme_id, session_id=visit.session_id):
        by_code[coding.code_id].append(coding)
    codes = codebook_of(visit.db, visit.reader, programme_id)
    return {
        "programme_id": programme_id,
        "coded": [(code, by_code[code.id]) for code in codes if code.id in by_code],
        "sound_time": sound_time,
        "voices": voices,
    }


CODES = register(
    Panel(
        page="record",
        name="codes",
        title="Codes",
        place=45,
        template="analysis/_panel.html",
        has=_has,
        gather=_gather,
        styles=("analysis.css",),
    )
)
