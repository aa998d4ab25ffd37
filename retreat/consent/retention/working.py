"""Destroys what somebody has confirmed, step by step, and looks again in every place. See ``retreat.jobs.steps``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent import derived
from retreat.consent.derived import Part, Whose
from retreat.consent.retention import answers
from retreat.consent.retention.models import CONFIRMED, DONE, STOPPED, WORKING, Destruction
from retreat.consent.retention.periods import ANSWERS, SOUND, TEXT
from retreat.consent.retention.ports import sound_end, stocks
from retreat.consent.retention.queries import holds
from retreat.database.purging import purge
from retreat.errors import RetreatError
from retreat.house import House
from retreat.jobs import leases
from retreat.jobs.registry import offer_work_beside
from retreat.jobs.steps import Stepping
from retreat.jobs.steps import carry_out as carry_out_steps

_STUCK = "Something could not be destroyed yet. The toolkit tries again every few minutes."
PARTS: Mapping[str, frozenset[Part]] = {
    SOUND: frozenset(),
    TEXT: frozenset(("written", "spoken")),
    ANSWERS: frozenset(("described",)),
}
FIRST = "sound"


class StillHere(RetreatError):
    """After a destruction something is still here."""

    code = "still_here"
    status = 500
    tell = _STUCK


def wanted() -> ColumnElement[bool]:
    """Destructions that are to be carried out."""
    return Destruction.state.in_((CONFIRMED, WORKING))


def carry_out(house: House, destruction_id: str, *, owner: str) -> bool:
    """Carry one out as far as possible; whether it was free.

    Raises:
        Exception: Whatever went wrong; it is tried again by itself.
    """
    return carry_out_steps(
        lambda attempt: _Destroying(house, destruction_id, attempt),
        house,
        destruction_id,
        kind=Destruction,
        owner=owner,
        wanted=wanted(),
        stuck=_STUCK,
    )


def carry_out_all(house: House, *, owner: str) -> bool:
    """Every one that waits, the oldest first; whether there was any."""
    asked = select(Destruction.id).where(wanted(), leases.free(Destruction, house.clock()))
    with house.database.read() as db:
        ids = db.scalars(asked.order_by(Destruction.confirmed_at, Destruction.id)).all()
    for destruction_id in ids:
        carry_out(house, destruction_id, owner=owner)
    return bool(ids)


class _Destroying(Stepping[Destruction]):
    """One attempt."""

    kind = Destruction
    working = WORKING

    def steps(self) -> Mapping[str, Callable[[], None]]:
        """Nothing waits for anybody to listen: whole sounds go."""
        return {
            FIRST: self._sound,
            "words": self._words,
            "files": self._files,
            "purge": self._purge,
            "check": self._check,
        }

    def run(self) -> None:
        """A hold that was placed before the first step stops it."""
        if self._row().stage is None and self._house.database.write(self._stop_if_held):
            return
        super().run()

    def _stop_if_held(self, db: Session) -> bool:
        row = db.get_one(Destruction, self._id, populate_existing=True)
        if not holds(db, row.programme_id, self._house.clock().date(), row.event_id):
            self._next(db, FIRST)
            return False
        leases.let_go(db, Destruction, self._id, attempt=self._attempt, state=STOPPED)
        return True

    def _whose(self) -> Whose:
        row = self._row()
        return Whose(participant_id="", event_id=row.event_id, at=self._house.clock(), parts=PARTS[row.kind])

    def _sound(self) -> None:
        row, house = self._row(), self._house
        while row.kind == SOUND and sound_end().end(house, row.event_id, house.clock()):
            house.database.write(lambda db: self._next(db, FIRST))
        house.database.write(lambda db: self._next(db, "words"))

    def _words(self) -> None:
        row, whose = self._row(), self._whose()

        def erase(db: Session) -> None:
            if whose.parts:
                derived.erase(db, whose)
            if row.kind == ANSWERS:
                answers.forget(db, row.event_id, now=whose.at)
            self._next(db, "files")

        self._house.database.write(erase)

    def _files(self) -> None:
        whose, house = self._whose(), self._house
        if whose.parts:
            with house.database.read() as db:
                theirs = derived.look_ahead(db, whose)
            derived.erase_files(house, theirs)
        house.database.write(lambda db: self._next(db, "purge"))

    def _purge(self) -> None:
        """Raises ``Unavailable`` while somebody reads all the time."""
        house = self._house
        while purge(house.database, house.settings.data, house.clock) is not None:
            pass
        house.database.write(lambda db: self._next(db, "check"))

    def _check(self) -> None:
        """Look again, in every store, on the disk, and by counting. Raises ``StillHere``."""
        row, whose, house = self._row(), self._whose(), self._house
        left = sound_end().left(house, row.event_id) if row.kind == SOUND else 0
        files: list[str] = []
        if whose.parts:
            with house.database.read() as db:
                theirs = derived.look_ahead(db, whose)
            files = [name for name, count in derived.files_left(house, theirs).items() if count]

        def look(db: Session) -> list[str]:
            still = derived.still_holding(db, derived.look_ahead(db, whose)) if whose.parts else []
            counted = [one.many for one in stocks(row.kind) if one.count(db, row.event_id)]
            return list(dict.fromkeys([*still, *files, *counted, *(["files of sound"] if left else [])]))

        still = house.database.write(look)
        if still:
            house.database.write(lambda db: self._next(db, FIRST, found={"still_holding": still}))
            raise StillHere()
        house.database.write(self._end)

    def _end(self, db: Session) -> None:
        row = db.get_one(Destruction, self._id, populate_existing=True)
        now = self._house.clock()
        found = {
            "stores": [store.name for store in derived.in_order() if store.erase or store.erase_files]
            if PARTS[row.kind]
            else [],
            "still_holding": [],
            "cleared_at": to_text(now),
            "engine": db.get_bind().dialect.name,
        }
        values = {
            "state": DONE,
            "done_at": row.done_at or now,
            "found": found,
            "failures": 0,
            "abandoned": 0,
            "reason": None,
        }
        leases.let_go(db, Destruction, self._id, attempt=self._attempt, **values)


def _work(house: House, _speech: Any, worker_id: str) -> bool:
    return carry_out_all(house, owner=worker_id)


offer_work_beside(_work, leases=Destruction)
