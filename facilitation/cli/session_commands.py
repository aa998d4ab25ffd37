"""Opening a live session from the command line."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from facilitation.activities import find_activity, load_catalogue, offered
from facilitation.cli.command_line import Asked, say
from facilitation.operations import open_session
from retreat.errors import NotFound
from retreat.house import House
from retreat.ids import spaced_join_pass
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
from retreat.programme.catalogue import Offered
from retreat.programme.operations import add_default_event, create_session
from retreat.programme.queries import programme_of_event
from retreat.web.addresses import address_for_phones


def open_live(asked: Asked) -> None:
    """Open a session of an event, else of a new one; its first round open, untimed and without a note budget."""
    house = asked.parts.open_house(asked.settings)
    template = find_activity(asked.options.activity, _activities(house, asked.options.event))

    def begin(db: Session) -> dict[str, object]:
        event_id = asked.options.event or add_default_event(
            db, title=asked.options.title, clock=house.clock, ids=house.ids
        )
        view = create_session(
            db,
            event_id=event_id,
            title=asked.options.title,
            template=template,
            by=None,
            clock=house.clock,
            ids=house.ids,
            tables=asked.options.tables,
            untimed=True,
            without_sound=asked.options.sound == "off",
            quiet_table=asked.options.quiet_table,
        )
        token = facilitator_token(db, view.id, now=house.clock(), ids=house.ids)
        prompt_ids = open_session(db, desk_of_token(db, token), now=house.clock(), ids=house.ids)
        return {
            "session_id": view.id,
            "event_id": event_id,
            "join_pass": view.join_pass,
            "prompt_ids": prompt_ids,
            "facilitator_token": token,
            "url": f"{address_for_phones(asked.settings)}/join#{view.join_pass}",
        }

    opened = house.database.write(begin)
    house.database.close()
    say(
        asked,
        opened,
        [
            f"The session is open. Code on the screen: {spaced_join_pass(str(opened['join_pass']))}",
            f"Phones join at {opened['url']}",
            f"Session {opened['session_id']} of event {opened['event_id']}",
        ],
    )


def list_activities(asked: Asked) -> None:
    """Every activity with its steps, in the order in which they are offered; with an event, its programme's own too."""
    if asked.options.event:
        house = asked.parts.open_house(asked.settings)
        try:
            found = _activities(house, asked.options.event).values()
        finally:
            house.database.close()
    else:
        found = load_catalogue().values()
    told = [
        {
            "key": one.key,
            "name": one.name,
            "minutes": one.minutes,
            "steps": [step.as_json() for step in one.steps],
        }
        for one in found
    ]
    lines = [f"{one.name}, {f'{one.minutes} minutes' if one.minutes else 'untimed'}: {one.purpose}" for one in found]
    say(asked, told, lines)


def _activities(house: House, event_id: str | None) -> Mapping[str, Offered]:
    """The catalogue, and what the programme of an event has written itself."""
    if not event_id:
        return load_catalogue()
    with house.database.read() as db:
        programme_id = programme_of_event(db, event_id)
        if programme_id is None:
            raise NotFound("There is no such event.")
        return offered(db, programme_id).activities
