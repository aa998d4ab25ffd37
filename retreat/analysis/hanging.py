"""What hangs on anchors here: if its words have no place any more, people decide where it belongs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.seeing import may_see
from retreat.analysis.codebook.queries import codebook_of, staff_of
from retreat.analysis.memos.models import Memo, Reading
from retreat.analysis.models import HELD, Coding, Excerpt
from retreat.consent.gate import Reader
from retreat.transcripts.anchors.hanging import Hanging, hangs


@hangs("analysis")
def hanging(db: Session, reader: Reader, anchors: Collection[str]) -> Mapping[str, Hanging]:
    """Excerpts with codings, memos or readings, and what is on them."""
    rows = db.execute(
        select(Excerpt.anchor_id, Excerpt.id, Excerpt.programme_id).where(Excerpt.anchor_id.in_(sorted(anchors)))
    ).all()
    found: dict[str, Hanging] = {}
    names = {
        code.id: code.name
        for programme_id in {row.programme_id for row in rows}
        for code in codebook_of(db, reader, programme_id)
    }
    for anchor_id, excerpt_id, _programme_id in rows:
        codes = db.scalars(
            select(Coding.code_id).where(
                Coding.excerpt_id == excerpt_id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reader))
            )
        ).all()
        memos = db.scalars(select(Memo.id).where(Memo.about_id == excerpt_id, ~Memo.removed, Memo.shared)).all()
        readings = db.scalars(select(Reading.id).where(Reading.excerpt_id == excerpt_id)).all()
        if anchor_id is None or not (codes or memos or readings):
            continue
        said = ", ".join(dict.fromkeys(names[code_id] for code_id in codes if code_id in names))
        what = "a coded excerpt" if codes else "a memo" if memos else "a reading"
        found[anchor_id] = Hanging(what=what, said=said or None)
    return found
