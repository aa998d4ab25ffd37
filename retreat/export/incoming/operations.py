"""Keeping a project that somebody brings, carrying it out, or dropping it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.analysis.bringing import BroughtCoding, BroughtMemo, bring
from retreat.analysis.coders import coder_of
from retreat.analysis.excerpts.choosing import choose
from retreat.analysis.memos.operations import MEMO_MAX_CHARS
from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.export.incoming.bringing_texts import bring_texts
from retreat.export.incoming.models import DONE, DROPPED, FAILED, NAME_MAX_CHARS, WAITING, WANTED, ProjectImport
from retreat.export.incoming.planning import plan_of
from retreat.export.incoming.plans import MemoLine, Placed, Plan
from retreat.export.incoming.texts_here import TextHere
from retreat.export.qda.found import ReadProject
from retreat.export.qda.guids import guid
from retreat.house import House
from retreat.imports.reading import read_in_child
from retreat.recordings.storage import LocalStorage
from retreat.transcripts.ports import Speech

FOLDER = "projects"
FILE_MAX_BYTES = 200 * 1024**2
_READER = "retreat.export.qda.reading"
_CODES_MAX, _CODINGS_MAX, _MEMOS_MAX = 5_000, 20_000, 5_000
_TOO_MUCH = "This project has more {what} than can be brought in at once ({most:,}). Please export it in parts."
# Excerpts are chosen a few at a time, so that notes never wait for a project.
_AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What became of a project."""

    number: int | None
    codes: int
    placed: int
    memos: int
    texts: int
    plan: Plan


def storage_of(house: House) -> LocalStorage:
    """Where files wait."""
    return LocalStorage(house.settings.data / FOLDER)


def read_project(content: bytes) -> ReadProject:
    """What is in a file of another program, read in a confined child.

    Raises:
        InvalidInput: It is no such project, damaged, hostile, or too large.
    """
    read = ReadProject.from_json(read_in_child(_READER, content))
    found = (
        ("codes", len(read.codes), _CODES_MAX),
        ("codings", sum(len(one.codings) for one in read.sources), _CODINGS_MAX),
        ("memos", len(read.memos), _MEMOS_MAX),
    )
    for what, count, most in found:
        if count > most:
            raise InvalidInput(_TOO_MUCH.format(what=what, most=most), code="too_long")
    return read


def keep(house: House, programme_id: str, filename: str, content: bytes, *, by: str) -> str:
    """Keep a file until somebody has looked at what it would change. The id of what waits.

    Raises:
        InvalidInput: See `read_project`.
    """
    read_project(content)
    own = house.ids()
    storage_of(house).save(own, [content])
    called = " ".join(filename.split())[:NAME_MAX_CHARS] or "project.qdpx"
    row = ProjectImport(
        id=own,
        programme_id=programme_id,
        filename=called,
        size_bytes=len(content),
        state=WAITING,
        by=by,
        at=house.clock(),
    )
    try:
        house.database.write(lambda db: db.add(row))
    except BaseException:
        storage_of(house).remove(own)
        raise
    return own


def waiting(db: Session, programme_id: str, import_id: str) -> ProjectImport:
    """One that waits for a decision.

    Raises:
        NotFound: This programme has none with this id.
        Conflict: Somebody has decided.
    """
    row = db.get(ProjectImport, import_id, populate_existing=True)
    if row is None or row.programme_id != programme_id:
        raise NotFound("There is no such project here.")
    if row.state != WAITING:
        raise Conflict("Somebody has decided about this project in the meantime.", code="decided_before")
    return row


def content_of(house: House, import_id: str) -> bytes:
    """The file of one that waits. Raises ``NotFound`` if it is gone."""
    with storage_of(house).open(import_id) as stream:
        return stream.read()


def drop(house: House, programme_id: str, import_id: str) -> None:
    """Do not bring it in; the file here is deleted."""

    def decide(db: Session) -> None:
        row = waiting(db, programme_id, import_id)
        row.state, row.done_at = DROPPED, house.clock()

    house.database.write(decide)
    storage_of(house).remove(import_id)


def want(house: House, programme_id: str, import_id: str, session_id: str | None) -> None:
    """Somebody has looked at it: a worker brings it in."""

    def decide(db: Session) -> None:
        row = waiting(db, programme_id, import_id)
        row.state, row.session_id = WANTED, session_id

    house.database.write(decide)


def carry_out(house: House, speech: Speech | None, import_id: str) -> None:
    """Bring in one that is wanted, and say how it went; if it is stopped half-way, it is done again from the start."""
    with house.database.read() as db:
        row = db.get_one(ProjectImport, import_id)
        programme_id, session_id, by, filename = row.programme_id, row.session_id, row.by or "", row.filename
    who = Analyst(programme_id=programme_id, by=by, now=house.clock(), ids=house.ids)
    values: dict[str, Any]
    try:
        read = read_project(content_of(house, import_id))
        came = bring_in(house, speech, who, read, session_id=session_id, filename=filename)
        values = {
            "state": DONE,
            "number": came.number,
            "codes": came.codes,
            "placed": came.placed,
            "refused": len(came.plan.refused),
            "memos": came.memos,
            "texts": came.texts,
        }
    except RetreatError as error:
        values = {"state": FAILED, "why": error.code}

    def note(db: Session) -> None:
        row = db.get_one(ProjectImport, import_id)
        for name, value in {**values, "done_at": house.clock()}.items():
            setattr(row, name, value)

    house.database.write(note)
    storage_of(house).remove(import_id)


def bring_in(
    house: House,
    speech: Speech | None,
    who: Analyst,
    read: ReadProject,
    *,
    session_id: str | None = None,
    filename: str = "project.qdpx",
    as_owner: bool = False,
) -> Came:
    """Bring in a project: texts first, where a session was chosen for them, then everything else as one act.

    Raises:
        InvalidInput: A text cannot be added to that session; nothing was changed then.
        Conflict: The codebook changed meanwhile.
    """
    plan = _planned(house, who, read, {})
    texts: dict[str, TextHere] = {}
    if session_id is not None and speech is not None and plan.foreign:
        texts = bring_texts(house, speech, who, session_id, plan.foreign, filename=filename, as_owner=as_owner)
        plan = _planned(house, who, read, texts)
    coders = _coders(house, who, plan)
    codings, excerpts = _codings(house, who, plan, coders)
    memos = _memos(who, plan, coders, excerpts)
    number = house.database.write(lambda db: bring(db, who, plan.new_codes, codings, memos))
    return Came(
        number=number,
        codes=len(plan.new_codes),
        placed=len(codings),
        memos=len(memos),
        texts=len(texts),
        plan=plan,
    )


def _planned(house: House, who: Analyst, read: ReadProject, brought: Mapping[str, TextHere]) -> Plan:
    with house.database.read() as db:
        return plan_of(db, who.reader, who.programme_id, read, now=who.now, brought=brought)


def _coders(house: House, who: Analyst, plan: Plan) -> dict[str, str]:
    """Whose layer each is: whoever brings their own has their own; everybody else a layer by their name."""

    def find(db: Session) -> dict[str, str]:
        mine = guid("user", who.by)
        return {
            one: who.by
            if one == mine and who.by
            else coder_of(db, who.programme_id, one or "-", name, now=who.now, ids=who.ids)
            for one, name in plan.coders.items()
        }

    return house.database.write(find)


def _codings(
    house: House, who: Analyst, plan: Plan, coders: Mapping[str, str]
) -> tuple[list[BroughtCoding], dict[str, list[str]]]:
    """Codings with their excerpts; and the excerpts of each coding of the file."""
    found: list[BroughtCoding] = []
    excerpts: dict[str, list[str]] = {}
    for at in range(0, len(plan.placed), _AT_ONCE):
        some = plan.placed[at : at + _AT_ONCE]
        for one, excerpt_id in _chosen_now(house, who, some):
            excerpts.setdefault(one.guid, []).append(excerpt_id)
            found.append(BroughtCoding(code=one.code, excerpt_id=excerpt_id, by=coders[one.by], at=one.at or who.now))
    return found, excerpts


def _chosen_now(house: House, who: Analyst, some: Sequence[Placed]) -> list[tuple[Placed, str]]:
    return house.database.write(lambda db: _chosen(db, who, some))


def _chosen(db: Session, who: Analyst, some: Sequence[Placed]) -> list[tuple[Placed, str]]:
    found = []
    for one in some:
        try:
            found.append((one, choose(db, who, one.session_id, one.chosen).id))
        except NotFound:
            # Withheld or gone since it was planned: no place any more.
            continue
    return found


def _memos(who: Analyst, plan: Plan, coders: Mapping[str, str], excerpts: Mapping[str, list[str]]) -> list[BroughtMemo]:
    found: list[BroughtMemo] = []
    for one in plan.memos:
        on: list[tuple[str, str]] = []
        for each in one.on:
            if each in plan.about:
                on.append(plan.about[each])
            on += [("excerpt", own) for own in excerpts.get(each, ())]
        for about, about_id in dict.fromkeys(on) if one.on else [("programme", who.programme_id)]:
            found += [
                BroughtMemo(about=about, about_id=about_id, text=text, by=coders[one.by], at=one.at or who.now)
                for text in _parts(one)
            ]
    return found


def _parts(one: MemoLine) -> list[str]:
    return [one.text[at : at + MEMO_MAX_CHARS] for at in range(0, len(one.text), MEMO_MAX_CHARS)]


def next_wanted(db: Session) -> str | None:
    """The one that has waited longest for a worker."""
    asked = select(ProjectImport.id).where(ProjectImport.state == WANTED)
    return db.scalar(asked.order_by(ProjectImport.at, ProjectImport.id).limit(1))
