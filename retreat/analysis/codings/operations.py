"""Applying codes to excerpts, taking them off again, and deciding about suggestions. Each is one act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.acts.seeing import may_see
from retreat.analysis.codebook.limits import name_of
from retreat.analysis.codebook.operations import Wording, add_code, code_row
from retreat.analysis.double.models import DoubleCoder, DoubleCoding
from retreat.analysis.excerpts.choosing import Chosen, choose
from retreat.analysis.excerpts.reading import read_excerpt
from retreat.analysis.models import HELD, NAME_MAX_CHARS, REFUSED, SUGGESTED, Code, Coding, Excerpt
from retreat.errors import Conflict, NotFound


def code_excerpt(
    db: Session,
    who: Analyst,
    session_id: str | None,
    chosen: Chosen,
    code_id: str,
    *,
    coding_id: str | None = None,
) -> Coding:
    """Apply a code to what was chosen. Coding the same again returns the coding that is there.

    Args:
        coding_id: Chosen by the browser, so that what is sent twice is kept once.

    Raises:
        NotFound: The words or the code are not there, or may not be read.
    """
    if coding_id is not None and (known := db.get(Coding, coding_id)) is not None:
        if known.programme_id != who.programme_id or known.by != who.by:
            raise NotFound()
        return known
    code = code_row(db, who.programme_id, code_id)
    excerpt = choose(db, who, session_id, chosen)
    return _code(db, who, excerpt, code, coding_id)


def code_known(db: Session, who: Analyst, excerpt_id: str, code_id: str) -> Coding:
    """Apply a code to an excerpt that is there already.

    Raises:
        NotFound: The excerpt or the code is not there, or may not be read.
    """
    excerpt, code = db.get(Excerpt, excerpt_id), code_row(db, who.programme_id, code_id)
    if excerpt is None or excerpt.programme_id != who.programme_id or not read_excerpt(db, who.reader, excerpt_id):
        raise NotFound()
    return _code(db, who, excerpt, code, None)


def code_in_vivo(
    db: Session, who: Analyst, session_id: str | None, chosen: Chosen, *, name: str | None = None
) -> tuple[Code, Coding]:
    """Code an excerpt with a new code that is named after its own words.

    Args:
        name: If it is not to be called by all of them.

    Raises:
        NotFound: The words are not there, or may not be read.
        InvalidInput: They are too long for a name; or see `add_code`.
    """
    excerpt = choose(db, who, session_id, chosen)
    read = read_excerpt(db, who.reader, excerpt.id)
    if read is None:
        raise NotFound()
    words = name_of(name if name is not None else _short(read.text), "The name of the code")
    code = add_code(db, who, Wording(name=words), in_vivo_id=excerpt.id)
    return code, _code(db, who, excerpt, code, None)


def _short(text: str) -> str:
    """As many of its words as a name may have."""
    text = " ".join(text.split())
    return text if len(text) <= NAME_MAX_CHARS else text[: NAME_MAX_CHARS - 2].rsplit(" ", 1)[0] + " …"


def _code(db: Session, who: Analyst, excerpt: Excerpt, code: Code, coding_id: str | None) -> Coding:
    same = db.scalars(
        select(Coding)
        .where(
            Coding.excerpt_id == excerpt.id,
            Coding.code_id == code.id,
            Coding.by == who.by,
            ~Coding.removed,
            Coding.state == HELD,
        )
        .limit(1)
    ).first()
    if same is not None:
        return same
    double_id = blind_in(db, who.by, excerpt.session_id)
    row = Coding(
        id=coding_id or who.ids(),
        programme_id=who.programme_id,
        session_id=excerpt.session_id,
        excerpt_id=excerpt.id,
        code_id=code.id,
        state=HELD,
        double_id=double_id,
        by=who.by,
        at=who.now,
    )
    act = Act(
        db,
        who,
        "coding.added",
        thing_id=code.id,
        session_id=excerpt.session_id,
        wording=code.wording,
        excerpt=excerpt.id,
        **({"double": double_id} if double_id else {}),
    )
    act.make(row)
    act.keep()
    return row


def blind_in(db: Session, staff_id: str, session_id: str | None) -> str | None:
    """The blind double coding that somebody is still doing in a session, if any."""
    if session_id is None:
        return None
    return db.scalar(
        select(DoubleCoding.id)
        .join(DoubleCoder, DoubleCoder.double_id == DoubleCoding.id)
        .where(
            DoubleCoding.session_id == session_id,
            ~DoubleCoding.opened,
            ~DoubleCoding.removed,
            DoubleCoder.staff_id == staff_id,
            DoubleCoder.done_at.is_(None),
        )
        .order_by(DoubleCoding.at)
        .limit(1)
    )


def uncode(db: Session, who: Analyst, coding_id: str, *, why: str = "") -> Coding:
    """Take a coding off; it can be undone.

    Raises:
        NotFound: There is no such coding that they may see.
    """
    row = coding_row(db, who, coding_id)
    act = Act(
        db,
        who,
        "coding.removed",
        thing_id=row.code_id,
        session_id=row.session_id,
        why=why,
        wording=db.get_one(Code, row.code_id).wording,
        excerpt=row.excerpt_id,
        **({"double": row.double_id} if row.double_id else {}),
    )
    act.change(row, removed=True)
    act.keep()
    return row


def suggest(db: Session, who: Analyst, code_id: str, excerpts: Sequence[Excerpt], *, query: str) -> int:
    """Suggest a code for excerpts that a search has found. Nothing is coded until somebody accepts.

    What already has the code, or was refused for it, is not suggested again. Returns how many are new.
    """
    code = code_row(db, who.programme_id, code_id)
    known = set(
        db.scalars(
            select(Coding.excerpt_id).where(
                Coding.code_id == code.id, Coding.excerpt_id.in_([one.id for one in excerpts]), ~Coding.removed
            )
        )
    )
    fresh = [one for one in excerpts if one.id not in known]
    if not fresh:
        return 0
    act = Act(db, who, "coding.suggested", thing_id=code.id, wording=code.wording, count=len(fresh), why=query)
    for excerpt in fresh:
        act.make(
            Coding(
                id=who.ids(),
                programme_id=who.programme_id,
                session_id=excerpt.session_id,
                excerpt_id=excerpt.id,
                code_id=code.id,
                state=SUGGESTED,
                by=who.by,
                at=who.now,
            )
        )
    act.keep()
    return len(fresh)


def decide(db: Session, who: Analyst, coding_id: str, *, accept: bool) -> Coding:
    """Accept or refuse one suggestion. Whoever accepts it has coded it.

    Raises:
        Conflict: Somebody has already decided.
    """
    row = coding_row(db, who, coding_id)
    if row.state != SUGGESTED:
        raise Conflict("Somebody has already decided about this suggestion.", code="decided_before")
    kind = "coding.accepted" if accept else "coding.refused"
    wording = db.get_one(Code, row.code_id).wording
    act = Act(db, who, kind, thing_id=row.code_id, session_id=row.session_id, wording=wording, excerpt=row.excerpt_id)
    act.change(row, state=HELD if accept else REFUSED, decided_by=who.by, by=who.by if accept else row.by)
    act.keep()
    return row


def coding_row(db: Session, who: Analyst, coding_id: str) -> Coding:
    """A coding that is there and that this person may see.

    Raises:
        NotFound: There is none.
    """
    row = db.scalars(
        select(Coding).where(
            Coding.id == coding_id, Coding.programme_id == who.programme_id, ~Coding.removed, may_see(who.by)
        )
    ).first()
    if row is None:
        raise NotFound("This coding is not there any more.", code="no_such_coding")
    return row
