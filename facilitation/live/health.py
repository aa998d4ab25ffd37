"""Whether this process lives and whether the product is ready. Open to all; says nothing private."""

from __future__ import annotations

import shutil

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.orm import Session

from retreat.errors import RetreatError
from retreat.jobs.workers import live_workers, locks_folder
from retreat.web.guard import public
from retreat.web.house import house

blueprint = Blueprint("health", __name__)

LOW_DISK_BYTES = 5 * 1024**3
NO_WORKER = "no worker is running: audio recordings wait"


@blueprint.get("/livez")
@public
def alive() -> dict[str, str]:
    """This process answers."""
    return {"status": "alive"}


@blueprint.get("/readyz")
@public
def ready() -> tuple[dict[str, object], int]:
    """Ready once the database can be written; a missing worker or low disk is only a complaint."""
    try:
        house().database.write(_probe)
    except RetreatError:
        return {"status": "unready", "complaints": ["the database cannot be written"]}, 503
    complaints = _complaints()
    return {"status": "degraded" if complaints else "ready", "complaints": complaints}, 200


def _probe(db: Session) -> None:
    db.execute(text("update session_head set seq = seq where session_id = ''"))


def _complaints() -> list[str]:
    complaints = []
    data = house().settings.data
    with house().database.read() as db:
        if not live_workers(db, now=house().clock(), folder=locks_folder(data)):
            complaints.append(NO_WORKER)
    if shutil.disk_usage(data).free < LOW_DISK_BYTES:
        complaints.append("the disk is nearly full")
    return complaints
