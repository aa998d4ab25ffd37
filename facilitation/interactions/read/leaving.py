"""The copies of narratives in the room end: with their session, and wholly once the text goes back to its partner.

Marks stay with their lines, and readings in their authors' words, without what they quoted unless it was approved. A
rewriting tells the person's story again, so it goes with the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from facilitation.interactions.read.erasing import tell_gone
from facilitation.interactions.read.models import NarrativeLaid, ReadingPart
from retreat.house import House
from retreat.ids import Ids
from retreat.jobs.registry import offer_small_work
from retreat.log import listeners, store
from retreat.log.models import Words
from retreat.programme.models import DialogueSession
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.ports import Approved
from retreat.programme.narratives.returned import kept_words


def take_out(db: Session, approved: Mapping[str, Approved], now: datetime, ids: Ids) -> list[str]:
    """Take these texts out of every session that read them; the sessions whose logs have grown."""
    laid = select(NarrativeLaid.session_id).where(NarrativeLaid.text_id.in_(approved)).distinct()
    sessions = sorted(db.scalars(laid))
    for session_id in sessions:
        store.lock(db, session_id)
        here = (ReadingPart.session_id == session_id, ReadingPart.text_id.in_(approved))
        parts = db.scalars(select(ReadingPart).where(*here).order_by(ReadingPart.id)).all()
        again = [one.id for one in parts if one.form == "rewriting"]
        gone = dict.fromkeys(approved, "read.lay") | {one.id: "read.write" for one in parts}
        tell_gone(db, session_id, gone, now=now, ids=ids)
        store.erase_words(db, session_id, [*approved, *again], at=now)
        listeners.notes_erased(db, again)
        for one in parts:
            _keep_approved_quote(db, one, approved[one.text_id])
    return sessions


def _keep_approved_quote(db: Session, part: ReadingPart, approved: Approved) -> None:
    words, text = db.get(Words, part.words_id), db.get_one(NarrativeText, part.text_id).text
    if words is not None and words.texts.get("quote"):
        stays = kept_words(text, approved)[part.begins or 0 : part.ends].split()
        words.texts = {**words.texts, "quote": " ".join(stays)}


def end_copies(house: House, _speech: object, _worker_id: str) -> bool:
    """Erase the copies of one session that has ended; whether there was one. The programme keeps the text."""
    with house.database.read() as db:
        session_id = db.scalars(_with_copies().limit(1)).first()
    if session_id is None:
        return False

    def act(db: Session) -> None:
        store.lock(db, session_id)
        here = _with_copies().with_only_columns(NarrativeLaid.text_id).where(NarrativeLaid.session_id == session_id)
        texts = sorted(set(db.scalars(here)))
        now = house.clock()
        tell_gone(db, session_id, dict.fromkeys(texts, "read.lay"), now=now, ids=house.ids)
        store.erase_words(db, session_id, texts, at=now)

    house.database.write(act)
    house.nudge(session_id)
    return True


def _with_copies() -> Select[str]:
    return (
        select(NarrativeLaid.session_id)
        .join(DialogueSession, DialogueSession.id == NarrativeLaid.session_id)
        .join(Words, Words.id == NarrativeLaid.words_id)
        .where(DialogueSession.state == "ended", Words.erased_at.is_(None))
        .order_by(NarrativeLaid.session_id)
    )


offer_small_work(end_copies)
