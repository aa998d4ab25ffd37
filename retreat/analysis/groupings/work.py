"""What a worker does when somebody asks for groupings: read, group, keep. It can be stopped between any two steps."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.groupings.models import (
    READY,
    SET_ASIDE,
    UNDER_WAY,
    WAITING,
    WORKING,
    GroupedPiece,
    GroupingRun,
    SuggestedGrouping,
)
from retreat.consent.gate import StaffReader
from retreat.errors import RetreatError
from retreat.house import House
from retreat.jobs import leases
from retreat.jobs.registry import offer_small_work
from retreat.search.listing.widely import ToGroup, still_readable, to_group_widely
from retreat.search.meanings import meanings_of
from retreat.transcripts.ports import Heard, Matrix, Speech
from transcription.errors import TranscriptionError
from transcription.types import WideGroupings

_log = logging.getLogger(__name__)
_UNEXPECTED = "The machine could not group these passages. Please ask for it once more."


def group_waiting(house: House, speech: Speech, owner: str) -> bool:
    """Do the first that waits; whether there was one."""
    now = house.clock()
    asked = select(GroupingRun.id).where(leases.free(GroupingRun, now), GroupingRun.state.in_(UNDER_WAY))
    with house.database.read() as db:
        run_id = db.scalars(asked.order_by(GroupingRun.at, GroupingRun.id).limit(1)).first()
    if run_id is None:
        return False
    wanted = GroupingRun.state.in_(UNDER_WAY)
    attempt = house.database.write(
        lambda db: leases.claim(db, GroupingRun, run_id, owner=owner, now=now, wanted=wanted)
    )
    if attempt is None:
        return False
    try:
        _perform(house, speech, run_id, attempt)
    except leases.LateWriter:
        _log.info("%s was stopped, or another worker took it over", run_id)
    except (RetreatError, TranscriptionError) as error:
        _failed(house, run_id, attempt, error.tell if isinstance(error, RetreatError) else str(error))
    except Exception as error:  # noqa: BLE001 - the worker's edge: it must not end
        _log.error("unexpected %s while grouping %s", type(error).__name__, run_id)
        _failed(house, run_id, attempt, _UNEXPECTED)
    return True


def _perform(house: House, speech: Speech, run_id: str, attempt: int) -> None:
    def note(progress: float, **values: Any) -> None:
        now = house.clock()
        house.database.write(
            lambda db: leases.renew(db, GroupingRun, run_id, attempt=attempt, now=now, progress=progress, **values)
        )

    note(0.0, state=WORKING, stage="meanings")
    with house.database.read() as db:
        run = db.get_one(GroupingRun, run_id)
        reader, wanted = StaffReader(staff_id=run.by), run.wanted
        passages = to_group_widely(db, reader, run.programme_id)
    vectors = _meanings(speech, passages, lambda heard: note(0.2 * (heard.done or 0.0)))
    note(0.2, stage="grouping")
    found = speech.group_widely(
        [one.text for one in passages], vectors, count=wanted, told=lambda done: note(0.2 + 0.75 * done)
    )
    house.database.write(lambda db: _keep(db, house, run_id, attempt, reader, passages, found))


def _meanings(speech: Speech, passages: Sequence[ToGroup], report: Any) -> Matrix:
    """The kept meaning of each passage, and those that are not known yet."""
    if not passages:
        return np.zeros((0, 0), np.float32)
    missing = [at for at, one in enumerate(passages) if one.vector is None]

    def heard(some: Heard) -> None:
        report(some)

    made = meanings_of(speech, [passages[at].text for at in missing], heard)
    fresh = dict(zip(missing, made, strict=True))
    return np.stack([fresh[at] if one.vector is None else one.vector for at, one in enumerate(passages)])


def _keep(
    db: Session,
    house: House,
    run_id: str,
    attempt: int,
    reader: StaffReader,
    passages: Sequence[ToGroup],
    found: WideGroupings,
) -> None:
    """Also asks once more who may be read: a “no” may have come while it was working."""
    leases.let_go(
        db,
        GroupingRun,
        run_id,
        attempt=attempt,
        state=READY,
        progress=1.0,
        passages=len(passages),
        unassigned=found.unassigned,
        agreed=found.stability,
        reason=None,
    )
    programme_id = db.get_one(GroupingRun, run_id).programme_id
    now = still_readable(db, reader, [one.id for one in passages])
    unchanged = {one.id for one in passages if now.get(one.id) == one.text}
    for position, group in enumerate(found.groups):
        held = [(passages[at].id, near) for at, near in zip(group.passages, group.closeness, strict=True)]
        held = [one for one in held if one[0] in unchanged]
        if len(held) < 2:
            continue
        said = " ".join(now[passage_id].casefold() for passage_id, _near in held)
        row = SuggestedGrouping(
            id=house.ids(),
            run_id=run_id,
            programme_id=programme_id,
            position=position,
            words=[word for word in group.words if word in said],
            stability=group.stability,
        )
        db.add(row)
        db.flush()
        db.add_all(
            GroupedPiece(id=house.ids(), grouping_id=row.id, passage_id=passage_id, closeness=near)
            for passage_id, near in held
        )
    db.flush()


def _failed(house: House, run_id: str, attempt: int, reason: str) -> None:
    def write(db: Session) -> None:
        final = leases.fail(db, GroupingRun, run_id, attempt=attempt, now=house.clock(), reason=reason, permanent=False)
        db.get_one(GroupingRun, run_id, populate_existing=True).state = SET_ASIDE if final else WAITING

    house.database.write(write)


offer_small_work(group_waiting, leases=GroupingRun)
