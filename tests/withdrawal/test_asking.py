"""Asked for on one's own phone, by the team for somebody, and at the command line."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from contextlib import redirect_stdout
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

import app  # noqa: F401 - every room registers itself, as in the product
from facilitation.cli.command_line import Asked
from facilitation.cli.withdrawal_commands import find, withdraw_somebody
from retreat.consent.withdrawal.queries import withdrawals_by
from retreat.errors import NotFound
from tests.withdrawal.talk import KINGFISHER, Talk


def latest(talk: Talk) -> Any:
    with talk.house.database.read() as db:
        return withdrawals_by(db, talk.ana.seat.id)[0]


def test_somebody_on_their_phone_when_they_take_back_then_they_see_what_it_touches_and_have_a_receipt(
    talk: Talk,
) -> None:
    phone, here = talk.phone(), f"/e/{talk.meeting.event_id}/withdraw"
    assert here in phone.open(f"/e/{talk.meeting.event_id}").text
    assert phone.open(here).text.count("data-scope=") == 6
    told = phone.open(f"{here}?scope=all").text
    assert 'data-touch="notes" data-count="1"' in told and 'data-touch="turns" data-count="2"' in told
    assert 'data-slot="due"' in told and "Ana" not in told

    sent = phone.send(here, page=f"{here}?scope=all", scope="all")

    assert (sent.status_code, sent.headers["Location"]) == (303, "/receipt")
    shown = phone.open("/receipt").text
    assert latest(talk).number[:4] in shown and 'data-state="asked"' in shown
    talk.carry_out(latest(talk).id)
    assert 'data-state="listening"' in phone.open("/receipt").text
    other = talk.desk()
    assert other.send("/receipt", number="nonsense").status_code == 404
    assert latest(talk).number[:4] in other.send("/receipt", number=latest(talk).number.lower()).text


def test_the_team_when_somebody_telephones_then_it_finds_them_shows_what_it_touches_and_decides_about_others(
    talk: Talk,
) -> None:
    desk, here = talk.desk(), f"/desk/events/{talk.meeting.event_id}/withdrawals"
    assert desk.send(here, act="find", who="nobody at all").status_code == 404
    assert f'data-person="{talk.ana.seat.id}"' in desk.send(here, act="find", who="lightfóot").text
    asked = {"act": "look", "person": talk.ana.seat.id, "scope": "all", "how": "phone"}
    assert desk.send(here, **(asked | {"scope": ""})).status_code == 422
    assert 'data-touch="notes"' in desk.send(here, **asked).text

    done = desk.send(here, sure="yes", **asked)

    assert done.status_code == 303 and latest(talk).how == "phone" and latest(talk).asked_by
    talk.carry_out(latest(talk).id)
    one = f"{here}/{latest(talk).id}"
    assert f'data-review="{talk.his}"' in desk.open(one).text and KINGFISHER in desk.open(one).text
    assert desk.send(one, act="erased", thing=talk.his).status_code == 303
    assert KINGFISHER not in desk.open(one).text
    assert desk.send(one, act="kept", thing=talk.his).status_code == 409
    assert talk.receipt(latest(talk).id)["others"] == {"to_decide": 0, "kept": 0, "erased": 1}


def command(talk: Talk, act: Any, **options: Any) -> Any:
    kept = copy(talk.house.database)
    kept.close = lambda: None  # type: ignore[method-assign]
    parts: Any = Namespace(
        open_house=lambda _settings: replace(talk.house, database=kept, meaning=None),
        open_speech=lambda _settings: talk.speech,
    )
    talk.speech.close = lambda: None  # type: ignore[attr-defined]
    asked = Asked(options=Namespace(json=True, **options), parts=parts, settings=talk.house.settings)
    with redirect_stdout(io.StringIO()) as said:
        act(asked)
    return json.loads(said.getvalue())


def test_the_command_line_when_somebody_is_found_and_withdrawn_then_it_previews_does_and_prints_a_receipt(
    talk: Talk,
) -> None:
    found = command(talk, find, text="ana")
    assert [one["participant_id"] for one in found] == [talk.ana.seat.id]
    assert command(talk, find, text="zzz") == []
    who = {"participant": talk.ana.seat.id, "scope": "all"}
    told = command(talk, withdraw_somebody, yes=False, **who)
    assert (told["touches"]["notes"], told["done"]) == (1, False) and talk.said in talk.words()

    done = command(talk, withdraw_somebody, yes=True, **who)

    assert done["is_erased"] and done["state"] == "listening" and talk.said not in talk.words()
    with pytest.raises(NotFound):
        command(talk, withdraw_somebody, yes=False, participant="nobody", scope="all")
