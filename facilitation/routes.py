"""Pages of the live room: the door, the phone, a person's day, the desk, the wall. A table of contents."""

from __future__ import annotations

from flask import Blueprint

from facilitation.activities import pages as activities
from facilitation.day import pages as day
from facilitation.pages import day as pages_day
from facilitation.pages import desk as pages_desk
from facilitation.pages import door as pages_door
from facilitation.pages import event as pages_event
from facilitation.pages import left_out as pages_left_out
from facilitation.pages import phone as pages_phone
from facilitation.pages import record as pages_record
from facilitation.pages import table as pages_table
from facilitation.seats import pages as arrivals
from facilitation.seats import tables, together

blueprint = Blueprint("facilitation", __name__)

_ACTIVITIES = "/desk/programmes/<programme_id>/activities"
_PAGES = (
    ("/", pages_door.landing, "GET"),
    ("/join", pages_door.letters_page, "GET"),
    ("/join", pages_door.enter_letters, "POST"),
    ("/join/<event_id>", pages_door.door_page, "GET"),
    ("/join/<event_id>", pages_door.go_in, "POST"),
    ("/join/<event_id>/again", pages_door.come_in_again, "POST"),
    ("/join/<event_id>/another", pages_door.let_another_in, "POST"),
    ("/back", pages_door.own_link_page, "GET"),
    ("/back", pages_door.come_back, "POST"),
    ("/e/<event_id>", pages_day.day, "GET"),
    ("/e/<event_id>/answers", pages_day.answers_page, "GET"),
    ("/e/<event_id>/answers", pages_day.change_answers, "POST"),
    ("/e/<event_id>/link", pages_day.own_link_sheet, "GET"),
    ("/e/<event_id>/link.svg", pages_day.own_link_picture, "GET"),
    ("/e/<event_id>/copy", day.copy, "GET"),
    ("/e/<event_id>/forget", day.forget_page, "GET"),
    ("/e/<event_id>/forget", day.forget, "POST"),
    ("/e/<event_id>/leave", pages_day.leave_page, "GET"),
    ("/e/<event_id>/leave", pages_day.leave, "POST"),
    ("/s/<session_id>", pages_phone.phone, "GET"),
    ("/s/<session_id>/notes", pages_phone.add_note, "POST"),
    ("/s/<session_id>/unsent", pages_phone.keep_unsent, "POST"),
    ("/s/<session_id>/notes/<note_id>/edit", pages_phone.edit_note, "POST"),
    ("/s/<session_id>/notes/<note_id>/share", pages_phone.share_note, "POST"),
    ("/s/<session_id>/notes/<note_id>/remove", pages_phone.remove_note, "POST"),
    ("/s/<session_id>/light-bulbs", pages_phone.mark_light_bulb, "POST"),
    ("/s/<session_id>/light-bulbs/<bulb_id>/edit", pages_phone.edit_light_bulb, "POST"),
    ("/s/<session_id>/light-bulbs/<bulb_id>/remove", pages_phone.remove_light_bulb, "POST"),
    ("/s/<session_id>/dots/<target_id>", pages_phone.give_dot, "POST"),
    ("/s/<session_id>/dots/<target_id>/remove", pages_phone.take_dot_back, "POST"),
    ("/s/<session_id>/acts", pages_phone.take_part, "POST"),
    ("/s/<session_id>/easy-words", pages_phone.choose_words, "POST"),
    ("/s/<session_id>/table", pages_table.table_page, "GET"),
    ("/s/<session_id>/table", pages_table.choose_table, "POST"),
    ("/s/<session_id>/with/<round_id>", together.with_whom, "GET"),
    ("/s/<session_id>/table/duty", pages_table.answer_duty, "POST"),
    ("/s/<session_id>/leave-out", pages_left_out.left_out_page, "GET"),
    ("/s/<session_id>/leave-out", pages_left_out.ask, "POST"),
    ("/s/<session_id>/leave-out/<left_out_id>/undo", pages_left_out.take_back, "POST"),
    ("/s/<session_id>/leave-out/<left_out_id>/stay", pages_left_out.let_stay, "POST"),
    ("/desk/events/<event_id>/close", pages_event.closing, "GET"),
    ("/desk/events/<event_id>/close", pages_event.close, "POST"),
    ("/desk/events/<event_id>/open-again", pages_event.reopen, "POST"),
    ("/desk/events/<event_id>/arrivals", arrivals.arrivals_page, "GET"),
    ("/desk/events/<event_id>/arrivals/take-out", arrivals.take_people_out, "POST"),
    ("/desk/events/<event_id>/arrivals/let-in", arrivals.let_people_in, "POST"),
    ("/desk/events/<event_id>/arrivals/another", arrivals.let_one_more_in, "POST"),
    (_ACTIVITIES, activities.activities_page, "GET"),
    (f"{_ACTIVITIES}/new", activities.new_activity, "GET POST"),
    (f"{_ACTIVITIES}/file", activities.file_activity, "GET POST"),
    (f"{_ACTIVITIES}/<activity>", activities.change_activity, "GET POST"),
    (f"{_ACTIVITIES}/<activity>.toml", activities.download_activity, "GET"),
    (f"{_ACTIVITIES}/<activity>/file", activities.change_file, "GET POST"),
    (f"{_ACTIVITIES}/<activity>/<act>", activities.offer_activity, "POST"),
    ("/desk/sessions/<session_id>", pages_desk.desk, "GET"),
    ("/desk/sessions/<session_id>/open", pages_desk.open_room, "POST"),
    ("/desk/sessions/<session_id>/ops", pages_desk.act, "POST"),
    ("/desk/sessions/<session_id>/rounds/<round_id>", pages_desk.part, "GET"),
    ("/desk/sessions/<session_id>/tables", tables.tables_page, "GET"),
    ("/desk/sessions/<session_id>/tables/mix", tables.preview_mix, "POST"),
    ("/desk/sessions/<session_id>/tables/move", tables.move_people, "POST"),
    ("/desk/sessions/<session_id>/tables/seats", tables.save_seats, "POST"),
    ("/desk/sessions/<session_id>/set-aside", pages_desk.set_aside, "GET"),
    ("/desk/sessions/<session_id>/wall", pages_desk.wall, "GET"),
    ("/sessions/<session_id>/acts", pages_record.say_later, "POST"),
)

for path, view, methods in _PAGES:
    blueprint.add_url_rule(path, view.__name__, view, methods=methods.split())
