"""The desk's home and its plain forms: programmes, events, sessions, posters. A table of contents."""

from __future__ import annotations

from flask import Blueprint

from retreat.people.guard import staff_required
from retreat.programme import glossary_page, posters, views

blueprint = Blueprint("programme", __name__)

_PAGES = (
    ("/desk", views.home, ("GET",)),
    ("/desk/programmes/new", views.new_programme, ("GET", "POST")),
    ("/desk/programmes/<programme_id>", views.edit_programme, ("GET", "POST")),
    ("/desk/programmes/<programme_id>/names", glossary_page.names_and_words, ("GET", "POST")),
    ("/desk/programmes/<programme_id>/events/new", views.new_event, ("GET", "POST")),
    ("/desk/events/<event_id>/sessions/new", views.new_session, ("GET", "POST")),
    ("/desk/sessions/<session_id>/posters", posters.posters, ("GET", "POST")),
    ("/qr/join/<session_id>.svg", posters.join_picture, ("GET",)),
)

for path, view, methods in _PAGES:
    blueprint.add_url_rule(path, view.__name__, staff_required(view), methods=list(methods))
