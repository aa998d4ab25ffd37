"""Pages of the live room: the door, the phone, a person's day, the desk, the wall. A table of contents."""

from __future__ import annotations

from flask import Blueprint

from facilitation.access import pages as access
from facilitation.activities import pages as activities
from facilitation.care import desk as care_desk
from facilitation.care import phone as care_phone
from facilitation.day import pages as day
from facilitation.day import plan as day_plan
from facilitation.day import quotes as day_quotes
from facilitation.day import themes as day_themes
from facilitation.easy import choices as easy_choices
from facilitation.easy import door as easy_door
from facilitation.easy import pages as easy_pages
from facilitation.easy import taking_back
from facilitation.hand_over import pages as hand_over
from facilitation.overnight import pages as overnight
from facilitation.pages import day as pages_day
from facilitation.pages import desk as pages_desk
from facilitation.pages import door as pages_door
from facilitation.pages import event as pages_event
from facilitation.pages import left_out as pages_left_out
from facilitation.pages import phone as pages_phone
from facilitation.pages import record as pages_record
from facilitation.pages import table as pages_table
from facilitation.pictures import desk as pictures_desk
from facilitation.pictures import phone as pictures_phone
from facilitation.planning import pack
from facilitation.planning import pages as planning
from facilitation.rehearsal import pages as rehearsal
from facilitation.retention import pages as retention
from facilitation.scribes import desk_pages as scribes_desk
from facilitation.scribes import phone_pages as scribes_phone
from facilitation.seats import pages as arrivals
from facilitation.seats import tables, together
from facilitation.withdrawing import desk_pages as withdrawing_desk
from facilitation.withdrawing import own_pages as withdrawing

blueprint = Blueprint("facilitation", __name__)
blueprint.app_context_processor(easy_choices.for_templates)
blueprint.app_context_processor(access.for_templates)
blueprint.app_context_processor(retention.for_templates)

_WITHOUT = "/desk/events/<event_id>/without-device"
_REHEARSAL = "/desk/events/<event_id>/rehearsal"
_OVERNIGHT = "/desk/events/<event_id>/days/<int:day>/overnight"
_WITHDRAWALS = "/desk/events/<event_id>/withdrawals"
_ACTIVITIES = "/desk/programmes/<programme_id>/activities"
_KEEPING = "/desk/programmes/<programme_id>/keeping"
_PAGES = (
    ("/", pages_door.landing, "GET"),
    ("/join", pages_door.letters_page, "GET"),
    ("/join", pages_door.enter_letters, "POST"),
    ("/join/<event_id>", pages_door.door_page, "GET"),
    ("/join/<event_id>", pages_door.go_in, "POST"),
    ("/join/<event_id>/easy", easy_door.easy_door, "GET"),
    ("/join/<event_id>/easy", easy_door.answer_easily, "POST"),
    ("/easier", easy_pages.easier_page, "GET"),
    ("/easier", easy_pages.make_easier, "POST"),
    ("/join/<event_id>/again", pages_door.come_in_again, "POST"),
    ("/join/<event_id>/another", pages_door.let_another_in, "POST"),
    ("/back", pages_door.own_link_page, "GET"),
    ("/back", pages_door.come_back, "POST"),
    ("/e/<event_id>", pages_day.day, "GET"),
    ("/e/<event_id>/answers", pages_day.answers_page, "GET"),
    ("/e/<event_id>/answers", pages_day.change_answers, "POST"),
    ("/e/<event_id>/needs", access.needs_page, "GET"),
    ("/e/<event_id>/needs", access.change_needs, "POST"),
    ("/desk/events/<event_id>/needs", access.event_needs, "GET"),
    ("/desk/events/<event_id>/needs/<person_id>", access.say_met, "POST"),
    ("/e/<event_id>/link", pages_day.own_link_sheet, "GET"),
    ("/e/<event_id>/link.svg", pages_day.own_link_picture, "GET"),
    ("/e/<event_id>/copy", day.copy, "GET"),
    ("/e/<event_id>/themes", day_themes.own_themes, "GET"),
    ("/e/<event_id>/themes/<theme_id>", day_themes.answer_own_theme, "POST"),
    ("/e/<event_id>/quotes", day_quotes.own_quotes, "GET"),
    ("/e/<event_id>/quotes", day_quotes.answer_own_quote, "POST"),
    ("/e/<event_id>/plan", day_plan.todays_plan, "GET"),
    ("/e/<event_id>/plan.json", day_plan.plan_lines, "GET"),
    ("/e/<event_id>/forget", day.forget_page, "GET"),
    ("/e/<event_id>/forget", day.forget, "POST"),
    ("/e/<event_id>/leave", pages_day.leave_page, "GET"),
    ("/e/<event_id>/leave", pages_day.leave, "POST"),
    ("/e/<event_id>/take-back", taking_back.take_back_page, "GET"),
    ("/e/<event_id>/take-back", taking_back.take_all_back, "POST"),
    ("/e/<event_id>/withdraw", withdrawing.withdraw_page, "GET"),
    ("/e/<event_id>/withdraw", withdrawing.withdraw_own, "POST"),
    ("/receipt", withdrawing.receipt_page, "GET"),
    ("/receipt", withdrawing.find_receipt, "POST"),
    (_WITHDRAWALS, withdrawing_desk.withdrawals_page, "GET"),
    (_WITHDRAWALS, withdrawing_desk.enter_withdrawal, "POST"),
    (f"{_WITHDRAWALS}/<withdrawal_id>", withdrawing_desk.withdrawal_page, "GET"),
    (f"{_WITHDRAWALS}/<withdrawal_id>", withdrawing_desk.work_withdrawal, "POST"),
    (f"{_WITHDRAWALS}/<withdrawal_id>/sounds/<recording_id>", withdrawing_desk.withdrawn_sound, "GET"),
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
    ("/s/<session_id>/for", scribes_phone.write_for, "POST"),
    ("/s/<session_id>/for", scribes_phone.who_is_here, "GET"),
    ("/s/<session_id>/people", scribes_phone.people_page, "GET"),
    ("/s/<session_id>/people", scribes_phone.add_to_table, "POST"),
    ("/s/<session_id>/people/slip", scribes_phone.bring_to_table, "POST"),
    ("/s/<session_id>/people/<person_id>", scribes_phone.slip_page, "GET"),
    ("/s/<session_id>/leave-out", pages_left_out.left_out_page, "GET"),
    ("/s/<session_id>/leave-out", pages_left_out.ask, "POST"),
    ("/s/<session_id>/leave-out/<left_out_id>/undo", pages_left_out.take_back, "POST"),
    ("/s/<session_id>/leave-out/<left_out_id>/stay", pages_left_out.let_stay, "POST"),
    ("/s/<session_id>/pictures", pictures_phone.pictures_page, "GET"),
    ("/s/<session_id>/pictures", pictures_phone.add_picture, "POST"),
    ("/s/<session_id>/pictures/<picture_id>.jpg", pictures_phone.picture, "GET"),
    ("/s/<session_id>/pictures/<picture_id>/notes", pictures_phone.type_notes, "POST"),
    ("/s/<session_id>/pictures/<picture_id>/remove", pictures_phone.remove_picture, "POST"),
    ("/s/<session_id>/pictures/<picture_id>/leave-out", pictures_phone.leave_picture_out, "POST"),
    ("/api/sessions/<session_id>/pictures/<picture_id>", pictures_phone.send_picture, "PUT"),
    ("/s/<session_id>/care", care_phone.own_care, "GET"),
    ("/s/<session_id>/care", care_phone.ask_for_care, "POST"),
    ("/desk/events/<event_id>/care", care_desk.contacts_page, "GET POST"),
    ("/desk/sessions/<session_id>/beside/care", care_desk.care_part, "GET"),
    ("/desk/sessions/<session_id>/beside/memos", care_desk.memos_part, "GET"),
    ("/desk/sessions/<session_id>/care/<request_id>/<act>", care_desk.answer_care, "POST"),
    ("/desk/sessions/<session_id>/harm/<note_id>", care_desk.hold_for_harm, "POST"),
    ("/desk/sessions/<session_id>/harm/<note_id>/decide", care_desk.decide_on_harm, "POST"),
    ("/desk/sessions/<session_id>/memos", care_desk.keep_memo, "POST"),
    ("/desk/sessions/<session_id>/memos/<session_memo_id>/<act>", care_desk.change_own_memo, "POST"),
    ("/desk/events/<event_id>/close", pages_event.closing, "GET"),
    ("/desk/events/<event_id>/close", pages_event.close, "POST"),
    ("/desk/events/<event_id>/open-again", pages_event.reopen, "POST"),
    ("/desk/events/<event_id>/arrivals", arrivals.arrivals_page, "GET"),
    ("/desk/events/<event_id>/arrivals/take-out", arrivals.take_people_out, "POST"),
    ("/desk/events/<event_id>/arrivals/let-in", arrivals.let_people_in, "POST"),
    ("/desk/events/<event_id>/arrivals/another", arrivals.let_one_more_in, "POST"),
    (_WITHOUT, scribes_desk.people_without, "GET"),
    (_WITHOUT, scribes_desk.add_at_desk, "POST"),
    (f"{_WITHOUT}/<person_id>", scribes_desk.person_page, "GET"),
    (f"{_WITHOUT}/<person_id>/slip", scribes_desk.desk_slip, "GET"),
    (f"{_WITHOUT}/<person_id>/answers", scribes_desk.enter_answers, "POST"),
    (f"{_WITHOUT}/<person_id>/place", scribes_desk.place_person, "POST"),
    (f"{_WITHOUT}/<person_id>/day", scribes_desk.open_day, "POST"),
    (f"{_WITHOUT}/<person_id>/take-back", scribes_desk.take_one_back, "POST"),
    (f"{_WITHOUT}/<person_id>/withdraw", scribes_desk.withdraw_person, "POST"),
    (_KEEPING, retention.retention_page, "GET"),
    (_KEEPING, retention.change_retention, "POST"),
    (f"{_KEEPING}/<destruction_id>", retention.certificate_page, "GET"),
    (f"{_KEEPING}/<destruction_id>.txt", retention.certificate_file, "GET"),
    (_ACTIVITIES, activities.activities_page, "GET"),
    (f"{_ACTIVITIES}/new", activities.new_activity, "GET POST"),
    (f"{_ACTIVITIES}/file", activities.file_activity, "GET POST"),
    (f"{_ACTIVITIES}/<activity>", activities.change_activity, "GET POST"),
    (f"{_ACTIVITIES}/<activity>.toml", activities.download_activity, "GET"),
    (f"{_ACTIVITIES}/<activity>/file", activities.change_file, "GET POST"),
    (f"{_ACTIVITIES}/<activity>/<act>", activities.offer_activity, "POST"),
    ("/desk/sessions/<session_id>/hand-over", hand_over.hand_over_page, "GET"),
    ("/desk/sessions/<session_id>/hand-over/now", hand_over.hand_over_now, "GET"),
    ("/desk/sessions/<session_id>", pages_desk.desk, "GET"),
    ("/desk/sessions/<session_id>/plan", planning.plan_page, "GET POST"),
    ("/desk/events/<event_id>/agenda/days/<int:day>/pack", pack.day_pack, "GET"),
    (_REHEARSAL, rehearsal.rehearsal_page, "GET"),
    (_REHEARSAL, rehearsal.begin_rehearsal, "POST"),
    (f"{_REHEARSAL}/end", rehearsal.end_rehearsal, "POST"),
    (f"{_ACTIVITIES}/<activity>/rehearsal", rehearsal.activity_rehearsal, "GET"),
    (f"{_ACTIVITIES}/<activity>/rehearsal", rehearsal.begin_activity_rehearsal, "POST"),
    (f"{_ACTIVITIES}/<activity>/rehearsal/end", rehearsal.end_activity_rehearsal, "POST"),
    ("/rehearsal/enter", rehearsal.enter_page, "GET"),
    ("/rehearsal/enter", rehearsal.enter, "POST"),
    (_OVERNIGHT, overnight.overnight, "GET"),
    (f"{_OVERNIGHT}/sheets", overnight.yesterday_sheets, "GET"),
    (f"{_OVERNIGHT}/<act>", overnight.work_overnight, "POST"),
    ("/s/<session_id>/yesterday", overnight.yesterday_seen, "GET"),
    ("/desk/sessions/<session_id>/open", pages_desk.open_room, "POST"),
    ("/desk/sessions/<session_id>/ops", pages_desk.act, "POST"),
    ("/desk/sessions/<session_id>/rounds/<round_id>", pages_desk.part, "GET"),
    ("/desk/sessions/<session_id>/tables", tables.tables_page, "GET"),
    ("/desk/sessions/<session_id>/tables/make", tables.make_tables, "POST"),
    ("/desk/sessions/<session_id>/tables/mix", tables.preview_mix, "POST"),
    ("/desk/sessions/<session_id>/tables/move", tables.move_people, "POST"),
    ("/desk/sessions/<session_id>/tables/seats", tables.save_seats, "POST"),
    ("/desk/sessions/<session_id>/set-aside", pages_desk.set_aside, "GET"),
    ("/desk/sessions/<session_id>/not-recorded", pages_desk.not_recorded, "GET"),
    ("/desk/sessions/<session_id>/coming", pages_desk.coming, "GET"),
    ("/desk/sessions/<session_id>/wall", pages_desk.wall, "GET"),
    ("/desk/sessions/<session_id>/pictures", pictures_desk.desk_pictures, "GET"),
    ("/desk/sessions/<session_id>/pictures", pictures_desk.desk_add_picture, "POST"),
    ("/desk/sessions/<session_id>/pictures/<picture_id>/notes", pictures_desk.desk_type_notes, "POST"),
    ("/desk/sessions/<session_id>/pictures/<picture_id>/remove", pictures_desk.desk_remove_picture, "POST"),
    ("/desk/sessions/<session_id>/pictures/<picture_id>/show", pictures_desk.desk_show_picture, "POST"),
    ("/sessions/<session_id>/pictures/<picture_id>.jpg", pictures_desk.record_picture, "GET"),
    ("/sessions/<session_id>/acts", pages_record.say_later, "POST"),
)

for path, view, methods in _PAGES:
    blueprint.add_url_rule(path, view.__name__, view, methods=methods.split())
