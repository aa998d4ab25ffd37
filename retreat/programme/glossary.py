"""Names and words that a recogniser may not know: one list for each programme, used for all its sound."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound
from retreat.people.schemas import one_line
from retreat.programme.models import DialogueSession, Event, Programme

TERMS_MAX = 200
TERM_MAX_CHARS = 60


def terms_in(text: object) -> tuple[str, ...]:
    """The terms of a text with one on each line, without repeats, in their order.

    Raises:
        InvalidInput: Too many, or a line that is too long; the sentence names it.
    """
    lines = text.splitlines() if isinstance(text, str) else []
    terms: dict[str, str] = {}
    for line in lines:
        term = one_line(line, field="terms", max_chars=10_000, says="A line") or ""
        if len(term) > TERM_MAX_CHARS:
            raise InvalidInput(
                f"“{term[:30]}…” is too long: please write one name or word on each line, "
                f"of at most {TERM_MAX_CHARS} characters.",
                code="line_too_long",
                fields={"terms": f"at most {TERM_MAX_CHARS} characters a line"},
            )
        if term:
            terms.setdefault(term.casefold(), term)
    if len(terms) > TERMS_MAX:
        raise InvalidInput(
            f"There are {len(terms)} names and words. Please keep the {TERMS_MAX} that matter most.",
            code="too_many",
            fields={"terms": f"at most {TERMS_MAX}"},
        )
    return tuple(terms.values())


def keep_glossary(db: Session, programme_id: str, text: object) -> tuple[str, ...]:
    """Replace a programme's list; what is kept.

    Raises:
        InvalidInput: See `terms_in`.
        NotFound: There is no such programme.
    """
    row = db.get(Programme, programme_id)
    if row is None:
        raise NotFound("There is no such programme.")
    terms = terms_in(text)
    row.glossary = list(terms)
    db.flush()
    return terms


def glossary_of(db: Session, programme_id: str) -> tuple[str, ...]:
    """A programme's list, perhaps empty."""
    return tuple(db.scalar(select(Programme.glossary).where(Programme.id == programme_id)) or ())


def glossary_of_session(db: Session, session_id: str) -> tuple[str, ...]:
    """The list of the programme to which a session belongs."""
    return tuple(
        db.scalar(
            select(Programme.glossary)
            .join(Event, Event.programme_id == Programme.id)
            .join(DialogueSession, DialogueSession.event_id == Event.id)
            .where(DialogueSession.id == session_id)
        )
        or ()
    )
