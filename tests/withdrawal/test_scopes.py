"""What each scope takes, what it leaves, and what the receipt says of it."""

from __future__ import annotations

import pytest

import app  # noqa: F401 - every room registers itself, as in the product
from retreat.consent.gate import Owner
from retreat.consent.queries import all_answers
from retreat.log.makings import made_in
from tests.record.working import found
from tests.support.canary import files_with
from tests.withdrawal.talk import KINGFISHER, Talk


def written(talk: Talk) -> list[str]:
    with talk.house.database.read() as db:
        return [one.text for one in made_in(db, Owner(), talk.meeting.session_id)]


@pytest.mark.both_engines
def test_everything_when_taken_back_then_no_row_and_no_file_holds_it_and_the_others_stand(talk: Talk) -> None:
    """Seen red without the silence, and with a sound that could be played before anybody had listened."""
    talk_words = [talk.wrote, talk.said, "Lightfoot"]
    assert talk.silent_seconds() == [] and found(talk.house, talk.said)

    told = talk.receipt(talk.withdraw("all"))

    assert files_with(talk.house.settings.data, talk_words) == []
    assert talk.said not in talk.words() and "pelican" in talk.words()
    assert [bool(found(talk.house, word)) for word in (talk.said, talk.wrote, "pelican", "guillemot")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert sorted(written(talk)) == [f"Somebody wrote that {KINGFISHER}", "The guillemot came late"]
    assert set(talk.silent_seconds()) >= {0, 1, 2, 3, 4, 10, 11, 12, 13, 14} and 7 not in talk.silent_seconds()
    assert told["state"] == "listening" and talk.is_held()
    assert [one["state"] for one in told["sounds"]] == ["to_listen"]
    assert (told["touched"]["notes"], told["touched"]["turns"], told["touched"]["sounds"]) == (1, 2, 1)
    assert told["still_holding"] == [] and len(told["stores"]) > 10
    assert told["others"]["to_decide"] == 1
    with talk.house.database.read() as db:
        answers = all_answers(db, talk.ana.seat.id)
    assert {answers[name] for name in ("notes_kept", "audio_recorded", "machine_transcription", "archive_audio")} == {
        "no"
    }


def test_notes_when_taken_back_then_what_was_said_stands_and_sound_can_be_played(talk: Talk) -> None:
    talk.withdraw("notes")

    assert files_with(talk.house.settings.data, [talk.wrote]) == []
    assert talk.said in talk.words() and found(talk.house, talk.said)
    assert not talk.is_held() and talk.silent_seconds() == []
    assert "seq" not in talk.ana.send(
        "note.add", "later", prompt_id=talk.meeting.prompt_ids[0], text="Later", share="everyone"
    )


@pytest.mark.parametrize("scope", ["turns", "sound"])
def test_what_was_said_when_taken_back_then_what_was_written_stands(talk: Talk, scope: str) -> None:
    talk.withdraw(scope)

    assert files_with(talk.house.settings.data, [talk.said]) == []
    assert any(talk.wrote in text for text in written(talk))
    with talk.house.database.read() as db:
        answers = all_answers(db, talk.ana.seat.id)
    assert (answers["audio_recorded"] == "no") == (scope == "sound")


def test_quotes_when_taken_back_then_nothing_is_erased_and_nobody_may_quote(talk: Talk) -> None:
    told = talk.receipt(talk.withdraw("quotes"))

    assert told["state"] == "done" and talk.said in talk.words()
    with talk.house.database.read() as db:
        answers = all_answers(db, talk.ana.seat.id)
    assert (answers["quotes"], answers["share_partners"], answers["notes_kept"]) == ("none", "no", "yes")


def test_somebody_when_they_stop_from_now_on_then_what_they_gave_stands_and_nothing_new_comes(talk: Talk) -> None:
    talk.withdraw("from_now")

    assert talk.said in talk.words() and any(talk.wrote in text for text in written(talk))
    assert talk.phone().open(f"/e/{talk.meeting.event_id}").status_code == 303


def test_the_same_when_asked_for_twice_then_it_is_one_withdrawal(talk: Talk) -> None:
    first = talk.withdraw("sound")

    assert talk.row(first).state == "listening"
    assert talk.withdraw("sound") == first
