"""Things with words that people make: notes, light-bulbs, and whatever an interaction adds.

Each kind registers one ``Making``: search, the time line, higher rooms and the closing of an event ask here,
so that there is no other list of kinds. Every text passes the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Select, and_, exists, false, func, null, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import False_

from retreat.consent.derived import Whose
from retreat.consent.gate import Column, Gated, Reader, may_read
from retreat.log import listeners
from retreat.log.labels import labels_of
from retreat.log.models import Words
from retreat.programme.models import Prompt

ONLY_ME = "me"
Shape = Literal["dot", "diamond", "square"]


def _at_no_table(_db: Session, _row: Any) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One kind of things that people make.

    Attributes:
        noun: As its operations begin.
        title: What one of them is called on a page.
        called: The same in the middle of a sentence: “a note”.
        many: Several of them: “notes”.
        icon: Of the icons that pages have.
        row: Its table, with the columns ``id``, ``session_id``, ``participant_id``, ``share`` (as of a note),
            ``words_id`` (of the latest wording), and ``table_id`` where a table may read it.
        texts: The names of its texts, in reading order, each with its label; empty where it needs none.
        at: When it was made.
        version: The column that counts its changes.
        shape: How one is drawn on the time line.
        weight: How much it matters if words change that one depends on, from 1 to 3.
        prompt: The column of the prompt that it answers, if there is one.
        kind: The column for the kind of each, if there are several.
        stance: The column that says which sort of piece each is, if the table holds several.
        stances: What each sort is called for its author.
        table: At which table one was made.
        set_aside: Whether a facilitator may take one off the board without erasing it.
        nameless: Whether its author's name is never shown, whatever the activity allows.
        is_read_back: Whether tables read it back, so that every later use says what they answered.
    """

    noun: str
    title: str
    called: str
    many: str
    icon: str
    row: type[Any]
    texts: Mapping[str, str]
    at: InstrumentedAttribute[datetime]
    version: InstrumentedAttribute[int]
    shape: Shape = "dot"
    weight: int = 1
    prompt: InstrumentedAttribute[Any] | None = None
    kind: InstrumentedAttribute[Any] | None = None
    stance: InstrumentedAttribute[Any] | None = None
    stances: Mapping[str, str] = field(default_factory=dict)
    table: Callable[[Session, Any], str | None] = _at_no_table
    set_aside: ColumnElement[bool] | None = None
    nameless: ColumnElement[bool] | InstrumentedAttribute[bool] = field(default_factory=false)
    is_read_back: bool = False

    @property
    def removal(self) -> str:
        """The kind of operation by which its author takes one back."""
        return f"{self.noun}.remove"

    @property
    def gone(self) -> ColumnElement[bool]:
        """The condition that there is nothing left to read; joined to its words."""
        aside = false() if self.set_aside is None else self.set_aside
        return or_(Words.erased_at.is_not(None), Words.withheld, aside)

    @property
    def gated(self) -> Gated:
        """What the gate asks of it, joined to its words."""
        of_table: Column | None = getattr(self.row, "table_id", None)
        return Gated(
            author=self.row.participant_id,
            session=self.row.session_id,
            share=self.row.share,
            table=of_table,
            erased=self.gone,
            thing=self.row.id,
        )

    def text_of(self, texts: Mapping[str, str | list[str]]) -> str:
        """All its words as one text, a line for each; empty where there are none."""
        return "\n".join(line for name in self.texts for line in lines_of(texts.get(name)))


def lines_of(said: str | list[str] | None) -> list[str]:
    """A field of one text or of several, as lines; none if it is empty."""
    return [line for line in ([said] if isinstance(said, str) else said or []) if line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One thing as it may be read now. Its words are empty if it was made without any.

    Attributes:
        kind: Its kind, if there are several; empty otherwise.
        prompt_id: What it answers, if that is known.
        label: Its author, as far as that may be told.
    """

    id: str
    making: Making
    text: str
    at: datetime
    table_id: str | None
    kind: str = ""
    prompt_id: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMade:
    """One thing, for its author only; even one that was set aside, whose words are kept until it is taken back.

    Attributes:
        kind: Its kind, if there are several; empty otherwise.
        question: What it answers, or what sort of piece it is; empty where neither is known.
        texts: Those with words, each with its label.
    """

    id: str
    making: Making
    session_id: str
    kind: str
    question: str
    texts: tuple[tuple[str, str], ...]
    share: str
    set_aside: bool


_makings: dict[str, Making] = {}


def register(making: Making) -> Making:
    """Add a kind of thing; adding the same one twice changes nothing."""
    _makings[making.noun] = making
    return making


def makings() -> Sequence[Making]:
    """Every kind there is."""
    return tuple(_makings.values())


def made_in(db: Session, reader: Reader, session_id: str) -> list[Made]:
    """Everything that people made in a session, as far as it may be read, in the order in which it was made."""
    rows = [
        (making, *row)
        for making in makings()
        for row in db.execute(
            _readable(
                reader, session_id, making, making.row, Words.texts, type_coerce(making.nameless, Boolean).label("bare")
            )
        ).all()
    ]
    people = {row.participant_id for _making, row, _texts, _is_bare in rows}
    labels, unnamed = (labels_of(db, session_id, people, nameless=nameless) for nameless in (False, True))
    found = [
        Made(
            id=row.id,
            making=making,
            text=making.text_of(texts),
            at=getattr(row, making.at.key),
            table_id=making.table(db, row),
            kind=_value(row, making.kind) or "",
            prompt_id=_value(row, making.prompt),
            label=(unnamed if is_bare else labels).get(row.participant_id),
        )
        for making, row, texts, is_bare in rows
    ]
    return sorted(found, key=lambda one: (one.at, one.id))


def has_made(db: Session, reader: Reader, session_id: str, *kinds: Making) -> bool:
    """Whether there is anything of it, or anything of these kinds."""
    some = (_readable(reader, session_id, making, making.row.id).limit(1) for making in kinds or makings())
    return any(db.execute(one).first() is not None for one in some)


def own_ids(db: Session, session_id: str, participant_id: str) -> list[str]:
    """Ids of what somebody made in a session and has neither taken back nor lost."""
    return [
        found
        for making in makings()
        for found in db.scalars(
            _with_words(making, making.row.id)
            .where(making.row.session_id == session_id, making.row.participant_id == participant_id, ~making.gone)
            .order_by(making.at, making.row.id)
        )
    ]


def made_by(db: Session, participant_id: str) -> dict[str, list[str]]:
    """Ids of everything that somebody made, by session, even if it was erased or taken back."""
    made: dict[str, list[str]] = {}
    for making in makings():
        row = making.row
        asked = select(row.session_id, row.id).where(row.participant_id == participant_id).order_by(row.id)
        for session_id, thing_id in db.execute(asked):
            made.setdefault(session_id, []).append(thing_id)
    return made


def made_of(db: Session, whose: Whose) -> dict[str, list[str]]:
    """The same for somebody, or for a whole event, including what nobody signed."""
    if whose.event_id is None:
        return made_by(db, whose.participant_id)
    made: dict[str, list[str]] = {}
    for making in makings():
        row = making.row
        asked = select(row.session_id, row.id).where(row.session_id.in_(whose.sessions)).order_by(row.id)
        for session_id, thing_id in db.execute(asked):
            made.setdefault(session_id, []).append(thing_id)
    return made


def texts_of(db: Session, whose: Whose) -> list[str]:
    """Every text of what they made and have not taken back, whoever may read it."""
    if whose.event_id is None:
        return [text for made in own_made(db, whose.participant_id) for _label, text in made.texts]
    here = (Words.session_id.in_(whose.sessions), Words.erased_at.is_(None))
    return [
        line
        for making in makings()
        for row in db.execute(_with_words(making, making.row.id, Words.texts).where(*here))
        for name in making.texts
        for line in lines_of(row.texts.get(name))
    ]


def own_made(db: Session, participant_id: str) -> list[OwnMade]:
    """What somebody made at their event and has not taken back, whoever may read it and whatever they agreed to."""
    return [
        OwnMade(
            id=row.id,
            making=making,
            session_id=row.session_id,
            kind=_value(row, making.kind) or "",
            question=question or making.stances.get(_value(row, making.stance), ""),
            texts=tuple((label, line) for name, label in making.texts.items() for line in lines_of(texts.get(name))),
            share=row.share,
            set_aside=is_aside,
        )
        for making in makings()
        for row, texts, question, is_aside in db.execute(_own(making, participant_id)).all()
    ]


def _own(making: Making, participant_id: str) -> Select[Any]:
    aside = false() if making.set_aside is None else making.set_aside
    question: Any = null() if making.prompt is None else Prompt.planned_text
    found = _with_words(making, making.row, Words.texts, question, aside)
    if making.prompt is not None:
        # What a light-bulb is on is its author's word.
        asked = (Prompt.session_id == making.row.session_id, Prompt.asked_at.is_not(None))
        found = found.outerjoin(Prompt, and_(Prompt.id == making.prompt, *asked))
    mine = (making.row.participant_id == participant_id, Words.erased_at.is_(None))
    return found.where(*mine).order_by(making.at, making.row.id)


def noun_of(db: Session, ids: Collection[str]) -> dict[str, Making]:
    """Which kind of thing each of these ids is."""
    if not ids:
        return {}
    return {
        found: making
        for making in makings()
        for found in db.scalars(select(making.row.id).where(making.row.id.in_(ids)))
    }


def still_there(db: Session, ids: Collection[str]) -> frozenset[str]:
    """Those of these things that nobody has taken back or set aside."""
    return frozenset(
        found
        for making in makings()
        for found in (
            db.scalars(_with_words(making, making.row.id).where(making.row.id.in_(ids), ~making.gone)) if ids else ()
        )
    )


def nameless_among(db: Session, ids: Collection[str]) -> frozenset[str]:
    """Those of these things whose author's name nobody is told."""
    if not ids:
        return frozenset()
    some = (making for making in makings() if not isinstance(making.nameless, False_))
    return frozenset(
        found
        for making in some
        for found in db.scalars(
            select(making.row.id).where(making.row.id.in_(ids), type_coerce(making.nameless, Boolean))
        )
    )


def share_of(thing: Column) -> ColumnElement[str | None]:
    """Who may read the thing with this id, as part of a query; null if it was set aside or does not exist."""
    found: list[Any] = []
    for making in makings():
        one = select(making.row.share).where(making.row.id == thing)
        if making.set_aside is not None:
            one = one.where(~making.set_aside)
        found.append(one.scalar_subquery())
    return func.coalesce(*found, None, None)  # SQLite takes two or more, also where nothing is registered


class KeptAlone(NamedTuple):
    """Something that nobody but its author ever read."""

    id: str
    participant_id: str
    version: int
    removal: str


def kept_alone(db: Session, session_id: str, *, most: int) -> Iterable[KeptAlone]:
    """Some of what people kept to themselves in a session."""
    left = most
    for making in makings():
        row = making.row
        some = db.execute(
            _with_words(making, row.id, row.participant_id, making.version)
            .where(row.session_id == session_id, row.share == ONLY_ME, ~making.gone)
            .order_by(making.at, row.id)
            .limit(left)
        ).all()
        left -= len(some)
        for thing_id, participant_id, version in some:
            yield KeptAlone(thing_id, participant_id, version, making.removal)


def tell_kept(db: Session, making: Making, thing_id: str, *, is_new: bool = False) -> None:
    """Tell rooms that derive something from people's writing, unless it is for its author alone, or erased."""
    row: Any = db.get(making.row, thing_id)
    words = db.get(Words, row.words_id) if row else None
    if row is None or words is None or row.share == ONLY_ME or words.erased_at is not None:
        return
    text = making.text_of(words.texts)
    if not text:
        listeners.notes_erased(db, [] if is_new else [thing_id])
        return
    asked = _value(row, making.prompt)
    prompt = db.get(Prompt, asked) if asked else None
    listeners.note_kept(
        db,
        listeners.KeptNote(
            session_id=row.session_id,
            note_id=thing_id,
            participant_id=row.participant_id,
            prompt_id=prompt.id if prompt and prompt.session_id == row.session_id else None,
            table_id=making.table(db, row),
            text=text,
            at=getattr(row, making.at.key),
            is_new=is_new,
        ),
    )


def without_passage(making: Making, passage: Column) -> Select[Any]:
    """Ids and texts of things that others may read but that have no passage; ``passage``: the column with their id."""
    return _with_words(making, making.row.id, Words.texts).where(
        ~exists().where(passage == making.row.id), making.row.share != ONLY_ME, ~making.gone
    )


def _value(row: Any, column: InstrumentedAttribute[Any] | None) -> Any:
    return None if column is None else getattr(row, str(column.key))


def _with_words(making: Making, *columns: Any) -> Select[Any]:
    return select(*columns).join(Words, Words.id == making.row.words_id)


def _readable(reader: Reader, session_id: str, making: Making, *columns: Any) -> Select[Any]:
    return _with_words(making, *columns).where(making.row.session_id == session_id, may_read(reader, making.gated))
