"""The only visibility filter, by reader, purpose and use: it narrows queries and never filters results.

Every query over what people wrote or said passes its columns here and puts the condition into its WHERE. It knows
columns, not tables: rooms above hand in theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations

from retreat.consent.purposes import NO, YES, Use, asked_for
from retreat.consent.queries import who_answered
from retreat.consent.quoted.queries import unquoted_things
from retreat.people.access import Seat
from retreat.people.members import PARTNER, programmes_of, programmes_with
from retreat.people.models import Participant
from retreat.people.queries import taken_out
from retreat.programme.queries import sessions_in

Column = SQLCoreOperations[Any]
# How many readers' parts of queries are cached: building one takes longer than running many queries.
_STAFF_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whoever sits at the machine's command line: only withdrawn words are hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReader:
    """A signed-in member of staff: reads the consented words of their programmes, also of voices not yet matched.

    A partner reads only what was agreed to be shared with partners.

    Attributes:
        as_asked: For a job, which goes on with what its asker could read when they asked for it.
    """

    staff_id: str
    as_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReader:
    """Somebody in the room: reads their own words, and other people's if shared with them and allowed to be kept."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideReader:
    """People outside the team, for whom something is made: partners, an archive, everybody.

    They read only words whose known author agrees to this use, and that others in the room could read too: a voice that
    is not matched to a person has agreed to nothing, and what was handed in to the facilitators stays with them. What
    the facilitators wrote on their desk is the team's own.

    Attributes:
        quotes: Whether what is made for them quotes people, so that nobody is in it who does not want to be quoted.
    """

    use: Use
    quotes: bool = False


Reader = Owner | StaffReader | SeatReader | OutsideReader
# Who could read something in the room, if people outside the team may read it at all.
_SHOWN_TO_OTHERS = ("everyone", "table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The columns of one table of words.

    Attributes:
        author: Whose words; null where the voice is not matched to a person, or a facilitator's desk wrote.
        session: Whose session.
        asked: What the author must have agreed to: a “no” to any of these withholds the words.
        share: Who may read (``me``, ``facilitators``, ``table``, ``everyone``); None for words spoken in the room.
        table: The table it belongs to, where there is one.
        erased: A condition that is true of words that were erased.
        thing: Its id, if people can say of each that it is not to be quoted.
    """

    author: Column
    session: Column
    asked: tuple[str, ...] = ("notes_kept",)
    share: Column | None = None
    table: Column | None = None
    erased: ColumnElement[bool] | None = None
    thing: Column | None = None


def may_read(reader: Reader, words: Gated, use: Use = "read") -> ColumnElement[bool]:
    """The condition to put into the WHERE of every query over these words.

    Args:
        use: What is done with them. Anything but reading requires that their author is known and has agreed to it.
    """
    seen = and_(_kept(words), _in_reach(reader, words))
    return seen if use == "read" else and_(seen, _granted(words, use))


def _in_reach(reader: Reader, words: Gated) -> ColumnElement[bool]:
    if isinstance(reader, Owner):
        return true()
    if isinstance(reader, StaffReader):
        return and_(_handed_on(words), true() if reader.as_asked else _theirs(reader.staff_id, words))
    if isinstance(reader, OutsideReader):
        shown = true() if words.share is None else words.share.in_(_SHOWN_TO_OTHERS)
        return and_(shown, or_(_granted(words, reader.use, quotes=reader.quotes), words.author.in_(_desks())))
    return and_(words.session == reader.seat.session_id, _for_seat(reader.seat, words))


def _granted(words: Gated, use: Use, *, quotes: bool = False) -> ColumnElement[bool]:
    asked = asked_for(use, quotes=quotes).items()
    return and_(
        *(or_(*(words.author.in_(who_answered(purpose, one)) for one in answers)) for purpose, answers in asked),
        _not_removed(words),
    )


def _not_removed(words: Gated) -> ColumnElement[bool]:
    """Not one of those that their author does not want to be quoted."""
    return true() if words.thing is None else words.thing.not_in(unquoted_things())


def may_be_shown(words: Gated) -> ColumnElement[bool]:
    """The condition for showing words to more people than have read them: their author agrees at this moment.

    A desk's words, and words of unknown voices, need no answer. The caller leaves out what is erased.
    """
    return _agreed(words)


def may_tell_apart(reader: Reader, session: Column) -> ColumnElement[bool]:
    """Whether a reader may filter by sector, role or person: partners and seats could single somebody out."""
    return reads_whole(reader, session)


def reads_whole(reader: Reader, session: Column) -> ColumnElement[bool]:
    """Whether a reader reads everything kept of a session; others read only what each person has agreed to."""
    if isinstance(reader, SeatReader | OutsideReader):
        return false()
    if isinstance(reader, Owner) or reader.as_asked:
        return true()
    return session.in_(_sessions_of(reader.staff_id))


def _kept(words: Gated) -> ColumnElement[bool]:
    """Not erased, not taken back by an answer changed to no, and not by somebody who was taken out."""
    not_refused = (words.author.not_in(who_answered(purpose, NO)) for purpose in words.asked)
    kept = or_(words.author.is_(None), and_(*not_refused, words.author.not_in(taken_out())))
    return kept if words.erased is None else and_(kept, ~words.erased)


def _handed_on(words: Gated) -> ColumnElement[bool]:
    """Everything but what its author keeps to themselves."""
    return true() if words.share is None else words.share != "me"


def _theirs(staff_id: str, words: Gated) -> ColumnElement[bool]:
    """Words of a programme that they belong to, as far as their role allows."""
    whole = words.session.in_(_sessions_of(staff_id))
    shared = words.session.in_(_sessions_shared_with(staff_id))
    return or_(whole, and_(shared, words.author.in_(who_answered("share_partners", YES)), _not_removed(words)))


@lru_cache(_STAFF_KEPT)
def _sessions_of(staff_id: str) -> Select[str]:
    return sessions_in(programmes_of(staff_id, "reads"))


@lru_cache(_STAFF_KEPT)
def _sessions_shared_with(staff_id: str) -> Select[str]:
    return sessions_in(programmes_with(staff_id, PARTNER))


def _for_seat(seat: Seat, words: Gated) -> ColumnElement[bool]:
    own = words.author == seat.id
    if words.share is None:
        return or_(own, _heard(seat, words))
    shared: list[ColumnElement[bool]] = [words.share == "everyone"]
    if seat.role == "facilitator":
        shared = [words.share != "me"]
    elif seat.role == "participant" and seat.table_id and words.table is not None:
        shared.append(and_(words.share == "table", words.table == seat.table_id))
    return or_(own, and_(_agreed(words), or_(*shared)))


def _heard(seat: Seat, words: Gated) -> ColumnElement[bool]:
    """Spoken words carry no share: a desk reads them, others only what their speaker agreed to show.

    A voice that is not matched to a person has agreed to nothing.
    """
    if seat.role == "facilitator":
        return _agreed(words)
    if seat.role == "screen":
        return false()
    return and_(
        _said_yes(words),
        words.author.in_(who_answered("share_partners", YES)),
    )


def _said_yes(words: Gated) -> ColumnElement[bool]:
    return and_(*(words.author.in_(who_answered(purpose, YES)) for purpose in words.asked))


def _agreed(words: Gated) -> ColumnElement[bool]:
    """Its author said yes; an unmatched voice and a desk's own words need no answer."""
    return or_(
        words.author.is_(None),
        and_(_said_yes(words), words.author.not_in(taken_out())),
        words.author.in_(_desks()),
    )


def _desks() -> Select[str]:
    return select(Participant.id).where(Participant.kind.in_(("facilitator", "screen")))
