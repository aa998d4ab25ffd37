"""The door at the HTTP edge: the right code always opens it; wrong ones are counted by address and in all."""

from __future__ import annotations

from flask import current_app

from retreat.errors import NotFound
from retreat.people.limits import JOIN_LIMITS, Failures
from retreat.people.operations import event_of_join_pass
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.origins import network


def open_door(typed: object) -> str:
    """The event that these letters open.

    Two hundred phones behind one address all come in: only failures are counted.

    Raises:
        NotFound: No event has these letters.
        Gone: The event that had them is over.
        TooMany: Too many wrong letters came from this address, or in all.
    """
    with house().database.read() as db:
        try:
            return event_of_join_pass(db, typed, now=house().clock())
        except NotFound:
            count_wrong_letters()
            raise


def count_wrong_letters() -> None:
    """Count one failure; never called before right letters were let in.

    Raises:
        TooMany: Too many wrong letters came from this address, or in all.
    """
    failures: Failures = current_app.extensions.setdefault("retreat.join_failures", Failures(JOIN_LIMITS))
    keys = {"address": network(), "everyone": ""}
    now = house().clock()
    log.info("wrong_join_pass")
    failures.refuse_if_many(keys, now=now)
    failures.count(keys, now=now)
