"""Sound of somebody who has withdrawn: silenced at once, unheard until somebody has listened, deleted in the end."""

from __future__ import annotations

import app  # noqa: F401 - every room registers itself, as in the product
from facilitation.withdrawing.giving_up import withdraw
from retreat.consent.withdrawal.operations import Wish
from retreat.speech.work.withdrawn import ask_again
from tests.record.working import found
from tests.support.rooms import match
from tests.withdrawal.talk import Talk


def test_a_sound_whose_turns_were_all_checked_by_ear_when_taken_back_then_it_is_silenced_and_played(talk: Talk) -> None:
    """Seen red when checked turns did not count."""
    talk.check_every_turn()

    told = talk.receipt(talk.withdraw("sound"))

    assert told["state"] == "done" and not talk.is_held()
    assert {0, 14} <= set(talk.silent_seconds()) and 7 not in talk.silent_seconds()


def test_a_sound_when_it_was_asked_for_then_nobody_plays_it_even_before_the_worker_comes(talk: Talk) -> None:
    withdraw(talk.house, Wish(participant_id=talk.ana.seat.id, scope="turns"))

    assert talk.is_held()


def test_a_sound_when_somebody_listened_and_marked_more_then_that_is_silent_its_words_go_and_it_is_played(
    talk: Talk,
) -> None:
    """Seen red when the words of what was marked stood."""
    withdrawal_id = talk.withdraw("sound")
    desk, here = talk.desk(), f"/desk/events/{talk.meeting.event_id}/withdrawals/{withdrawal_id}"
    assert desk.open(f"{here}/sounds/{talk.recording_id}").status_code == 200
    assert desk.open(f"/recordings/{talk.recording_id}/audio").status_code != 200
    heard = {"recording": talk.recording_id}

    assert desk.send(here, act="mark", first="0:08", last="0:06", **heard).status_code == 422
    assert desk.send(here, act="mark", first="later", last="0:06", **heard).status_code == 422
    assert desk.send(here, act="mark", first="0:06", last="0:08", **heard).status_code == 303
    talk.carry_out(withdrawal_id)

    assert {6, 7} <= set(talk.silent_seconds()) and talk.is_held()
    assert "word3" not in [text for text in talk.words().split() if text == "word3"][1:]
    assert desk.send(here, act="quiet", **heard).status_code == 303
    talk.carry_out(withdrawal_id)
    assert not talk.is_held() and talk.row(withdrawal_id).state == "done"


def test_a_sound_when_the_team_deletes_it_then_its_bytes_are_gone_and_the_others_text_stays(talk: Talk) -> None:
    withdrawal_id = talk.withdraw("sound")
    desk, here = talk.desk(), f"/desk/events/{talk.meeting.event_id}/withdrawals/{withdrawal_id}"

    assert desk.send(here, act="delete", recording=talk.recording_id).status_code == 422
    assert desk.send(here, act="delete", recording=talk.recording_id, sure="yes").status_code == 303
    talk.carry_out(withdrawal_id)

    assert not (talk.house.storage / "files" / talk.recording_id).exists()
    assert found(talk.house, "pelican") and talk.row(withdrawal_id).state == "done"


def test_a_sound_when_nobody_has_listened_in_time_then_it_is_deleted(talk: Talk) -> None:
    withdrawal_id = talk.withdraw("sound")
    talk.meeting.clock.forward(days=talk.house.settings.held_days + 1)

    assert ask_again(talk.house) == [withdrawal_id]
    talk.carry_out(withdrawal_id)

    assert not (talk.house.storage / "files" / talk.recording_id).exists()


def test_a_voice_when_it_is_matched_only_later_then_it_is_erased_and_silenced_too(talk: Talk) -> None:
    """Seen red when a withdrawal that was done was never looked at again."""
    match_away(talk)
    withdrawal_id = talk.withdraw("turns")
    assert talk.said in talk.words()
    match(talk.house, talk.meeting, talk.transcript_id, "S1", talk.ana)

    assert ask_again(talk.house) == [withdrawal_id]
    talk.carry_out(withdrawal_id)

    assert talk.said not in talk.words() and 0 in talk.silent_seconds()
    assert ask_again(talk.house) == []


def match_away(talk: Talk) -> None:
    match(talk.house, talk.meeting, talk.transcript_id, "S1", talk.ben)
