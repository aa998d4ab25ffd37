"""Who asks for a page of the record or changes something on it, the numbers that they send, and what nobody keeps."""

from __future__ import annotations

from flask import Response

from retreat.consent.gate import StaffReader
from retreat.errors import InvalidInput
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


def number(text: str | None) -> int | None:
    """A number of a page, a turn or a word; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def whole(text: str | None) -> int:
    """A number that a form of ours has put in.

    Raises:
        InvalidInput: It is none.
    """
    found = number(text)
    if found is None:
        raise InvalidInput("This page is not complete. Please reload it and try again.")
    return found


def unkept(response: Response) -> Response:
    """The same answer, of which no browser keeps a copy."""
    response.headers["Cache-Control"] = "no-store"
    return response
