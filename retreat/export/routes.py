"""All pages of exports and releases."""

from __future__ import annotations

from flask import Blueprint

from retreat.export import found, pages
from retreat.export.controller import pages as controller
from retreat.export.incoming import pages as incoming
from retreat.export.report import pages as report
from retreat.export.told import pages as told

blueprint = Blueprint("export", __name__)
pages.add_routes(blueprint)
incoming.add_routes(blueprint)
report.add_routes(blueprint)
told.add_routes(blueprint)
controller.add_routes(blueprint)
found.add_route(blueprint)
