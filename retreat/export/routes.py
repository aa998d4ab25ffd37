"""All pages of exports and releases."""

from __future__ import annotations

from flask import Blueprint

from retreat.export import pages

blueprint = Blueprint("export", __name__)
pages.add_routes(blueprint)
