"""The desk's home and its plain forms: programmes, events, sessions, posters. A table of contents."""

from __future__ import annotations

from flask import Blueprint

from retreat.people.guard import owner_required, right_required, staff_required
from retreat.programme import deeds_page, glossary_page, members_page, posters, views
from retreat.programme.agenda import pages as agenda
from retreat.programme.agenda import sheets
from retreat.programme.narratives import pages as narratives
from retreat.programme.narratives import table_pages

blueprint = Blueprint("programme", __name__)

_WORKS, _LEADS, _RULES = right_required("works"), right_required("leads"), right_required("rules")
_NARRATIVES = "/desk/programmes/<programme_id>/narratives"
_AGENDA = "/desk/events/<event_id>/agenda"
_DAY, _ITEM = f"{_AGENDA}/days/<int:day>", f"{_AGENDA}/items/<item_id>"
_CHANGE_MEMBERS = "/desk/programmes/<programme_id>/members/<act>"
_PAGES = (
    ("/desk", views.home, ("GET",), staff_required),
    ("/desk/programmes/new", views.new_programme, ("GET", "POST"), staff_required),
    ("/desk/programmes/<programme_id>", views.edit_programme, ("GET", "POST"), _LEADS),
    ("/desk/programmes/<programme_id>/names", glossary_page.names_and_words, ("GET", "POST"), _WORKS),
    ("/desk/programmes/<programme_id>/members", members_page.members, ("GET",), staff_required),
    ("/desk/programmes/<programme_id>/members/invite", members_page.invite, ("POST",), _RULES),
    (_CHANGE_MEMBERS, members_page.change_members, ("POST",), _RULES),
    (_NARRATIVES, narratives.narratives, ("GET",), _WORKS),
    (f"{_NARRATIVES}/new", narratives.new_narrative, ("GET", "POST"), _WORKS),
    (f"{_NARRATIVES}/table", table_pages.table, ("GET", "POST"), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>", narratives.one_narrative, ("GET", "POST"), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/identifiers", narratives.identifiers, ("POST",), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/clear", narratives.clear, ("POST",), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/origin", narratives.origin, ("POST",), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/until", narratives.until, ("POST",), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/approved", narratives.approve, ("POST",), _WORKS),
    (f"{_NARRATIVES}/<narrative_id>/return", narratives.give_back, ("POST",), _LEADS),
    (f"{_NARRATIVES}/<narrative_id>/remove", narratives.remove, ("POST",), _LEADS),
    ("/desk/sessions/<session_id>/narratives", narratives.choose, ("POST",), _LEADS),
    ("/accounts/log", deeds_page.deeds, ("GET",), owner_required),
    ("/accounts/log.csv", deeds_page.deeds_table, ("GET",), owner_required),
    ("/desk/programmes/<programme_id>/events/new", views.new_event, ("GET", "POST"), _LEADS),
    ("/desk/events/<event_id>/sessions/new", views.new_session, ("GET", "POST"), _LEADS),
    (_AGENDA, agenda.agenda, ("GET",), _LEADS),
    (f"{_AGENDA}/today", agenda.today, ("GET",), _LEADS),
    (f"{_AGENDA}/fill", agenda.fill, ("POST",), _LEADS),
    (_DAY, agenda.change_day, ("POST",), _LEADS),
    (f"{_DAY}/new", agenda.new_item, ("GET", "POST"), _LEADS),
    (f"{_DAY}/day-sheet", sheets.day_sheet, ("GET",), _LEADS),
    (f"{_DAY}/running-sheet", sheets.running_sheet, ("GET",), _LEADS),
    (_ITEM, agenda.change_item, ("GET", "POST"), _LEADS),
    (f"{_ITEM}/move", agenda.move_item, ("POST",), _LEADS),
    (f"{_ITEM}/<act>", agenda.act_on_item, ("POST",), _LEADS),
    (f"{_AGENDA}/sessions/<session_id>", agenda.take_in, ("POST",), _LEADS),
    ("/desk/sessions/<session_id>/posters", posters.posters, ("GET", "POST"), _LEADS),
    ("/qr/join/<session_id>.svg", posters.join_picture, ("GET",), _LEADS),
)

for path, view, methods, guarded in _PAGES:
    blueprint.add_url_rule(path, view.__name__, guarded(view), methods=list(methods))
