"""What an interaction says of itself on the server: how each of its kinds is loaded, decided and kept in step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.facts import Actor, Decision, Situation
from facilitation.option_fields import OptionField
from retreat.ids import Ids
from retreat.log.fields import Operation
from retreat.log.makings import Making
from retreat.log.panel import Section
from retreat.log.projections import Projector
from retreat.log.tables import Table

# Called with the session's id and state; says what the decision needs to know.
Loader = Callable[[Session, str, str, Operation, Actor], Situation]
# Pure. Called with what its loader said, and when the author did it, as text and as a moment by the server's clock.
Decider = Callable[[Operation, Actor, Any, str, datetime], Decision]


# What its template for phones without scripts gets, from the reader's board, the open round and the ids of their own.
PlainPart = Callable[[Mapping[str, Any], Mapping[str, Any], Collection[str]], Mapping[str, Any]]
# What the desk asks for and no reader is sent, such as counts; called with the session's id and the round's.
DeskPart = Callable[[Session, str, str], Any]
# Ids of what a participant (the second id) made in a session (the first), which the board shows to everyone unsigned.
Own = Callable[[Session, str, str], Iterable[str]]
# What its template for somebody's “My day” gets, through the gate; called with their id.
DayPart = Callable[[Session, str], Mapping[str, Any]]
# What somebody (the second id) does in a session (the first) by leaving it: kind, target and body of each operation.
Leaving = Callable[[Session, str, str], Iterable[tuple[str, str, Mapping[str, Any]]]]
# Gives back one thing without words (the second id) that was undone in a session (the first), if it still can.
Again = Callable[[Session, str, str, datetime, Ids], None]
# What the server does as a step opens, in a session (the first id) and its round (the second): kind, target and body.
Opening = Callable[[Session, str, str], Iterable[tuple[str, str, Mapping[str, Any]]]]
# Whether a step (the second id) of a session (the first) has what its people need before it opens.
Prepared = Callable[[Session, str, str], bool]
# Says what is wrong with the options of a step: a field, and the end of a sentence.
CheckOptions = Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]


# What every interaction says about an option that it does not have.
UNKNOWN_OPTION = "this field is not known here"


def no_options(options: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """For an interaction without further options."""
    return [(name, UNKNOWN_OPTION) for name in options]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One kind of talk.

    Attributes:
        options: Checks the options of a step; None for an interaction that is never a step of its own.
        fields: Options that have a field of their own in that form; the others are written as in a file. A line of
            ``static/css/interactions/<name>.css`` shows them only where the interaction is chosen.
        label: What it asks people to do, in a few plain words; for whoever writes an activity.
        takes_notes: Whether its steps say who may read notes, and which kinds there are.
        takes_shares: Whether its steps say who may read what people make, without kinds of note. A choice of fewer
            readers than the step offers is accepted too.
        takes_seats: Whether what people do in its steps can be said from a seat of the step's ``speaking_as``.
        decide: One function a kind; whatever has none is not taken from clients.
        load: For kinds whose decision needs to know more than the session's state.
        project: For kinds that change rows besides the log.
        plain: For ``templates/phone/interactions/<name>.html``, its part of the phone's page without scripts.
        day: For ``templates/phone/interactions/<name>_day.html``, its part of “My day” besides what people made.
        stays: The part of the board that stays in sight in steps of other kinds that follow, by round; or the one with
            what a step that says so (its option ``stays``) keeps there, as far as everyone may read it. With
            ``templates/phone/interactions/<name>_stays.html`` and ``static/js/interactions/<name>/stays.js``.
        desk: For its part of the desk.
        leaving: What happens here when somebody leaves the event.
        unsaid: What they gave without words that is undone when they are taken out of the event, as operations.
        again: Gives such a thing back when they are let in, with its id in ``unsaid``.
        opening: What is laid out as a step opens; it must be allowed, or the step does not open.
        prepared: Whether a step has everything that has to be chosen before it opens.
        own: What a phone that lost its memory should recognise as its reader's own.
        makes: The things with words that people make; search, the time line and the rooms above learn of them by it.
        record: Its section on the page of contributions.
        tables: What it gives to a spreadsheet.
    """

    name: str
    decide: Mapping[str, Decider]
    load: Mapping[str, Loader] = field(default_factory=dict)
    project: Mapping[str, Projector] = field(default_factory=dict)
    options: CheckOptions | None = None
    fields: tuple[OptionField, ...] = ()
    label: str = ""
    takes_notes: bool = False
    takes_shares: bool = False
    takes_seats: bool = False
    plain: PlainPart | None = None
    day: DayPart | None = None
    stays: str | None = None
    desk: DeskPart | None = None
    leaving: Leaving | None = None
    unsaid: Leaving | None = None
    again: Again | None = None
    opening: Opening | None = None
    prepared: Prepared | None = None
    own: Own | None = None
    makes: Making | None = None
    record: Section | None = None
    tables: tuple[Table, ...] = ()
