"""The programme's own log as a story that people can read and quote in a method section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from retreat.analysis.acts.kinds import KINDS
from retreat.analysis.acts.seeing import hidden_from
from retreat.analysis.acts.undoing import UNDONE, can_be_undone, is_own
from retreat.analysis.approaches import KINDS as APPROACHES
from retreat.analysis.codebook.queries import names_in_story, staff_of
from retreat.analysis.memos.models import Memo
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.models import AnalysisEntry
from retreat.analysis.sets.models import SetOf
from retreat.analysis.themes.models import ThemeWording
from retreat.consent.gate import Reader
from retreat.programme.models import DialogueSession
from retreat.transcripts.naming import staff_names

ENTRIES_ON_A_PAGE = 200
_BY_PARTICIPANTS = ("theme.signed", "theme.dissents")
_STATES = {"proposed": "proposed", "contested": "contested", "held": "held", "set_aside": "set aside"}
_NOTES = {
    "dissent": "a dissent",
    "minority": "a minority reading",
    "search": "what they looked for",
}
_SIDES = {"supporting": "as support", "contrary": "against it"}
_STATEMENT_CHARS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decision, told.

    Attributes:
        said: What was done, as the end of a sentence that begins with ``by``.
        address: Of what it is about, if that has a page.
        undone: Whether it was undone later.
        can_be_undone: Whether it still may be.
    """

    number: int
    at: datetime
    by: str
    kind: str
    said: str
    why: str
    address: str | None
    session: str | None
    undone: bool
    can_be_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the things in some entries are called."""

    codes: Mapping[tuple[str, int], str]
    sets: Mapping[str, str]
    themes: Mapping[tuple[str, int], str]
    quoting: Quoting

    def code(self, code_id: str | None, wording: int | None) -> str:
        found = self.codes.get((code_id or "", wording or 0))
        if found is None and code_id:
            found = next((name for (its, _number), name in self.codes.items() if its == code_id), None)
        return f"“{found}”" if found else "a code"


def story_of(
    db: Session,
    reader: Reader,
    programme_id: str,
    *,
    before: int | None = None,
    kinds: Sequence[str] = (),
    thing_id: str | None = None,
    most: int = ENTRIES_ON_A_PAGE,
) -> list[Told]:
    """The latest entries of a programme's log, the newest first, without what is private or still blind.

    Args:
        before: Only entries with lower numbers.
        kinds: Only of these families: ``code``, ``coding``, ``memo`` …, and what was undone of them; empty for all.
        thing_id: Only about this thing.
    """
    asked = (
        select(AnalysisEntry)
        .where(AnalysisEntry.programme_id == programme_id)
        .order_by(AnalysisEntry.number.desc())
        .limit(most)
    )
    if before is not None:
        asked = asked.where(AnalysisEntry.number < before)
    if kinds:
        asked = asked.where(_of_families(kinds))
    if thing_id is not None:
        asked = asked.where(AnalysisEntry.thing_id == thing_id)
    rows = db.scalars(asked).all()
    own = staff_of(reader)
    hidden = hidden_from(db, own or "", rows) | _private(db, own, rows)
    rows = [row for row in rows if row.number not in hidden]
    names = _names(db, reader, programme_id, rows)
    people = staff_names(db, (row.by for row in rows))
    sessions = _sessions(db, rows)
    undone = _undone(db, programme_id, rows)
    return [
        Told(
            number=row.number,
            at=row.at,
            by=people.get(row.by or "", "A participant" if row.kind in _BY_PARTICIPANTS else "Somebody"),
            kind=row.kind,
            said=_said(row, names),
            why=names.quoting.shown(row.why or ""),
            address=_address(row, programme_id),
            session=sessions.get(row.session_id or ""),
            undone=row.number in undone,
            can_be_undone=can_be_undone(row) and not (is_own(row) and row.by != own) and row.number not in undone,
        )
        for row in rows
    ]


def _of_families(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Entries of some families, and those that undo one of these, or undo such an undoing."""
    undone, before = aliased(AnalysisEntry), aliased(AnalysisEntry)
    here = (undone.programme_id == AnalysisEntry.programme_id, undone.number == AnalysisEntry.undoes)
    earlier = exists().where(
        before.programme_id == undone.programme_id, before.number == undone.undoes, _begins(before.kind, kinds)
    )
    return or_(_begins(AnalysisEntry.kind, kinds), exists().where(*here, or_(_begins(undone.kind, kinds), earlier)))


def _begins(column: InstrumentedAttribute[str], kinds: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.startswith(f"{kind}.") for kind in kinds))


def _said(row: AnalysisEntry, names: _Names) -> str:
    told: dict[str, Any] = row.body.get("told", {})
    facts = {
        "code": names.code(row.thing_id, told.get("wording")),
        "before": names.code(row.thing_id, told["before"]) if row.kind == "code.renamed" and "before" in told else "",
        "to": names.code(told.get("to"), told.get("to_wording")) if told.get("to") else "the top of the codebook",
        "count": told.get("count", 0),
        "set": f"“{names.sets.get(row.thing_id or '', 'a set')}”",
        "memo_kind": told.get("memo_kind", ""),
        "example": {"typical": "a typical example of", "near_miss": "a near miss of"}.get(
            told.get("example", ""), "no longer an example of"
        ),
        "approach": APPROACHES[told["to"]].title.lower() if row.kind == "approach.chosen" else "",
        "of": told.get("of", ""),
        **{name: told.get(name, 0) for name in ("codes", "codings", "memos")},
        "theme": f"“{names.themes.get((row.thing_id or '', told.get('theme_wording', 0)), '…')}”",
        "side": _SIDES.get(told.get("side", ""), ""),
        "note": _NOTES.get(told.get("note", ""), "a note"),
        "state": _STATES.get(told.get("state", ""), ""),
        "outcome": {"coded": "as coded", "not_coded": "as not coded", "both": "by keeping both codings"}.get(
            told.get("outcome", ""), ""
        ),
    }
    return KINDS[row.kind].format(**facts)


def _address(row: AnalysisEntry, programme_id: str) -> str | None:
    told = row.body.get("told", {})
    family = row.kind.partition(".")[0]
    if row.kind == UNDONE:
        return None
    if family == "code":
        return f"/codes/{row.thing_id}"
    if row.kind == "grouping.asked":
        return f"/desk/programmes/{programme_id}/groupings"
    if family == "grouping":
        return f"/sets/{row.thing_id}" if row.kind == "grouping.kept" else f"/groupings/{row.thing_id}"
    if family in ("coding", "reading") and told.get("excerpt"):
        return f"/excerpts/{told['excerpt']}"
    if family == "theme":
        return f"/themes/{row.thing_id}"
    found = {"memo": f"/memos/{row.thing_id}", "set": f"/sets/{row.thing_id}", "double": f"/double/{row.thing_id}"}
    return found.get(family, f"/desk/programmes/{programme_id}/analysis" if family == "approach" else None)


def _names(db: Session, reader: Reader, programme_id: str, rows: Sequence[AnalysisEntry]) -> _Names:
    wanted: set[tuple[str, int]] = set()
    for row in rows:
        told = row.body.get("told", {})
        if row.thing_id and "wording" in told:
            wanted.add((row.thing_id, told["wording"]))
        if told.get("to") and row.kind.startswith("code."):
            wanted.add((told["to"], told.get("to_wording", 0)))
    sets = {row.thing_id for row in rows if row.kind.startswith(("set.", "grouping.kept")) and row.thing_id}
    themes = {row.thing_id for row in rows if "theme_wording" in row.body.get("told", {}) and row.thing_id}
    quoting = Quoting(db, reader, programme_id)
    stated = db.execute(
        select(ThemeWording.theme_id, ThemeWording.number, ThemeWording.statement).where(
            ThemeWording.theme_id.in_(themes)
        )
    )
    found = db.execute(select(SetOf.id, SetOf.name).where(SetOf.id.in_(sets)))
    return _Names(
        codes=names_in_story(db, reader, programme_id, wanted) if wanted else {},
        sets={set_id: quoting.shown(name) for set_id, name in found},
        themes={(theme_id, number): _short(quoting.shown(said)) for theme_id, number, said in stated},
        quoting=quoting,
    )


def _short(statement: str) -> str:
    text = " ".join(statement.split()) or "…"
    return text if len(text) <= _STATEMENT_CHARS else text[:_STATEMENT_CHARS].rsplit(" ", 1)[0] + " …"


def _sessions(db: Session, rows: Sequence[AnalysisEntry]) -> Mapping[str, str]:
    wanted = {row.session_id for row in rows if row.session_id}
    asked = select(DialogueSession.id, DialogueSession.title).where(DialogueSession.id.in_(wanted))
    return dict(db.execute(asked).tuples().all())


def _undone(db: Session, programme_id: str, rows: Sequence[AnalysisEntry]) -> set[int | None]:
    asked = select(AnalysisEntry.undoes).where(
        AnalysisEntry.programme_id == programme_id, AnalysisEntry.undoes.in_([row.number for row in rows])
    )
    return set(db.scalars(asked))


def _private(db: Session, own: str | None, rows: Sequence[AnalysisEntry]) -> set[int]:
    """Entries about memos that only their author reads."""
    memos = {
        row.number: row.thing_id
        for row in rows
        if row.by != own and ("memo_kind" in row.body.get("told", {})) and row.thing_id
    }
    shared = set(db.scalars(select(Memo.id).where(Memo.id.in_(set(memos.values())), Memo.shared))) if memos else set()
    return {number for number, memo_id in memos.items() if memo_id not in shared}
