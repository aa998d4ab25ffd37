"""The kinds of work of higher rooms. They register when they are imported; the worker knows none by name.

Must never know what the work is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs.models import Work

# Called with the house, the speech room, the row's id, the number of the attempt, and what to report to.
Perform = Callable[[House, Any, str, int, Callable[[Any], None]], None]
# Called with the house, the speech room and the worker's id; whether there was something to do.
SmallWork = Callable[[House, Any, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One kind of long work, done one at a time under a lease. Its rows have an id, a state and a hold.

    Attributes:
        name: One word, for logs.
        rows: Its table, with the columns of ``Work``.
        wanted: Ids of all that is free now, first things first.
        perform: Does one of them; what it reports keeps the lease, and may end it.
        stopped: The columns of one that somebody stopped.
        settle_held: Settles rows that were paused or stopped while nobody worked on them.
        keeps_partial: Whether its row shows what was heard last.
        on_failure: Further columns to set when it fails.
    """

    name: str
    rows: type[Any]
    wanted: Callable[[Session, datetime], Sequence[str]]
    perform: Perform
    stopped: Callable[[], Mapping[str, Any]]
    settle_held: Callable[[Session, datetime], None]
    keeps_partial: bool = False
    on_failure: Mapping[str, Any] = field(default_factory=dict)


_kinds: dict[str, JobKind] = {}
_small_work: list[SmallWork] = []
_leased: list[type[Work]] = []
_beside: list[SmallWork] = []


def register(kind: JobKind) -> JobKind:
    """Add a kind of work; those registered first come first."""
    _kinds.setdefault(kind.name, kind)
    return _kinds[kind.name]


def kinds() -> list[JobKind]:
    """Every kind of long work, in the order in which they come."""
    return list(_kinds.values())


def offer_small_work(act: SmallWork, *, leases: type[Work] | None = None) -> None:
    """Add something to be done between two long jobs; those offered first are asked first.

    Args:
        leases: Its rows, if it has any that a worker holds while it works on them.
    """
    if act not in _small_work:
        _small_work.append(act)
        if leases is not None:
            _leased.append(leases)


def small_work() -> list[SmallWork]:
    """Everything that was offered."""
    return list(_small_work)


def offer_work_beside(act: SmallWork, *, leases: type[Work] | None = None) -> None:
    """Add something that cannot wait for the end of a long job: each worker does it on a thread of its own.

    Args:
        leases: Its rows, if it has any that a worker holds while it works on them.
    """
    if act not in _beside:
        _beside.append(act)
        if leases is not None:
            _leased.append(leases)


def work_beside() -> list[SmallWork]:
    """Everything that was offered to be done beside a long job."""
    return list(_beside)


def leased_rows() -> list[type[Any]]:
    """Every kind of row that a worker may hold."""
    return [*(kind.rows for kind in _kinds.values()), *_leased]
