"""What must be known to decide about headings and what lies under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.notes.loading import note_facts, note_of
from facilitation.interactions.sort.facts import GatherSituation, SortSituation, UndoSituation
from facilitation.interactions.sort.undoing import ACTS, UNDOABLE, Undone, dots_before, undone
from facilitation.loading import is_taken, prompt_of
from retreat.clock import to_text
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.models import Cluster, Note, Vote

_DOTS = ("vote.cast", "vote.retract")


def cluster_of(db: Session, session_id: str, cluster_id: object) -> Cluster | None:
    """A cluster of this session that was neither merged into another nor taken away."""
    row = db.get(Cluster, cluster_id) if cluster_id else None
    is_there = row is not None and row.merged_into is None and row.removed_at is None
    return row if row is not None and is_there and row.session_id == session_id else None


def of_cluster(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> SortSituation:
    cluster = cluster_of(db, session_id, op.target_id)
    return SortSituation(
        session_state=state,
        target_taken=_is_taken(db, session_id, op),
        target_there=cluster is not None,
        target_version=cluster.version if cluster else 0,
        into_there=cluster_of(db, session_id, op.body.get("into")) is not None,
    )


def of_move(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> SortSituation:
    note = note_of(db, session_id, op.target_id)
    if note is None:
        return SortSituation(session_state=state)
    there = cluster_of(db, session_id, op.body.get("cluster_id")) is not None
    return SortSituation(session_state=state, note=note_facts(note), cluster_there=there)


def of_gather(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> GatherSituation:
    here = (Note.session_id == session_id, Note.removed_at.is_(None), Note.id.in_(op.body["note_ids"]))
    found = {row.id: note_facts(row) for row in db.scalars(select(Note).where(*here))}
    return GatherSituation(
        session_state=state,
        target_taken=_is_taken(db, session_id, op),
        notes=tuple(found[note] for note in dict.fromkeys(op.body["note_ids"]) if note in found),
    )


def of_undo(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> UndoSituation:
    wanted = set(op.body["act_ids"])
    acts = store.kept_acts(db, session_id, (*ACTS, *_DOTS))
    chosen = [act for act in acts if act.op_id in wanted]
    own = [act for act in chosen if act.kind in UNDOABLE and act.participant_id == actor.id]
    if not wanted or len(own) != len(wanted):
        return UndoSituation(session_state=state)
    found = undone([act for act in acts if act.kind in ACTS], wanted)
    # A note that was taken back is nowhere, and who reads the others is told of them and of nothing else.
    rows = {row.id: row for row in db.scalars(select(Note).where(Note.id.in_(found.moved), Note.removed_at.is_(None)))}
    audiences = {tuple(row.audience) for row in rows.values()} | ({("all",)} if found.gone or found.back_id else set())
    if not (rows or found.gone or found.back_id) or len(audiences) != 1:
        return UndoSituation(session_state=state, is_ones_own=True)
    voters, dots = _voters(db, session_id, acts, own, found)
    return UndoSituation(
        session_state=state,
        is_ones_own=True,
        undone={
            "gone": list(found.gone),
            "back": _back(db, acts, found),
            "moved": [{"id": note, "cluster_id": found.moved[note][0], "rank": found.moved[note][1]} for note in rows],
            "dots": dots,
        },
        words_id=found.back.words_id if found.back else None,
        audience=audiences.pop(),
        voters=voters,
    )


def _is_taken(db: Session, session_id: str, op: Operation) -> bool:
    prompt_id = op.body.get("prompt_id")
    return is_taken(db, op.target_id) or (prompt_id is not None and prompt_of(db, session_id, prompt_id) is None)


def _back(db: Session, acts: Sequence[store.KeptAct], found: Undone) -> dict[str, object] | None:
    row = db.get(Cluster, found.back_id) if found.back_id else None
    if row is None or found.back is None:
        return None
    made_at = next(act.at for act in acts if act.target_id == row.id and act.kind in ("cluster.add", "sort.gather"))
    told = {"prompt_id": found.back.prompt_id, "rank": found.back.rank, "version": row.version + 1}
    return {"id": row.id, **told, "at": to_text(made_at)}


def _voters(
    db: Session, session_id: str, acts: Sequence[store.KeptAct], own: Sequence[store.KeptAct], found: Undone
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, int]]:
    """Whose dots go back to a heading that was merged, and how many dots there are then on it and on the other."""
    merge = next((act for act in own if act.kind == "cluster.merge" and act.target_id == found.back_id), None)
    if merge is None:
        return {}, {}
    into = str(merge.body["into"])
    on_it, on_other = dots_before(acts, merge)
    now = select(Vote.participant_id).where(Vote.session_id == session_id, Vote.target_id == into)
    on_into = set(db.scalars(now))
    still = db.scalars(
        select(Vote.participant_id).where(Vote.session_id == session_id, Vote.target_id == merge.target_id)
    )
    going = sorted((on_it - on_other) & on_into)
    dots = {merge.target_id: len(going) + len(still.all()), into: len(on_into) - len(going)}
    return {into: tuple(going)}, dots
