"""``participant find`` and ``withdraw``: for somebody who wrote or telephoned, also when no server runs."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from facilitation.cli.command_line import Asked, say
from facilitation.cli.record_commands import open_record
from facilitation.withdrawing.finding import Somebody, find_people
from facilitation.withdrawing.giving_up import row_of, withdraw
from facilitation.withdrawing.words import SCOPE_WORDS, STATE_WORDS
from retreat.clock import to_text
from retreat.consent.withdrawal.gone import Speech
from retreat.consent.withdrawal.models import ASKED, WORKING
from retreat.consent.withdrawal.operations import Wish
from retreat.consent.withdrawal.queries import LIMITS, in_words, receipt, touched
from retreat.consent.withdrawal.working import carry_out
from retreat.errors import InvalidInput, NotFound, Unavailable
from retreat.house import House
from retreat.people.models import Participant

_PATIENCE_S = 120.0
_PAUSE_S = 0.5


def find(asked: Asked) -> None:
    """Everybody with a slip number, a receipt number, an id, or a text in their name."""
    if not asked.options.text.strip():
        raise InvalidInput("Type a slip number or a name.")
    with open_record(asked) as house, house.database.read() as db:
        found = find_people(db, asked.options.text)
    lines = [f"{one.id}  {one.name or 'no name'}  {one.event_title}" for one in found] or ["Nobody was found."]
    say(asked, [_told(one) for one in found], lines)


def _told(one: Somebody) -> dict[str, Any]:
    return {
        "participant_id": one.id,
        "event_id": one.event_id,
        "event_title": one.event_title,
        "name": one.name,
        "slip": one.slip,
        "sector": one.sector,
        "role": one.role,
        "came_at": to_text(one.came_at),
        "is_out": one.is_out,
    }


def withdraw_somebody(asked: Asked) -> None:
    """Show what a withdrawal would touch; with ``--yes`` do it and print its receipt."""
    options = asked.options
    with open_record(asked) as house:
        if not options.yes:
            return _preview(asked, house)
        wish = Wish(participant_id=options.participant, scope=options.scope, how="command")
        withdrawal_id = withdraw(house, wish)
        _carry_out(asked, house, withdrawal_id)
        with house.database.read() as db:
            told = receipt(db, row_of(db, withdrawal_id))
    return say(asked, told, _receipt_lines(told))


def _preview(asked: Asked, house: House) -> None:
    options, now = asked.options, house.clock()
    with house.database.read() as db:
        person = db.get(Participant, options.participant)
        if person is None or person.kind != "participant":
            raise NotFound(f"There is no participant {options.participant}.")
        counts = touched(db, person.id, options.scope, now)
        lines = [f"{one.count} {one.called}" for one in in_words(counts) if one.count]
    due = now + timedelta(days=house.settings.held_days)
    found = {
        "participant_id": options.participant,
        "scope": options.scope,
        "touches": counts,
        "due_at": to_text(due),
        "limits": list(LIMITS),
        "done": False,
    }
    said = [f"{SCOPE_WORDS[options.scope].for_team}. This touches:", *(lines or ["nothing that is here"]), *LIMITS]
    say(asked, found, [*said, "Nothing was changed. Add --yes to do it."])


def _carry_out(asked: Asked, house: House, withdrawal_id: str) -> None:
    """Here, unless a worker has begun already; then wait for it. Raises ``Unavailable``."""
    speech, owner = Speech(lambda: asked.parts.open_speech(asked.settings)), house.ids()
    ends = time.monotonic() + _PATIENCE_S
    try:
        while True:
            carry_out(house, speech, withdrawal_id, owner=owner)
            with house.database.read() as db:
                if row_of(db, withdrawal_id).state not in (ASKED, WORKING):
                    return
            if time.monotonic() > ends:
                raise Unavailable("It is kept, and not finished yet: the toolkit goes on with it when it runs.")
            time.sleep(_PAUSE_S)
    finally:
        speech.close()


def _receipt_lines(told: dict[str, Any]) -> list[str]:
    sounds = [one["state"] for one in told["sounds"]]
    lines = [
        f"Receipt {told['number']}: {SCOPE_WORDS[told['scope']].for_team}. {STATE_WORDS[told['state']]}.",
        f"{len(told['stores'])} stores were cleared and checked; {len(told['still_holding'])} still hold something.",
        *(f"{sounds.count(state)} audio recordings: {state.replace('_', ' ')}." for state in dict.fromkeys(sounds)),
        *(f"To tell: {one['holder']} holds {one['called']}, until {one['until']}." for one in told["releases"]),
    ]
    if told["others"]["to_decide"]:
        lines.append(f"{told['others']['to_decide']} things that others wrote repeat their words: please decide.")
    return [*lines, *told["limits"]]
