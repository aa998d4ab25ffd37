"""What tables answered when they read back what they wrote, for whoever shows those words later.

A line that nobody answered is “not read back”, and so is everything else that was written in a session in which some
table read back: silence is never taken for a yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_read
from retreat.log.makings import Making, makings, register
from retreat.log.models import Cluster, ReadBack, ReadBackLine, ReadBackObjection, ReadBackText, Words
from retreat.people.queries import taken_out

UNREAD = "unread"
ANSWER_WORDS: Mapping[str, str] = {
    "confirmed": "Confirmed by its table",
    "corrected": "Corrected by its table",
    "disowned": "Disowned by its table",
    UNREAD: "Not read back",
}
# Where several tables read back the same heading, what is told is what the most doubtful of them said.
_DOUBT = ("disowned", "corrected", UNREAD, "confirmed")
ANSWER_COLUMNS = ("read_back", "somebody_objects", "reworded_since", "correction")

GISTS = register(
    Making(
        noun="readback",
        title="A table’s words",
        called="a gist or a correction",
        many="gists and corrections",
        icon="table",
        row=ReadBackText,
        texts={"text": ""},
        at=ReadBackText.at,
        version=ReadBackText.version,
        shape="square",
        weight=2,
        table=lambda _db, row: row.table_id,
        nameless=true(),
        is_read_back=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """How somebody at a table said that a line should read."""

    id: str
    line_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a table answered to a line.

    Attributes:
        answer: One of ``ANSWER_WORDS``.
        is_objected: Somebody at the table objects; who, and how many, nobody is told.
        is_reworded: The words have changed since.
        corrections: How it should read, as far as the reader may read that; also what was answered otherwise later.
    """

    answer: str = UNREAD
    is_objected: bool = False
    is_reworded: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def words(self) -> str:
        return ANSWER_WORDS[self.answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to some things.

    Attributes:
        held: The sessions in which any table read back.
        corrections: Ids of corrections: they are answers themselves, and nobody is asked about them.
    """

    held: frozenset[str]
    given: Mapping[str, Answered]
    corrections: frozenset[str] = frozenset()

    def of(self, session_id: str, thing_id: str) -> Answered | None:
        """What a table answered to this thing; None in a session without a read-back."""
        if session_id not in self.held or thing_id in self.corrections:
            return None
        return self.given.get(thing_id, Answered())


def answers_of(
    db: Session, reader: Reader, session_ids: Iterable[str], *, only: Collection[str] | None = None
) -> Answers:
    """What tables answered to what was written in these sessions; or to some things alone."""
    held = frozenset(db.scalars(select(ReadBack.session_id).where(ReadBack.session_id.in_(set(session_ids)))))
    if not held:
        return Answers(held=held, given={})
    asked = (
        select(ReadBackLine, ReadBack.table_id)
        .join(ReadBack, ReadBack.id == ReadBackLine.read_back_id)
        .where(ReadBackLine.session_id.in_(held))
        .order_by(ReadBack.opened_at, ReadBack.id)
    )
    if only is not None:
        asked = asked.where(ReadBackLine.target_id.in_(only))
    latest: dict[tuple[str, str], ReadBackLine] = {}
    for line, table_id in db.execute(asked):
        if line.answer is not None or (line.target_id, table_id) not in latest:
            latest[line.target_id, table_id] = line
    lines: dict[str, list[ReadBackLine]] = defaultdict(list)
    for (thing_id, _table), line in latest.items():
        lines[thing_id].append(line)
    now, objected = wordings(db, lines), _objected(db, held)
    corrections: dict[str, tuple[Correction, ...]] = defaultdict(tuple)
    written = corrections_of(db, reader, held)
    for one in written:
        corrections[one.line_id] += (one,)
    given = {
        thing_id: _answered(some, now.get(thing_id), thing_id in objected, corrections.get(thing_id, ()))
        for thing_id, some in lines.items()
    }
    return Answers(held=held, given=given, corrections=frozenset(one.id for one in written))


def _answered(
    lines: Iterable[ReadBackLine], words_id: str | None, is_objected: bool, corrections: tuple[Correction, ...]
) -> Answered:
    line = min(lines, key=lambda one: _DOUBT.index(one.answer or UNREAD))
    return Answered(
        answer=line.answer or UNREAD,
        is_objected=is_objected,
        is_reworded=line.answer is not None and line.words_id != words_id,
        corrections=corrections,
    )


def wordings(db: Session, thing_ids: Collection[str]) -> dict[str, str]:
    """The latest wording of each of these headings and things that are read back."""
    found: dict[str, str] = {}
    for row in rows_read_back() if thing_ids else ():
        found |= dict(db.execute(select(row.id, row.words_id).where(row.id.in_(thing_ids))).tuples().all())
    return found


def rows_read_back() -> tuple[Any, ...]:
    """The tables of everything that a table reads back: headings, and whatever is made for that."""
    return (Cluster, *(making.row for making in makings() if making.is_read_back))


def _objected(db: Session, held: Collection[str]) -> set[str]:
    """The lines that somebody objects to, whatever they answered about their own notes: it is nobody's words."""
    here = (ReadBackObjection.session_id.in_(held), ReadBackObjection.withdrawn_at.is_(None))
    lines = select(ReadBackObjection.line_id).where(*here, ReadBackObjection.participant_id.not_in(taken_out()))
    return set(db.scalars(lines))


def corrections_of(db: Session, reader: Reader, session_ids: Collection[str]) -> list[Correction]:
    """Every correction that may be read, in the order in which they were written."""
    rows = db.execute(
        select(ReadBackText.id, ReadBackText.line_id, Words.texts)
        .join(Words, Words.id == ReadBackText.words_id)
        .where(
            ReadBackText.session_id.in_(session_ids), ReadBackText.line_id.is_not(None), may_read(reader, GISTS.gated)
        )
        .order_by(ReadBackText.at, ReadBackText.id)
    )
    return [Correction(id=one, line_id=line_id or "", text=GISTS.text_of(texts)) for one, line_id, texts in rows]


def answer_cells(said: Answered | None) -> tuple[str | None, ...]:
    """As ``ANSWER_COLUMNS`` call them; empty in a session without a read-back."""
    if said is None:
        return (None,) * len(ANSWER_COLUMNS)
    return (
        said.words,
        "yes" if said.is_objected else "no",
        "yes" if said.is_reworded else "no",
        "\n".join(one.text for one in said.corrections) or None,
    )
