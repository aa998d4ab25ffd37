"""Closing an event: what is still open ends, and what people kept to themselves is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.ids import Ids
from retreat.jobs.registry import offer_small_work
from retreat.log import store
from retreat.log.models import Lightbulb, Note, SessionHead, Words
from retreat.log.projections import Kept, project
from retreat.programme.events import event_row, overdue
from retreat.programme.models import DialogueSession, Round

ONLY_ME = "me"


def close_event(db: Session, event_id: str, *, now: datetime, ids: Ids) -> list[str]:
    """Close an event. Its letters let nobody in any more; people go on reading and taking back what is theirs.

    Returns:
        The sessions whose logs have grown.

    Raises:
        NotFound: There is no such event.
    """
    event = event_row(db, event_id, locked=True)
    if event.closed_at is not None:
        return []
    with_log = (
        select(DialogueSession.id)
        .join(SessionHead, SessionHead.session_id == DialogueSession.id)
        .where(DialogueSession.event_id == event_id)
        .order_by(DialogueSession.id)
    )
    sessions = list(db.scalars(with_log))
    for session_id in sessions:
        server = _Server(db=db, session_id=session_id, now=now, ids=ids)
        if store.lock(db, session_id) == "open":
            _end(server)
        _erase_only_me(server)
    event.closed_at = now
    db.flush()
    return sessions


def close_overdue(house: House, _speech: object, _worker_id: str) -> bool:
    """Close one event whose last day is over; whether there was one."""
    now = house.clock()
    with house.database.read() as db:
        event_id = overdue(db, now=now)
    if event_id is None:
        return False
    house.database.write(lambda db: close_event(db, event_id, now=now, ids=house.ids))
    return True


offer_small_work(close_overdue)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """What the server itself does in one session, as an operation of nobody's."""

    db: Session
    session_id: str
    now: datetime
    ids: Ids

    def does(
        self, kind: str, target_id: str, channel: str, *, body: Mapping[str, Any] | None = None, version: int = 1
    ) -> None:
        fact = store.Fact(
            op_id=self.ids(),
            kind=kind,
            target_id=target_id,
            participant_id=None,
            body=dict(body or {}),
            channels=(channel,),
            answer_channel=channel,
            version=version,
        )
        appended = store.append(self.db, self.session_id, fact, now=self.now, words_id=self.ids())
        project(
            self.db,
            Kept(
                session_id=self.session_id,
                kind=kind,
                target_id=target_id,
                participant_id=None,
                body=fact.body,
                keep={"erase": True},
                channels=fact.channels,
                version=version,
                texts={},
                words_id=None,
                at=appended.at,
                written_at=self.now,
                round_id=None,
            ),
        )


def _end(server: _Server) -> None:
    still_open = select(Round.id, Round.version).where(Round.session_id == server.session_id, Round.state == "open")
    for row in server.db.execute(still_open).all():
        server.does("round.close", row.id, "all", body={"version": row.version + 1}, version=row.version + 1)
    server.does("session.end", server.session_id, "all")


def _erase_only_me(server: _Server) -> None:
    """Notes and light-bulbs that nobody else ever read, each taken away on its author's own channel."""
    notes = select(Note.id, Note.participant_id, Note.version).where(
        Note.session_id == server.session_id, Note.share == ONLY_ME, Note.removed_at.is_(None)
    )
    for row in server.db.execute(notes.order_by(Note.at, Note.id)).all():
        server.does("note.remove", row.id, f"person:{row.participant_id}", version=row.version + 1)
    bulbs = (
        select(Lightbulb.id, Lightbulb.participant_id)
        .join(Words, Words.id == Lightbulb.words_id)
        .where(Lightbulb.session_id == server.session_id, Lightbulb.share == ONLY_ME, Words.erased_at.is_(None))
    )
    for bulb in server.db.execute(bulbs.order_by(Lightbulb.at, Lightbulb.id)).all():
        server.does("lightbulb.remove", bulb.id, f"person:{bulb.participant_id}", version=2)
