"""What was coded differently: both codings beside each other on the words, what was settled, and agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.codings.queries import Mark, marks_of_session
from retreat.analysis.double.agreement import cohens_kappa, krippendorffs_alpha, percent_agreement
from retreat.analysis.double.models import DoubleCoder, DoubleCoding, Settlement
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.models import Coding
from retreat.consent.gate import Reader
from retreat.programme.models import DialogueSession
from retreat.transcripts.naming import staff_names
from retreat.transcripts.reading import transcripts_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.under import names_of, words_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """One of those who code it."""

    staff_id: str
    name: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleView:
    """A double coding in a list."""

    id: str
    session_id: str
    title: str
    every: int
    coders: tuple[Coder, ...]
    is_open: bool
    at: datetime

    @property
    def address(self) -> str:
        """Its page."""
        return f"/double/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A turn that everybody was to code.

    Attributes:
        name: Transcript and number of the turn.
        codes: By coder, the codes that they gave to any of its words.
    """

    name: str
    transcript_id: str
    turn: int
    speaker: str
    text: str
    start_ms: int | None
    recording_id: str | None
    first: int
    last: int
    codes: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was decided about a difference."""

    outcome: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One code on one turn that some gave and others did not."""

    unit: Unit
    code_id: str
    gave: tuple[str, ...]
    gave_not: tuple[str, ...]
    settled: Settled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree on one code, or on all (``code_id`` None). The unit is a turn: coded or not.

    Attributes:
        kappa: Cohen's, for two coders only.
        alpha: Krippendorff's, nominal.
    """

    code_id: str | None
    units: int
    given: int
    percent: float | None
    kappa: float | None
    alpha: float | None


def doubles_of(db: Session, programme_id: str) -> tuple[DoubleView, ...]:
    """The double codings of a programme, the latest first."""
    rows = db.execute(
        select(DoubleCoding, DialogueSession.title)
        .join(DialogueSession, DialogueSession.id == DoubleCoding.session_id)
        .where(DoubleCoding.programme_id == programme_id, ~DoubleCoding.removed)
        .order_by(DoubleCoding.at.desc(), DoubleCoding.id)
    ).all()
    coders = _coders(db, [row.id for row, _title in rows])
    return tuple(
        DoubleView(
            id=row.id,
            session_id=row.session_id,
            title=title,
            every=row.every,
            coders=tuple(coders[row.id]),
            is_open=row.opened,
            at=row.at,
        )
        for row, title in rows
    )


def _coders(db: Session, double_ids: Sequence[str]) -> Mapping[str, list[Coder]]:
    rows = db.scalars(
        select(DoubleCoder).where(DoubleCoder.double_id.in_(double_ids)).order_by(DoubleCoder.position)
    ).all()
    names = staff_names(db, (row.staff_id for row in rows))
    found: dict[str, list[Coder]] = defaultdict(list)
    for row in rows:
        found[row.double_id].append(
            Coder(staff_id=row.staff_id, name=names[row.staff_id], is_done=row.done_at is not None)
        )
    return found


def units_of(db: Session, reader: Reader, double: DoubleView) -> list[Unit]:
    """The turns of a double coding that may be read, with what each coder gave them."""
    made = select(Coding.id, Coding.by).where(Coding.double_id == double.id, ~Coding.removed)
    mine = dict(db.execute(made).tuples().all())
    marks = [mark for mark in marks_of_session(db, reader, double.session_id) if mark.id in mine]
    found: list[Unit] = []
    for version in transcripts_of(db, double.session_id):
        here = [(mark, mine[mark.id]) for mark in marks if mark.transcript_id == version.id]
        names, plays = names_of(db, version.id), sound_to_play(db, version.recording_id)
        words = words_under(db, version.id, None, sight_of(db, reader, version.id))
        turns: dict[int, list[int]] = defaultdict(list)
        for at, word in enumerate(words):
            if word.turn is not None:
                turns[word.turn].append(at)
        for place, (turn, at_words) in enumerate(turns.items()):
            if place % double.every:
                continue
            its = [words[at] for at in at_words]
            first, last = min(word.cell for word in its), max(word.cell for word in its)
            found.append(
                Unit(
                    name=f"{version.id}:{turn}",
                    transcript_id=version.id,
                    turn=turn,
                    speaker=names.get(its[0].label or "", its[0].label or ""),
                    text=" ".join(word.text for word in its),
                    start_ms=its[0].start_ms,
                    recording_id=plays,
                    first=its[0].n,
                    last=its[-1].n,
                    codes=_given(double, here, first, last),
                )
            )
    return found


def _given(
    double: DoubleView, marks: Sequence[tuple[Mark, str | None]], first: int, last: int
) -> Mapping[str, frozenset[str]]:
    given: dict[str, set[str]] = {coder.staff_id: set() for coder in double.coders}
    for mark, staff_id in marks:
        if staff_id in given and (mark.first or 0) <= last and first <= (mark.last or 0):
            given[staff_id].add(mark.code_id)
    return {staff_id: frozenset(codes) for staff_id, codes in given.items()}


def differences_of(
    db: Session, reader: Reader, programme_id: str, double: DoubleView, units: Sequence[Unit]
) -> list[Difference]:
    """Every code on which people differ, turn by turn, with what was decided about it."""
    settled = _settled(db, reader, programme_id, double.id)
    names = {coder.staff_id: coder.name for coder in double.coders}
    found: list[Difference] = []
    for unit in units:
        for code_id in sorted(frozenset().union(*unit.codes.values())):
            gave = tuple(names[one] for one in names if code_id in unit.codes[one])
            gave_not = tuple(names[one] for one in names if code_id not in unit.codes[one])
            if gave_not:
                found.append(
                    Difference(
                        unit=unit,
                        code_id=code_id,
                        gave=gave,
                        gave_not=gave_not,
                        settled=settled.get((unit.name, code_id)),
                    )
                )
    return found


def _settled(db: Session, reader: Reader, programme_id: str, double_id: str) -> Mapping[tuple[str, str], Settled]:
    rows = db.scalars(select(Settlement).where(Settlement.double_id == double_id).order_by(Settlement.number)).all()
    names, quoting = staff_names(db, (row.by for row in rows)), Quoting(db, reader, programme_id)
    return {
        (row.unit, row.code_id): Settled(
            outcome=row.outcome, why=quoting.shown(row.why), by=names.get(row.by or "", ""), at=row.at
        )
        for row in rows
    }


def agreement_of(double: DoubleView, units: Sequence[Unit]) -> list[Agreement]:
    """Agreement on each code that anybody gave, and on all decisions together, which comes first."""
    codes = sorted(frozenset().union(*(given for unit in units for given in unit.codes.values())))
    coders = [coder.staff_id for coder in double.coders]
    rows = {code_id: [[code_id in unit.codes[one] for unit in units] for one in coders] for code_id in codes}
    if not units or not codes:
        return []
    pooled = [[value for code_id in codes for value in rows[code_id][at]] for at in range(len(coders))]
    return [_agreement(None, pooled), *(_agreement(code_id, rows[code_id]) for code_id in codes)]


def _agreement(code_id: str | None, by_coder: Sequence[Sequence[bool]]) -> Agreement:
    is_pair = len(by_coder) == 2
    return Agreement(
        code_id=code_id,
        units=len(by_coder[0]),
        given=sum(any(values) for values in zip(*by_coder, strict=True)),
        percent=percent_agreement(by_coder[0], by_coder[1]) if is_pair else None,
        kappa=cohens_kappa(by_coder[0], by_coder[1]) if is_pair else None,
        alpha=krippendorffs_alpha(by_coder),
    )
