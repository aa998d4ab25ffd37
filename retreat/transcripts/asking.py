"""The person who asks for a page of the record, or changes something on it."""

from __future__ import annotations

from retreat.consent.gate import StaffReader
from retreat.people.guard import this_staff
from retreat.transcripts.editing.operations import Who
from retreat.web.house import house


def reader() -> StaffReader:
    """The signed-in person as a reader."""
    return StaffReader(staff_id=this_staff().staff_id)


def who() -> Who:
    """The signed-in person as the author of a change."""
    here, reads = house(), reader()
    return Who(by=reads.staff_id, reader=reads, now=here.clock(), ids=here.ids)
