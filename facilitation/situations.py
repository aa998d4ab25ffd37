"""Reading what one decision needs to know from the projections of the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from facilitation.facts import Actor, BulbFacts, NoteFacts, RoundFacts, Situation
from retreat.clock import to_text
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.models import Cluster, Lightbulb, Note, Position, Vote, Words
from retreat.programme.models import Prompt, Round

# A reveal carries every note's words in one frame; more are shown by the operations that follow it.
REVEAL_MAX_NOTES = 500


def round_facts(row: Round | Row[Any]) -> RoundFacts:
    """A round as decisions see it."""
    return RoundFacts(
        id=row.id,
        title=row.title,
        instruction=row.instruction,
        state=row.state,
        version=row.version,
        shares=tuple(row.shares),
        default_share=row.default_share,
        note_kinds=tuple(row.note_kinds),
        note_budget=row.note_budget,
        vote_budget=row.vote_budget,
        closed_at=row.closed_at,
    )


def note_facts(row: Note) -> NoteFacts:
    """A note as decisions see it."""
    return NoteFacts(
        id=row.id,
        prompt_id=row.prompt_id,
        author_id=row.participant_id,
        share=row.share,
        audience=tuple(row.audience),
        note_kind=row.note_kind,
        table_id=row.table_id,
        version=row.version,
        words_id=row.words_id,
        cluster_id=row.cluster_id,
        rank=row.rank,
        written_at=to_text(row.written_at),
        at=to_text(row.at),
        set_aside=row.removed_at is not None,
    )


def situation_of(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> Situation:
    """What must be known to decide this operation."""
    load = _LOADERS.get(op.kind)
    return load(db, session_id, state, op, actor) if load else Situation(session_state=state)


def _round(db: Session, session_id: str, round_id: object) -> RoundFacts | None:
    row = db.get(Round, round_id)
    return round_facts(row) if row is not None and row.session_id == session_id else None


def _prompt(db: Session, session_id: str, prompt_id: object) -> Prompt | None:
    row = db.get(Prompt, prompt_id) if prompt_id else None
    return row if row is not None and row.session_id == session_id else None


def _note(db: Session, session_id: str, note_id: object) -> Note | None:
    row = db.get(Note, note_id)
    return row if row is not None and row.session_id == session_id and row.removed_at is None else None


def _cluster(db: Session, session_id: str, cluster_id: object) -> Cluster | None:
    row = db.get(Cluster, cluster_id) if cluster_id else None
    return row if row is not None and row.session_id == session_id and row.merged_into is None else None


def _of_round(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    return Situation(session_state=state, round=_round(db, session_id, op.target_id))


def _of_prompt_ask(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = db.get(Prompt, op.target_id)
    if row is None:
        taken = _is_taken(db, op.target_id)
    else:
        taken = row.asked_at is not None or row.session_id != session_id or row.round_id != op.body["round_id"]
    return Situation(session_state=state, round=_round(db, session_id, op.body["round_id"]), target_taken=taken)


def _of_prompt_reword(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = _prompt(db, session_id, op.target_id)
    if row is None or row.asked_at is None:
        return Situation(session_state=state)
    return Situation(session_state=state, target_there=True, target_version=row.version)


_prompt_table, _round_table = Prompt.__table__, Round.__table__
_ASKED = (
    select(_prompt_table.c.asked_at, *_round_table.c)
    .join(_round_table, _round_table.c.id == _prompt_table.c.round_id)
    .where(_prompt_table.c.id == bindparam("prompt"), _prompt_table.c.session_id == bindparam("session"))
)
_ID = bindparam("id", type_=String)
# Whatever bears words has a row there, erased or not; the others are looked for where they stand.
_TAKEN = union_all(
    select(Words.target_id).where(Words.target_id == _ID),
    select(Prompt.id).where(Prompt.id == _ID),
    select(Round.id).where(Round.id == _ID),
    select(Position.id).where(Position.id == _ID),
).limit(1)


def _is_taken(db: Session, target_id: str) -> bool:
    """Whether anything at all has this id: who adds under another's id could take the other's words back."""
    return db.connection().execute(_TAKEN, {"id": target_id}).first() is not None


def _of_note_add(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> Situation:
    """Most of what happens in a room is this: two prepared statements, where the others load what they need."""
    connection = db.connection()
    found = connection.execute(_ASKED, {"prompt": op.body["prompt_id"], "session": session_id}).first()
    round_ = round_facts(found) if found else None
    mine = 0
    if round_ is not None and round_.note_budget is not None:
        mine = _count(
            db,
            Note.id,
            Note.round_id == round_.id,
            Note.participant_id == actor.id,
            Note.removed_at.is_(None),
        )
    return Situation(
        session_state=state,
        round=round_,
        prompt_asked=found is not None and found.asked_at is not None,
        target_taken=_is_taken(db, op.target_id),
        mine_in_round=mine,
    )


def _count(db: Session, column: object, *conditions: object) -> int:
    return db.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]


def _of_note(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    note = _note(db, session_id, op.target_id)
    if note is None:
        return Situation(session_state=state)
    round_ = _round(db, session_id, note.round_id)
    return Situation(
        session_state=state,
        note=note_facts(note),
        round=round_,
        shares_offered=_shares_offered(db, session_id, round_) if op.kind == "note.share" else (),
        cluster_there=_cluster(db, session_id, op.body.get("cluster_id")) is not None,
    )


def _of_note_remove(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> Situation:
    """A note that was set aside is there for its author alone, until its words are erased."""
    note = db.get(Note, op.target_id)
    if note is None or note.session_id != session_id:
        return Situation(session_state=state)
    if note.removed_at is not None and (note.participant_id != actor.id or _is_erased(db, note.words_id)):
        return Situation(session_state=state)
    return Situation(session_state=state, note=note_facts(note))


def _is_erased(db: Session, words_id: str) -> bool:
    return db.scalar(select(Words.erased_at).where(Words.id == words_id)) is not None


def _shares_offered(db: Session, session_id: str, own: RoundFacts | None) -> tuple[str, ...]:
    """A note written alone may be opened to more readers once a later round offers that."""
    still_open = db.scalars(select(Round).where(Round.session_id == session_id, Round.state == "open"))
    return tuple({share for row in still_open for share in row.shares} | set(own.shares if own else ()))


def _of_reveal(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    statement = select(Note).where(
        Note.session_id == session_id, Note.share == "facilitators", Note.removed_at.is_(None)
    )
    if op.body.get("prompt_id"):
        statement = statement.where(Note.prompt_id == op.body["prompt_id"])
    if op.body.get("note_ids"):
        statement = statement.where(Note.id.in_(op.body["note_ids"]))
    rows = db.scalars(statement.order_by(Note.at, Note.id).limit(REVEAL_MAX_NOTES)).all()
    return Situation(session_state=state, handed_in=tuple(map(note_facts, rows)))


def _of_cluster(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    prompt_id = op.body.get("prompt_id")
    taken = _is_taken(db, op.target_id)
    cluster = _cluster(db, session_id, op.target_id)
    return Situation(
        session_state=state,
        target_taken=taken or (prompt_id is not None and _prompt(db, session_id, prompt_id) is None),
        target_there=cluster is not None,
        target_version=cluster.version if cluster else 0,
        into_there=_cluster(db, session_id, op.body.get("into")) is not None,
    )


def _of_vote(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> Situation:
    note, cluster = _note(db, session_id, op.target_id), _cluster(db, session_id, op.target_id)
    if note is None and cluster is None:
        return Situation(session_state=state)
    round_ = _round(db, session_id, note.round_id) if note else _open_round(db, session_id)
    if round_ is None:
        return Situation(session_state=state, target_audience=("all",))
    mine = _count(db, Vote.target_id, Vote.participant_id == actor.id, Vote.round_id == round_.id)
    return Situation(
        session_state=state,
        round=round_,
        target_audience=tuple(note.audience) if note else ("all",),
        has_voted=db.get(Vote, (session_id, actor.id, op.target_id)) is not None,
        mine_in_round=mine,
    )


def _open_round(db: Session, session_id: str) -> RoundFacts | None:
    statement = select(Round).where(Round.session_id == session_id, Round.state == "open")
    row = db.scalars(statement.order_by(Round.opened_at.desc()).limit(1)).first()
    return round_facts(row) if row else None


def _of_lightbulb(db: Session, _session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    return Situation(session_state=state, target_taken=_is_taken(db, op.target_id))


def _of_lightbulb_remove(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = db.get(Lightbulb, op.target_id)
    if row is None or row.session_id != session_id or _is_erased(db, row.words_id):
        return Situation(session_state=state)
    audience = store.told_on(db, session_id, row.id, by=row.participant_id)
    return Situation(session_state=state, bulb=BulbFacts(author_id=row.participant_id, audience=audience))


def _of_position(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> Situation:
    row = db.get(Position, op.target_id)
    owner = row.participant_id if row is not None and row.session_id == session_id else None
    if owner is None and _is_taken(db, op.target_id):
        owner = "somebody else"
    return Situation(session_state=state, round=_open_round(db, session_id), target_owner=owner)


_Loader = Callable[[Session, str, str, Operation, Actor], Situation]

_LOADERS: Mapping[str, _Loader] = {
    "round.open": _of_round,
    "round.close": _of_round,
    "prompt.ask": _of_prompt_ask,
    "prompt.reword": _of_prompt_reword,
    "note.add": _of_note_add,
    "note.edit": _of_note,
    "note.move": _of_note,
    "note.share": _of_note,
    "note.remove": _of_note_remove,
    "notes.reveal": _of_reveal,
    "cluster.add": _of_cluster,
    "cluster.rename": _of_cluster,
    "cluster.merge": _of_cluster,
    "vote.cast": _of_vote,
    "vote.retract": _of_vote,
    "lightbulb.mark": _of_lightbulb,
    "lightbulb.remove": _of_lightbulb_remove,
    "position.set": _of_position,
}
