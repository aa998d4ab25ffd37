"""Everything that anybody can be shown or sent of a day, by who it is and where they look."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from facilitation.cli.command_line import Asked
from facilitation.cli.record_commands import search
from retreat.ids import system_ids
from retreat.log.tables import tables
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
from retreat.programme.narratives.queries import narratives_of
from retreat.programme.queries import programme_of_session
from retreat.recordings.admission import hear_ticket
from tests.people.pages import Browser
from tests.support.every_page import addresses
from tests.support.meeting import Meeting, Person
from tests.support.rooms import browser_of, signed_in_as
from tests.support.saying_no.world import PLACED, NoWorld

_PANELS = ("time", "transcript", "notes", "groupings", "left_out")
_TURNS = 9
_OTHER_LEVELS = (("intelligent", 0), ("gist", 0))
_CHANNELS = [f"?channel={channel}" for channel in ("all", "facilitators", "screen")]
# Pictures, sheets and files of ours, which hold nothing that anybody said.
_WORDLESS = {"static", "programme.join_picture", "facilitation.own_link_picture", "facilitation.download_activity"}
_LOOKED_FOR = ("harbour ferry", "letters winter", "carers", "garden gate river", "bus", "session notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who looks: the browser, what is sent with every request, and whose seat it is.

    ``only`` is the session that they look at, where their token opens no other.
    """

    name: str
    browser: Browser
    headers: Mapping[str, str]
    seats: tuple[Person, ...] = ()
    only: str | None = None


class Sweep:
    """Looks everywhere, as everybody; each look has a place to be found again by."""

    def __init__(self, world: NoWorld) -> None:
        self.world = world
        partner = browser_of(world.app, signed_in_as(world.house, world.meeting, "partner"))
        self._known: dict[tuple[Any, ...], Sequence[tuple[str, str]]] = {}
        self._of_staff = (
            Reader(name="team", browser=world.staff, headers={}),
            Reader(name="partner", browser=partner, headers={}),
        )

    def looks(self, *, record_only: bool = False) -> Iterator[tuple[str, str, str]]:
        """Who looks, where, and what is there."""
        readers = [*self._of_staff] if record_only else [*self._of_staff, *self._in_the_room()]
        for reader in readers:
            for endpoint, path in self._paths(reader):
                if record_only and not endpoint.startswith(("record.", "transcripts.", "search.", "recordings.")):
                    continue
                answer = reader.browser.open(path, headers=dict(reader.headers))
                yield reader.name, f"{endpoint} {path}", answer.get_data().decode("utf-8", "replace")
            for seat in reader.seats:
                yield reader.name, f"frames {seat.meeting.session_id}", _frames(seat)
        yield from self._by_command()

    def _in_the_room(self) -> Iterator[Reader]:
        """Ben's phone, one that comes only now, and desks and walls that are opened only now."""
        world = self.world
        for name, person in (("ben", world.ben), ("later", world.meeting.join("Cy"))):
            seats = tuple(person.into(meeting) for meeting in world.meetings)
            yield Reader(name=name, browser=world.phone_of(person), headers=_bearer(person), seats=seats)
        for name, kind in (("desk", "facilitator"), ("wall", "screen")):
            for meeting in world.meetings:
                seat = _opened(meeting, kind)
                yield Reader(
                    name=name, browser=Browser(world.app), headers=_bearer(seat), seats=(seat,), only=meeting.session_id
                )

    def _paths(self, reader: Reader) -> Iterator[tuple[str, str]]:
        """Every GET route, and for the team, whose pages they are, with every sensible argument; each once."""
        seen: set[str] = set()
        for names in self._names():
            is_thorough = reader.name == "team"
            if reader.only not in (None, names["session_id"]):
                continue
            if not is_thorough and (names["n"] or names["transcript_id"] != self.world.table.transcript_id):
                continue
            asked = self._asked(names) if is_thorough else {"api.read_operations": _CHANNELS}
            for endpoint, path in self._addresses(names, asked, is_thorough=is_thorough):
                if path not in seen and endpoint not in _WORDLESS:
                    seen.add(path)
                    yield endpoint, path

    def _addresses(
        self, names: Mapping[str, Any], asked: Mapping[str, Any], *, is_thorough: bool
    ) -> Sequence[tuple[str, str]]:
        """Worked out once for all readers: building them costs more than reading the pages."""
        key = (is_thorough, *sorted((name, str(value)) for name, value in names.items() if name != "ticket"))
        if is_thorough or key not in self._known:
            self._known[key] = list(addresses(self.world.app, names, asked=asked))
        return self._known[key]

    def _names(self) -> Iterator[dict[str, Any]]:
        world = self.world
        with world.house.database.read() as db:
            programme_id = programme_of_session(db, world.meeting.session_id)
            narrative_id = narratives_of(db, programme_id or "")[0].id
        talk, second = (world.table, world.recording_id), (world.second, world.unready_id)
        for meeting, (table, recording_id), turns in (
            (world.meeting, talk, _TURNS),
            (world.meeting, second, 2),
            (world.meeting, (world.before, world.recording_id), 1),
            (world.line, talk, 1),
            (world.tension, talk, 1),
            (world.reading, talk, 1),
            (world.pieces, talk, 1),
            (world.left.meeting, (world.left_table, world.left_recording_id), 1),
        ):
            names = {
                "session_id": meeting.session_id,
                "event_id": meeting.event_id,
                "person_id": world.ben.seat.id,
                "programme_id": programme_id,
                "narrative_id": narrative_id,
                "round_id": meeting.round_ids[0],
                "recording_id": recording_id,
                "picture_id": "-",
                "transcript_id": table.transcript_id,
                "ticket": hear_ticket(world.house, recording_id),
                "activity": "brainstorm",
                "filename": "-",
                "ending": "txt",
                "name": "notes",
                "day": 1,
                "item_id": "-",
                "release_id": "-",
                "withdrawal_id": "-",
                "destruction_id": "-",
                "asking_id": "-",
                "asked_id": "-",
                "paper": "consent-register",
                **world.analysed,
            }
            yield from (names | {"n": n, "turn": n} for n in range(turns))
            yield from (names | {"n": 0, "turn": 0, "name": one.name} for one in tables())

    def _asked(self, names: Mapping[str, Any]) -> Mapping[str, list[str]]:
        one = "?transcript={transcript_id}"
        level = [f"{one}&level={level}&notation={sign}" for level, sign in (("full", 0), ("full", 1), *_OTHER_LEVELS)]
        is_talk = names["transcript_id"] == self.world.table.transcript_id
        passages = self.world.passages()
        edits = [f"{one}&level=intelligent&edit={n}" for n in (1, 2, 4)]
        spans = [f"{row.first_word}-{row.last_word}" for row in (passages[0], passages[-1])]
        edits += [f"{one}&level=gist&edit={span}" for span in spans]
        aimed = [f"?passage={row.id}" for row in (passages[0], passages[-1])]
        aimed += [f"?words={{transcript_id}}.{span}" for span in spans]
        return {
            "api.read_operations": _CHANNELS,
            "record.read": [*(f"?show={panel}" for panel in _PANELS), one, *aimed],
            "transcripts.cite": aimed[2:],
            "transcripts.citation_file": aimed[2:],
            "transcripts.levels": level + (edits if is_talk else []),
            "transcripts.level_text": level,
            "transcripts.quality": [one],
            "transcripts.find": [f"?find={said}&scope=programme" for said in ("ferry", "letters", "asked", "stay")],
            "transcripts.speakers": [one],
            "transcripts.speaker_turns": [f"{one}&voice={voice}" for voice in ("S1", "S2")],
            "transcripts.speaker_span": [one],
            "export.found_file": [f"?q={said}&format={form}" for said in _LOOKED_FOR for form in ("csv", "xlsx")],
            "search.search": [f"?q={said}" for said in (*_LOOKED_FOR, "harbour&speaker=Ana", "bus&kind=written")],
            "speech.more_so_far": ["?after=-1"],
            "speech.estimate": ["?seconds=60&bytes=100000"],
        }

    def _by_command(self) -> Iterator[tuple[str, str, str]]:
        """The owner's search for everything that she said, and for what stood beside it."""
        kept = copy(self.world.house.database)
        kept.close = lambda: None  # type: ignore[method-assign]
        parts: Any = Namespace(open_house=lambda _settings: replace(self.world.house, database=kept, meaning=None))
        asked = self.world.folder / "asked.txt"
        asked.write_text(
            "\n".join(
                [*self.world.hers.values(), *self.world.his.values(), self.world.secret["left_out"], *_LOOKED_FOR]
            )
        )
        options = Namespace(query=None, queries=asked, session=None, limit=20, json=True)
        with redirect_stdout(io.StringIO()) as said:
            search(Asked(options=options, parts=parts, settings=self.world.house.settings))
        yield "owner", "search", said.getvalue()


def leaks(looks: Iterable[tuple[str, str, str]], world: NoWorld) -> tuple[set[tuple[str, str]], set[str]]:
    """What of hers was found where, and which of his words were found at all."""
    found: set[tuple[str, str]] = set()
    there: set[str] = set()
    placed = f",{PLACED},"
    for who, where, text in looks:
        folded = text.casefold()
        found |= {
            (name, f"{who}: {where}") for name, said in world.hers.items() if said in folded if _is_told(who, name)
        }
        there |= {name for name, said in world.his.items() if said in folded}
        if who not in ("ben", "owner") and world.secret["bulb"] in folded:
            found.add(("secret", f"{who}: {where}"))
        if world.secret["left_out"] in folded:
            found.add(("left_out", f"{who}: {where}"))
        if placed in text and "positions.csv" in where:
            found.add(("placed", f"{who}: {where}"))
    return found, there


def _is_told(who: str, name: str) -> bool:
    """That a note was handed in is known at the desk, which moderates without knowing whose it is."""
    return name != "handed_in_id" or who in ("ben", "later", "wall")


def _opened(meeting: Meeting, kind: Any) -> Person:
    def come(db: Any) -> Person:
        token = facilitator_token(db, meeting.session_id, now=meeting.clock(), ids=system_ids, kind=kind)
        return Person(desk_of_token(db, token), token, meeting)

    return meeting.database.write(come)


def _bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


def _frames(person: Person) -> str:
    return json.dumps([person.heard(), person.missed(), person.snapshot()], ensure_ascii=False)
