"""A real server for browser tests; prints where it listens and whom it let in.

Started as ``python -m tests.browser.live_server FOLDER``.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - nothing may be imported before the patch
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

import tests.support.all_models  # noqa: E402, F401 - tables exist once their modules are imported
from facilitation import api, routes  # noqa: E402
from facilitation.activities.catalogue import find_activity  # noqa: E402
from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from facilitation.operations import open_session  # noqa: E402
from retreat.clock import system_clock  # noqa: E402
from retreat.database import Base, open_database  # noqa: E402
from retreat.database.writer import GroupWriter  # noqa: E402
from retreat.ids import system_ids  # noqa: E402
from retreat.people import routes as people_routes  # noqa: E402
from retreat.people.access import seat_of_token  # noqa: E402
from retreat.people.accounts import start_sign_in  # noqa: E402
from retreat.people.models import Staff  # noqa: E402
from retreat.people.operations import facilitator_token  # noqa: E402
from retreat.programme import routes as programme_routes  # noqa: E402
from retreat.programme.operations import create_session, ensure_default_event  # noqa: E402
from retreat.settings import load_settings  # noqa: E402
from retreat.web.compress import install_compression  # noqa: E402
from retreat.web.house import House  # noqa: E402
from retreat.web.pages import install_web  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def make_house(folder: Path) -> House:
    """A house on an empty database in a folder of the test's own."""
    settings = load_settings({"RETREAT_DATA": str(folder), "HOST": "127.0.0.1"})
    database = open_database(sqlite_file=settings.sqlite_file)
    Base.metadata.create_all(database.engine)
    database.use_writer(GroupWriter(database.engine))
    return House(
        settings=settings,
        database=database,
        clock=system_clock,
        ids=system_ids,
        storage=settings.storage,
        secret_key="for browser tests alone",
        nudge=lambda _session_id: None,  # the publisher polls; that it may be nudged only makes it quicker
        enqueue=lambda _recording_id: None,
        offload=lambda act: act(),
    )


def make_app(house: House) -> Flask:
    """The live half of the application, as the composition root puts it together."""
    app = Flask("app", root_path=str(ROOT))
    install_compression(app)
    install_web(app, house)
    for blueprint in (api.blueprint, routes.blueprint, people_routes.blueprint, programme_routes.blueprint):
        app.register_blueprint(blueprint)
    return app


def let_in(house: House) -> dict[str, str]:
    """A facilitator who is signed in."""

    def write(db: Session) -> dict[str, str]:
        now = system_clock()
        staff = Staff(
            id=system_ids(),
            name="Ada",
            email="ada",
            password_hash="none",
            role="facilitator",
            created_at=now,
            disabled_at=None,
        )
        db.add(staff)
        db.flush()
        return {"staff_id": staff.id, "sign_in": start_sign_in(db, staff_id=staff.id, now=now, ids=system_ids)}

    return house.database.write(write)


def make_session(house: House, activity: str, *, state: str, tables: int = 0) -> dict[str, Any]:
    """A session: ``planned``, ``open`` without a round, or ``writing`` with its first round open."""

    def write(db: Session) -> dict[str, Any]:
        event_id = ensure_default_event(db, clock=system_clock, ids=system_ids)
        view = create_session(
            db,
            event_id=event_id,
            title="",
            template=find_activity(activity),
            by=None,
            clock=system_clock,
            ids=system_ids,
            tables=tables,
            untimed=True,
        )
        token = facilitator_token(db, view.id, now=system_clock(), ids=system_ids)
        if state != "planned":
            seat = seat_of_token(db, token)
            open_session(db, seat, now=system_clock(), ids=system_ids, open_first_round=state == "writing")
        return {
            "id": view.id,
            "letters": view.join_pass,
            "token": token,
            "rounds": [{"id": each.id, "version": each.version} for each in view.rounds],
            "prompts": [prompt.id for each in view.rounds for prompt in each.prompts],
        }

    return house.database.write(write)


def main() -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    house = make_house(Path(sys.argv[1]))
    app = make_app(house)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    said = let_in(house) | {
        "port": server.server_port,
        "sessions": {
            "open_wall": make_session(house, "brainstorm", state="writing"),
            "waiting": make_session(house, "brainstorm", state="open", tables=2),
            "rock": make_session(house, "lifting_the_rock", state="open"),
            "plain": make_session(house, "lifting_the_rock", state="writing"),
            "planned": make_session(house, "brainstorm", state="planned"),
            "crowd": make_session(house, "brainstorm", state="writing"),
            "dotted": make_session(house, "brainstorm", state="writing"),
            "flood": make_session(house, "brainstorm", state="writing"),
            "looks": make_session(house, "lifting_the_rock", state="writing", tables=3),
        },
    }
    print(json.dumps(said), flush=True)
    serve_until_stopped(server, live)


if __name__ == "__main__":
    main()
