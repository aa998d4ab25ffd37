"""``import``: projects and codebooks of other programs, and our own as they come back."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.cli.command_line import Asked, say
from facilitation.cli.record_commands import open_record, speech_room
from retreat.analysis.acts.acting import Analyst
from retreat.errors import InvalidInput, NotFound
from retreat.export.incoming.operations import FILE_MAX_BYTES, bring_in, read_project
from retreat.export.incoming.planning import plan_of
from retreat.export.incoming.plans import Plan
from retreat.house import House
from retreat.people.managing.operations import account_called
from retreat.programme.models import Programme
from retreat.programme.operations import add_default_event
from retreat.programme.queries import programme_of_session


def import_project(asked: Asked) -> None:
    """Bring in a project, or say what it would change."""
    options = asked.options
    content = _content(options.file)
    with open_record(asked) as house:
        house.database.write(lambda db: _begin(db, house))
        with house.database.read() as db:
            by = account_called(db, options.by) if options.by else ""
            programme_id = _programme(db, options.programme, options.session)
        who = Analyst(programme_id=programme_id, by=by, now=house.clock(), ids=house.ids)
        read = read_project(content)
        if options.dry_run:
            with house.database.read() as db:
                plan = plan_of(db, who.reader, programme_id, read, now=who.now)
            _tell(asked, plan, done=None)
            return
        wants_speech = options.session is not None and any(one.text.strip() for one in read.sources)
        with speech_room(asked) if wants_speech else nullcontext() as speech:
            came = bring_in(
                house, speech, who, read, session_id=options.session, filename=options.file.name, as_owner=True
            )
        _tell(asked, came.plan, done=came.number, texts=came.texts)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > FILE_MAX_BYTES:
            raise InvalidInput("This file is larger than 200 MB. Please export it without its sound and video.")
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"The file {file} cannot be read: {error.strerror}.", code="no_such_file") from error


def _begin(db: Session, house: House) -> None:
    """An empty folder gets its programme, as with every command."""
    if db.execute(select(Programme.id).limit(1)).first() is None:
        add_default_event(db, title=None, clock=house.clock, ids=house.ids)


def _programme(db: Session, named: str | None, session_id: str | None) -> str:
    if session_id is not None:
        own = programme_of_session(db, session_id)
        if own is None:
            raise NotFound(f"There is no session {session_id}.")
        if named not in (None, own):
            raise InvalidInput("This session belongs to another programme.", fields={"session": "is of another"})
        return own
    all_ = list(db.scalars(select(Programme.id).order_by(Programme.id)))
    if named is not None:
        if named not in all_:
            raise NotFound(f"There is no programme {named}.")
        return named
    if len(all_) != 1:
        raise InvalidInput(f"There are {len(all_)} programmes. Name one with --programme ID: {', '.join(all_)}.")
    return all_[0]


def _tell(asked: Asked, plan: Plan, *, done: int | None, texts: int = 0) -> None:
    is_dry = bool(asked.options.dry_run)
    found = {
        "dry_run": is_dry,
        "entry": done,
        "codes": len(plan.new_codes),
        "codings": len(plan.placed),
        "memos": len(plan.memos),
        "texts": texts,
        "texts_not_here": [one.name for one in plan.foreign],
        "already_here": plan.known,
        "refused": [
            {"code": one.what, "source": one.source, "words": one.quote, "why": one.why} for one in plan.refused
        ],
        "losses": list(plan.losses),
    }
    lines = [
        f"{'It would bring' if is_dry else 'Brought'} in: {len(plan.new_codes)} codes, {len(plan.placed)} codings, "
        f"{len(plan.memos)} memos, {texts} texts. {plan.known} are here already.",
        *(f"Refused: “{one.what}” on “{one.quote}” ({one.source}). {one.why}" for one in plan.refused),
        *plan.losses,
    ]
    say(asked, found, lines)
