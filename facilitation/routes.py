"""Pages of the live room: the door, the phone, the desk, the wall. A table of contents."""

from __future__ import annotations

from flask import Blueprint

from facilitation import pages_desk, pages_door, pages_phone

blueprint = Blueprint("facilitation", __name__)

_PAGES = (
    ("/", pages_door.landing, "GET"),
    ("/join", pages_door.letters_page, "GET"),
    ("/join", pages_door.enter_letters, "POST"),
    ("/join/<session_id>", pages_door.door_page, "GET"),
    ("/join/<session_id>", pages_door.go_in, "POST"),
    ("/s/<session_id>", pages_phone.phone, "GET"),
    ("/s/<session_id>/notes", pages_phone.add_note, "POST"),
    ("/s/<session_id>/notes/<note_id>/edit", pages_phone.edit_note, "POST"),
    ("/s/<session_id>/notes/<note_id>/share", pages_phone.share_note, "POST"),
    ("/s/<session_id>/notes/<note_id>/remove", pages_phone.remove_note, "POST"),
    ("/s/<session_id>/light-bulbs/<bulb_id>/remove", pages_phone.remove_light_bulb, "POST"),
    ("/s/<session_id>/dots/<target_id>", pages_phone.give_dot, "POST"),
    ("/s/<session_id>/dots/<target_id>/remove", pages_phone.take_dot_back, "POST"),
    ("/s/<session_id>/answers", pages_phone.answers_page, "GET"),
    ("/s/<session_id>/answers", pages_phone.change_answers, "POST"),
    ("/s/<session_id>/leave", pages_phone.leave, "POST"),
    ("/desk/sessions/<session_id>", pages_desk.desk, "GET"),
    ("/desk/sessions/<session_id>/open", pages_desk.open_room, "POST"),
    ("/desk/sessions/<session_id>/ops", pages_desk.act, "POST"),
    ("/desk/sessions/<session_id>/wall", pages_desk.wall, "GET"),
)

for path, view, method in _PAGES:
    blueprint.add_url_rule(path, view.__name__, view, methods=[method])
