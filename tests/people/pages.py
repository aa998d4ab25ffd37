"""The staff's pages as a browser meets them: an application on a real database, and a browser that keeps cookies."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import facilitation.activities  # noqa: F401 - registers the catalogue
import retreat.people.routes
import retreat.programme.routes
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.people.accounts import new_first_link
from retreat.settings import load_settings
from retreat.web.pages import install_web
from tests.support.clock import HandClock

ROOT = Path(__file__).parents[2]
PASSWORD = "rain on a tin roof"


def make_app(database: Database, clock: HandClock, **environ: str) -> Flask:
    """The application with this issue's staff pages."""
    house = House(
        settings=load_settings(environ),
        database=database,
        clock=clock,
        ids=system_ids,
        storage=ROOT,
        secret_key="a secret of the tests",
        nudge=lambda _session_id: None,
        enqueue=lambda _recording_id: None,
        offload=lambda act: act(),
    )
    app = Flask("retreat_pages", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    install_web(app, house)
    app.register_blueprint(retreat.people.routes.blueprint)
    app.register_blueprint(retreat.programme.routes.blueprint)
    return app


class Browser:
    """Fills in forms as they stand on the page, token and all."""

    def __init__(self, app: Flask, *, address: str = "127.0.0.1", base_url: str = "http://localhost") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self._where = {"environ_overrides": {"REMOTE_ADDR": address}, "base_url": base_url}

    def open(self, path: str, **more: Any) -> TestResponse:
        """Follow a link."""
        return self.client.get(path, **self._where, **more)

    def send(self, path: str, *, page: str | None = None, **fields: str) -> TestResponse:
        """Open the page with the form, fill it in and send it."""
        shown = self.open(page or path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
        assert token, f"no form on {page or path}: {shown.status}"
        return self.client.post(path, data={"csrf_token": html.unescape(token[1])} | fields, **self._where)

    def post(self, path: str, **more: Any) -> TestResponse:
        """Send something without any form."""
        return self.client.post(path, **self._where, **more)


def first_facilitator(browser: Browser, *, name: str = "Ada", email: str = "ada@example.org") -> TestResponse:
    """Open the first link, make the account, be signed in."""
    house = browser.app.extensions["retreat"]
    token = house.database.write(lambda db: new_first_link(db, now=house.clock(), ids=house.ids))
    assert token
    return browser.send("/sign-in/first", token=token, name=name, email=email, password=PASSWORD)
