"""Carries a withdrawal out, step by step. See ``retreat.jobs.steps``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.consent.withdrawal import ports
from retreat.consent.withdrawal.models import ASKED, DONE, LISTENING, WORKING, Withdrawal
from retreat.consent.withdrawal.operations import keep_sources, list_repeated, whose_of
from retreat.consent.withdrawal.scopes import SCOPES
from retreat.database.purging import purge
from retreat.errors import RetreatError
from retreat.house import House
from retreat.jobs import leases
from retreat.jobs.steps import Stepping
from retreat.jobs.steps import carry_out as carry_out_steps

# Silencing an hour of sound takes minutes, and whoever does it cannot say how far it is.
_SOUND_LEASE = timedelta(minutes=10)
_STUCK = "Something could not be erased yet. The toolkit tries again every few minutes."
OpenSpeech = Callable[[], Any]


class StillThere(RetreatError):
    """After an erasure a store still holds something."""

    code = "still_there"
    status = 500
    tell = _STUCK


def wanted() -> ColumnElement[bool]:
    """Withdrawals that are to be carried out."""
    return Withdrawal.state.in_((ASKED, WORKING))


def waiting(db: Session, now: datetime) -> list[str]:
    """Ids of those that nobody is carrying out; the oldest first."""
    asked = select(Withdrawal.id).where(wanted(), leases.free(Withdrawal, now))
    return list(db.scalars(asked.order_by(Withdrawal.asked_at, Withdrawal.id)))


def carry_out(house: House, open_speech: OpenSpeech, withdrawal_id: str, *, owner: str) -> bool:
    """Carry one out as far as possible; whether it was free. An erasure is never given up.

    Raises:
        Exception: Whatever went wrong; it is tried again by itself.
    """
    return carry_out_steps(
        lambda attempt: _Carrying(house, open_speech, withdrawal_id, attempt),
        house,
        withdrawal_id,
        kind=Withdrawal,
        owner=owner,
        wanted=wanted(),
        stuck=_STUCK,
    )


class _Carrying(Stepping[Withdrawal]):
    """One attempt."""

    kind = Withdrawal
    working = WORKING
    leases = {"sound": _SOUND_LEASE}  # noqa: RUF012 - never changed

    def __init__(self, house: House, open_speech: OpenSpeech, withdrawal_id: str, attempt: int) -> None:
        super().__init__(house, withdrawal_id, attempt)
        self._open_speech = open_speech

    def steps(self) -> Mapping[str, Callable[[], None]]:
        """Words first, since nobody reads them any more once they are blank; sound takes long."""
        return {
            "words": self._words,
            "files": self._files,
            "sound": self._sound,
            "purge": self._purge,
            "check": self._check,
        }

    def _whose(self) -> Whose:
        row = self._row()
        return whose_of(row.scope, row.participant_id, row.asked_at, at=self._house.clock())

    def _words(self) -> None:
        """In one transaction: list what others repeat, remember which files hold it, and erase."""
        whose = self._whose()

        def erase(db: Session) -> None:
            if whose.parts:
                theirs = derived.look_ahead(db, whose)
                list_repeated(db, self._id, theirs)
                keep_sources(db, self._id, ports.sound().sources(db, theirs), now=whose.at)
                derived.erase(db, whose)
            self._next(db, "files")

        self._house.database.write(erase)

    def _files(self) -> None:
        with self._house.database.read() as db:
            theirs = derived.look_ahead(db, self._whose())
        derived.erase_files(self._house, theirs)
        self._house.database.write(lambda db: self._next(db, "sound"))

    def _sound(self) -> None:
        while ports.sound().work(self._house, self._open_speech, self._id):
            self._house.database.write(lambda db: self._next(db, "sound"))
        self._house.database.write(lambda db: self._next(db, "purge"))

    def _purge(self) -> None:
        """Raises ``Unavailable`` while somebody reads all the time."""
        house = self._house
        while purge(house.database, house.settings.data, house.clock) is not None:
            pass
        house.database.write(lambda db: self._next(db, "check"))

    def _check(self) -> None:
        """Look again in every store. Raises ``StillThere``."""
        whose, house = self._whose(), self._house
        with house.database.read() as db:
            theirs = derived.look_ahead(db, whose)
        files = {name: count for name, count in derived.files_left(house, theirs).items() if count}

        def look(db: Session) -> list[str]:
            if not whose.parts:
                return []
            still = derived.still_holding(db, derived.look_ahead(db, whose))
            return [*still, *(name for name in files if name not in still)]

        still = house.database.write(look)
        if still:
            house.database.write(lambda db: self._next(db, "words", found={"still_holding": still}))
            raise StillThere()
        house.database.write(partial(self._end, still=still))

    def _end(self, db: Session, still: list[str]) -> None:
        row = db.get_one(Withdrawal, self._id, populate_existing=True)
        is_heard = SCOPES[row.scope].reaches_sound and ports.sound().waiting(db, self._id) > 0
        now = self._house.clock()
        stores = [store.name for store in derived.in_order() if store.erase or store.erase_files]
        found = {
            "stores": stores if SCOPES[row.scope].parts else [],
            "still_holding": still,
            "cleared_at": to_text(now),
            "backups": _backups(db),
        }
        values = {
            "state": LISTENING if is_heard else DONE,
            "done_at": row.done_at if is_heard else row.done_at or now,
            "rounds": row.rounds + 1,
            "found": found,
            "failures": 0,
            "abandoned": 0,
            "reason": None,
        }
        leases.let_go(db, Withdrawal, self._id, attempt=self._attempt, **values)


def _backups(db: Session) -> str:
    """What the files of this machine do not cover, by the engine."""
    return "server_logs_and_backups" if db.get_bind().dialect.name == "postgresql" else "backups"


def look_again(db: Session, now: datetime) -> list[str]:
    """Withdrawals that were carried out, but of which something has come back, or has to be done now."""
    found: list[str] = []
    for row in db.scalars(select(Withdrawal).where(Withdrawal.state.in_((LISTENING, DONE)))):
        if not SCOPES[row.scope].reaches_sound:
            continue
        whose = whose_of(row.scope, row.participant_id, row.asked_at, at=now)
        settled = row.state == LISTENING and ports.sound().waiting(db, row.id) == 0
        if settled or ports.sound().comes_back(db, whose):
            found.append(row.id)
    return found
