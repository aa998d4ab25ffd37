"""One job in a worker's hands: who asked for it, whether we still hold it, what its outcome says."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.house import House
from retreat.jobs import leases
from retreat.recordings.models import READY
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.ports import Report
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion


class Job:
    """One job that this attempt holds.

    Attributes:
        told: What its outcome will say besides how many turns were ``changed`` and how many ``kept`` as people have
            them.
    """

    def __init__(
        self, house: House, row: SpeechRerun, transcript: TranscriptVersion, attempt: int, report: Report
    ) -> None:
        self.house, self.row, self.transcript, self.report = house, row, transcript, report
        self._attempt = attempt
        self.changed = 0
        self.kept = 0
        self.told: dict[str, Any] = {}

    def count(self, outcome: bool | None) -> None:
        """Count one turn: whether it changed; None if it stays because it is a person's."""
        self.changed += outcome is True
        self.kept += outcome is None

    def still_ours(self, db: Session) -> None:
        """Raises ``LateWriter`` if another attempt has taken over."""
        leases.write_as(db, SpeechRerun, self.row.id, attempt=self._attempt, values={"stage": "apply"})

    def now(self, db: Session) -> SpeechRerun:
        """Its current row."""
        return db.get_one(SpeechRerun, self.row.id, populate_existing=True)

    def who(self) -> Who:
        """The person who asked for it, as the author of changes now."""
        by = self.row.asked_by or ""
        return Who(by=by, reader=StaffReader(staff_id=by, as_asked=True), now=self.house.clock(), ids=self.house.ids)

    def end(self, db: Session) -> None:
        """Finish: record how much was changed and how much was left as people have it."""
        row = self.now(db)
        told = "taken_back" if row.undone_at is not None else "changed"
        outcome = row.outcome | {told: self.changed, "kept": self.kept} | self.told
        now = self.house.clock()
        values = {"state": READY, "progress": 1.0, "outcome": outcome, "ended_at": now, "reason": None, "failures": 0}
        leases.let_go(db, SpeechRerun, row.id, attempt=self._attempt, hold=None, stage_at=None, **values)
