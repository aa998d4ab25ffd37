"""A programme's own activities, read as files are: what can be used is offered, what cannot is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from facilitation.activities.catalogue import data_in_catalogue, load_catalogue, plain
from facilitation.activities.reading import ActivityTemplate, BadActivity, Wrong, read_activity
from retreat.errors import Conflict
from retreat.programme.catalogue import Offer, Offered, Unreadable
from retreat.programme.own_activities import KeptActivity, own_activities, own_activity, restore_own_activity


class NameTaken(Conflict):
    """Another activity has taken the name of a retired one."""

    code = "name_taken"
    tell = "Another activity now has this name. Please copy the retired one and give the copy a different name."


def offered(db: Session, programme_id: str) -> Offer:
    """The catalogue and the programme's own; one that cannot be read is listed with its reasons and hides no other."""
    found: dict[str, Offered] = dict(load_catalogue())
    own: set[str] = set()
    unreadable: list[Unreadable] = []
    for kept in own_activities(db, programme_id):
        if kept.retired_at is not None:
            continue
        try:
            found[kept.key] = read_activity(kept.key, kept.data)
            own.add(kept.key)
        except BadActivity as bad:
            says = tuple(map(str, bad.wrong))
            unreadable.append(Unreadable(key=kept.key, name=kept.name, says=says))
    return Offer(activities=MappingProxyType(found), own=frozenset(own), unreadable=tuple(unreadable))


def data_for(db: Session, programme_id: str, key: str) -> tuple[Mapping[str, Any], KeptActivity | None]:
    """The data of any activity of a programme as it was written; and what is kept of it, if it is the programme's own.

    Raises:
        NotFound: Neither the catalogue nor the programme has it.
    """
    written = data_in_catalogue(key)
    if written is not None:
        return written, None
    kept = own_activity(db, programme_id, key)
    return kept.data, kept


def check(db: Session, programme_id: str, data: Mapping[str, Any], *, key: str = "") -> ActivityTemplate:
    """Check that this can be kept: it can be read, and no other activity on offer here has its name.

    Args:
        key: Its own, where it is kept already.

    Raises:
        BadActivity: It may not; every field at fault is named.
    """
    template = read_activity(key, data)
    try:
        json.dumps(data, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadActivity([Wrong("steps", "write texts, numbers, lists and tables only")]) from error
    if _is_taken(db, programme_id, template.name, but=key):
        raise BadActivity([Wrong("name", "another activity here has this name")])
    return template


def offer_again(db: Session, programme_id: str, key: str) -> str:
    """Take back that one of the programme's own was retired. Returns its name.

    Raises:
        NameTaken: Another one has its name by now.
    """
    if _is_taken(db, programme_id, own_activity(db, programme_id, key).name, but=key):
        raise NameTaken()
    return restore_own_activity(db, programme_id, key)


def _is_taken(db: Session, programme_id: str, name: str, *, but: str) -> bool:
    others = offered(db, programme_id).activities.values()
    return any(plain(name) == plain(one.name) for one in others if one.key != but)
