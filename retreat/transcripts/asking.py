"""Who asks for a page of the record, or changes something on it."""

from __future__ import annotations

from retreat.consent.gate import StaffReader
from retreat.people.guard import this_staff
from retreat.transcripts.editing.operations import Who
from retreat.web.house import house


def reader() -> StaffReader:
    """Who is signed in, as somebody who reads."""
    return StaffReader(staff_id=this_staff().staff_id)


def who() -> Who:
    """Who is signed in, as somebody who changes something now."""
    here, reads = house(), reader()
    return Who(by=reads.staff_id, reader=reads, now=here.clock(), ids=here.ids)
