"""Acts without words that were taken back: dots, positions, raised hands. A restored copy takes them back again.

The same operation is appended under the id that it had, so that a phone that brings it again is answered as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register
from retreat.log import store
from retreat.log.models import ChannelOperation, LogOperation, SessionHead
from retreat.log.projections import Kept, project

# What takes something back, and what did it.
TAKES_BACK: Mapping[str, str] = {
    "position.remove": "position.set",
    "vote.retract": "vote.cast",
    "signal.lower": "signal.raise",
    "signal.undone": "signal.done",
}


def _collect(db: Session, _before: Lines) -> Lines:
    """Those that hold: nothing of the same kind was done again since."""
    again = aliased(LogOperation)
    found: list[list[Any]] = []
    for back, did in TAKES_BACK.items():
        done_again = select(again.seq).where(
            again.session_id == LogOperation.session_id,
            again.target_id == LogOperation.target_id,
            again.participant_id == LogOperation.participant_id,
            again.kind == did,
            again.seq > LogOperation.seq,
        )
        held = select(LogOperation).where(LogOperation.kind == back, ~done_again.exists())
        for row in db.scalars(held):
            channels = select(ChannelOperation.channel).where(
                ChannelOperation.session_id == row.session_id, ChannelOperation.seq == row.seq
            )
            sent = sorted(db.scalars(channels))
            found.append([row.op_id, row.session_id, row.kind, row.target_id, row.participant_id, sent])
    return found


def _bury(db: Session, house: House, lines: Lines) -> int:
    """Take back what was done in the copy, and is not taken back in it."""
    changed = 0
    for op_id, session_id, kind, target_id, person_id, channels in lines:
        if _was_done(db, session_id, target_id, person_id, TAKES_BACK.get(kind, "")) and not _is_there(
            db, session_id, op_id
        ):
            _take_back(db, house, (op_id, session_id, kind, target_id, person_id, tuple(channels)))
            changed += 1
    return changed


def _was_done(db: Session, session_id: str, target_id: str, person_id: str | None, did: str) -> bool:
    asked = select(LogOperation.seq).where(
        LogOperation.session_id == session_id,
        LogOperation.target_id == target_id,
        LogOperation.participant_id == person_id,
        LogOperation.kind == did,
    )
    return db.get(SessionHead, session_id) is not None and db.scalar(asked.limit(1)) is not None


def _is_there(db: Session, session_id: str, op_id: str) -> bool:
    return store.answer_given(db, session_id, op_id) is not None


def _take_back(db: Session, house: House, line: tuple[str, str, str, str, str | None, tuple[str, ...]]) -> None:
    op_id, session_id, kind, target_id, person_id, channels = line
    now = house.clock()
    store.lock(db, session_id)
    fact = store.Fact(
        op_id=op_id,
        kind=kind,
        target_id=target_id,
        participant_id=person_id,
        body={},
        channels=channels,
        answer_channel=channels[0] if channels else "",
    )
    appended = store.append(db, session_id, fact, now=now, words_id=house.ids())
    project(
        db,
        Kept(
            session_id=session_id,
            kind=kind,
            target_id=target_id,
            participant_id=person_id,
            body={},
            keep={},
            channels=channels,
            version=1,
            texts={},
            words_id=None,
            at=appended.at,
            written_at=now,
            round_id=None,
        ),
    )


register(Kind(name="acts", called="dots, positions and hands taken back", collect=_collect, bury=_bury))
