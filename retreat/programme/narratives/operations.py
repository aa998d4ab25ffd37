"""Writes about outcome narratives: adding, changing and removing them, and choosing one for a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from retreat.database.erasing import ask_to_purge
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.people.schemas import one_line
from retreat.programme.models import DialogueSession, Event, Partner, Round, Sector, TableGroup
from retreat.programme.narratives.lines import clean, lines_of
from retreat.programme.narratives.models import TITLE_MAX_CHARS, Narrative, NarrativeChoice, NarrativeText
from retreat.programme.narratives.ports import erase_what_was_made

# Enough to decide with, and nothing to spare: about two thousand words.
TEXT_MAX_CHARS = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A narrative as somebody typed it, with who brought it; empty ids where nobody said."""

    title: str
    text: str
    partner_id: str = ""
    sector_id: str = ""


class WentBack(Conflict):
    """Its words went back to the partner, and nothing about them is changed any more."""

    code = "returned"
    tell = "This text was returned to the partner. If they bring it again, please add it as a new narrative."


class NarrativeChanged(Conflict):
    """Somebody else has changed it since it was opened."""

    code = "changed_meanwhile"
    tell = (
        "Somebody else has changed this narrative in the meantime. What you typed is below. "
        "If you save it now, it replaces theirs."
    )


def add_narrative(db: Session, programme_id: str, written: Written, *, by: str | None, now: datetime, ids: Ids) -> str:
    """Keep a narrative that nobody can use before it is cleared. Returns its id.

    Args:
        by: Id of the member of staff; None where nobody of the programme wrote it.

    Raises:
        InvalidInput: No title, no text, too long, or a partner or sector of another programme.
    """
    title, text = _checked(written)
    narrative = Narrative(
        id=ids(),
        programme_id=programme_id,
        created_by=by,
        created_at=now,
        erased_at=None,
        returns_at=None,
        returned_at=None,
        out_of=None,
        chosen_by="",
        chosen_because="",
        with_person="",
    )
    _say_who_brought_it(db, narrative, written)
    db.add(narrative)
    db.flush()
    _add_text(db, narrative.id, 1, title, text, writers=[by] if by else [], now=now, text_id=ids())
    return narrative.id


def change_narrative(
    db: Session,
    programme_id: str,
    narrative_id: str,
    written: Written,
    *,
    seen: str,
    by: str | None,
    now: datetime,
    ids: Ids,
) -> None:
    """Change it. Words that a session has read stay as they were, and the new ones become a wording of their own.

    Words that nobody has read are replaced and leave the files: they may have been changed to make them anonymous.
    Changed words have to be cleared again.

    Raises:
        InvalidInput: See `add_narrative`.
        NarrativeChanged: It is no longer as it was ``seen``.
        NotFound: This programme has no such narrative.
    """
    title, text = _checked(written)
    narrative, latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if narrative.returned_at is not None:
        raise WentBack()
    if seen != seen_as(latest):
        raise NarrativeChanged()
    _say_who_brought_it(db, narrative, written)
    writers = [*latest.writers, *([by] if by and by not in latest.writers else [])]
    if (latest.title, latest.text) == (title, text):
        db.flush()
    elif latest.used_at is not None:
        _add_text(db, narrative_id, latest.number + 1, title, text, writers=writers, now=now, text_id=ids())
    else:
        latest.title, latest.text, latest.lines = title, text, [list(line) for line in lines_of(text)]
        latest.revision, latest.written_at, latest.writers = latest.revision + 1, now, writers
        latest.is_anonymous, latest.cleared_at, latest.cleared_by = False, None, None
        latest.settled, latest.settled_at, latest.settled_by = [], None, None
        latest.approved, latest.approved_at, latest.approved_by = [], None, None
        db.flush()
        ask_to_purge(db, now=now, tables=[NarrativeText.__tablename__])


def remove_narrative(db: Session, programme_id: str, narrative_id: str, *, now: datetime, ids: Ids) -> list[str]:
    """Erase every wording of it, and everything that was made from it. Returns the sessions whose logs have grown."""
    narrative, _latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    texts = db.scalars(select(NarrativeText).where(NarrativeText.narrative_id == narrative_id)).all()
    text_ids = [row.id for row in texts]
    grown = erase_what_was_made(db, text_ids, now=now, ids=ids)
    for row in texts:
        row.title, row.text, row.lines = "", "", []
        row.is_anonymous, row.cleared_at, row.settled = False, None, []
        row.approved = []
    narrative.erased_at, narrative.chosen_by, narrative.chosen_because = now, "", ""
    db.execute(delete(NarrativeChoice).where(NarrativeChoice.text_id.in_(text_ids)))
    db.flush()
    ask_to_purge(db, now=now)
    return grown


def choose_narratives(
    db: Session, session_id: str, round_id: str, wanted: dict[str, str], *, by: str | None, now: datetime, ids: Ids
) -> None:
    """Say which narrative a step reads, by the table's id, and under an empty one for everyone.

    Raises:
        InvalidInput: One of them is not cleared, or of another programme.
        NotFound: There is no such round.
    """
    row = db.get(Round, round_id)
    if row is None or row.session_id != session_id:
        raise NotFound("There is no such step in this session.")
    tables = set(db.scalars(select(TableGroup.id).where(TableGroup.session_id == session_id)))
    for_use = set(db.scalars(_cleared_in(session_id)))
    chosen = {table: text_id for table, text_id in wanted.items() if text_id and (not table or table in tables)}
    if not set(chosen.values()) <= for_use:
        says = "Please choose a narrative that has been cleared."
        raise InvalidInput(says, code="not_cleared", fields={"narrative": says})
    db.execute(delete(NarrativeChoice).where(NarrativeChoice.round_id == round_id))
    for table, text_id in chosen.items():
        db.add(
            NarrativeChoice(
                id=ids(), round_id=round_id, table_id=table or None, text_id=text_id, chosen_by=by, chosen_at=now
            )
        )
    db.flush()


def mark_used(db: Session, text_id: str, *, now: datetime) -> None:
    """A session reads this wording: from now on it never changes."""
    row = db.get(NarrativeText, text_id)
    if row is not None and row.used_at is None:
        row.used_at = now
        db.flush()


def narrative_row(
    db: Session, programme_id: str, narrative_id: str, *, to_change: bool = False
) -> tuple[Narrative, NarrativeText]:
    """A narrative of this programme with its latest wording.

    Raises:
        NotFound: There is none, or it was removed.
    """
    wanted = select(Narrative).where(Narrative.id == narrative_id, Narrative.programme_id == programme_id)
    narrative = db.scalars(wanted.with_for_update() if to_change else wanted).first()
    if narrative is None or narrative.erased_at is not None:
        raise NotFound("There is no such narrative in this programme.")
    of_it = select(NarrativeText).where(NarrativeText.narrative_id == narrative_id)
    return narrative, db.scalars(of_it.order_by(NarrativeText.number.desc()).limit(1)).one()


def seen_as(row: NarrativeText) -> str:
    """Which state of a narrative somebody has before their eyes."""
    return f"{row.number}.{row.revision}"


def _cleared_in(session_id: str) -> Select[str]:
    programme = (
        select(Event.programme_id)
        .join(DialogueSession, DialogueSession.event_id == Event.id)
        .where(DialogueSession.id == session_id)
        .scalar_subquery()
    )
    return (
        select(NarrativeText.id)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(
            Narrative.programme_id == programme,
            Narrative.erased_at.is_(None),
            Narrative.returned_at.is_(None),
            NarrativeText.cleared_at.is_not(None),
        )
    )


def _add_text(
    db: Session,
    narrative_id: str,
    number: int,
    title: str,
    text: str,
    *,
    writers: list[str],
    now: datetime,
    text_id: str,
) -> None:
    db.add(
        NarrativeText(
            id=text_id,
            narrative_id=narrative_id,
            number=number,
            revision=1,
            title=title,
            text=text,
            lines=[list(line) for line in lines_of(text)],
            is_anonymous=False,
            cleared_at=None,
            cleared_by=None,
            written_at=now,
            used_at=None,
            writers=writers,
            settled=[],
            settled_by=None,
            settled_at=None,
            approved=[],
            approved_by=None,
            approved_at=None,
        )
    )
    db.flush()


def _checked(written: Written) -> tuple[str, str]:
    title = one_line(written.title, field="title", max_chars=TITLE_MAX_CHARS, says="The title")
    text = clean(written.text)
    if title is None:
        raise InvalidInput("Please give the narrative a title.", fields={"title": "is empty"})
    if not lines_of(text):
        raise InvalidInput("Please write the narrative, paste it, or choose a file.", fields={"text": "is empty"})
    if len(text) > TEXT_MAX_CHARS:
        raise InvalidInput(
            f"This has {len(text):,} characters. Please keep a narrative to {TEXT_MAX_CHARS:,}: "
            "enough to decide with, and nothing to spare.",
            code="too_long",
            fields={"text": f"at most {TEXT_MAX_CHARS} characters"},
        )
    return title, text


def _say_who_brought_it(db: Session, narrative: Narrative, written: Written) -> None:
    for name, model, chosen in (("partner", Partner, written.partner_id), ("sector", Sector, written.sector_id)):
        of_it = (model.id == chosen, model.programme_id == narrative.programme_id)
        if chosen and not db.scalar(select(func.count(model.id)).where(*of_it)):
            says = f"Please choose a {name} of this programme."
            raise InvalidInput(says, fields={name: says})
    narrative.partner_id = written.partner_id or None
    narrative.sector_id = written.sector_id or None
