"""Keeping headings, and what lies under them, in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from retreat.log.models import Cluster, Note, Vote
from retreat.log.note_rows import change_note
from retreat.log.projections import Kept


def note_move(db: Session, kept: Kept) -> None:
    change_note(db, kept.target_id, cluster_id=kept.keep["cluster_id"], rank=kept.keep["rank"])


def cluster_add(db: Session, kept: Kept) -> None:
    db.execute(
        insert(Cluster).values(
            id=kept.target_id,
            session_id=kept.session_id,
            prompt_id=kept.body["prompt_id"],
            words_id=kept.words_id,
            rank=kept.body["rank"],
            version=1,
        )
    )


def cluster_rename(db: Session, kept: Kept) -> None:
    cluster = db.get(Cluster, kept.target_id)
    if cluster is not None:
        cluster.version, cluster.words_id = kept.version, kept.words_id or cluster.words_id
        db.flush()


def cluster_merge(db: Session, kept: Kept) -> None:
    into = kept.body["into"]
    cluster = db.get(Cluster, kept.target_id)
    if cluster is not None:
        cluster.version, cluster.merged_into = kept.version, into
        db.flush()
    for note in db.scalars(select(Note).where(Note.cluster_id == kept.target_id)):
        note.cluster_id = into
    db.flush()
    votes = db.scalars(select(Vote).where(Vote.session_id == kept.session_id, Vote.target_id == kept.target_id)).all()
    for vote in votes:
        if db.get(Vote, (kept.session_id, vote.participant_id, into)) is None:
            vote.target_id = into
    db.flush()


def sort_gather(db: Session, kept: Kept) -> None:
    cluster_add(db, kept)
    for note_id in kept.body["note_ids"]:
        change_note(db, note_id, cluster_id=kept.target_id)


def sort_undo(db: Session, kept: Kept) -> None:
    back = kept.body["back"]
    row = db.get(Cluster, back["id"]) if back else None
    if row is not None and kept.keep["words_id"]:
        row.merged_into, row.words_id, row.version = None, kept.keep["words_id"], back["version"]
    for moved in kept.body["moved"]:
        change_note(db, moved["id"], cluster_id=moved["cluster_id"], rank=moved["rank"])
    gone = update(Cluster).where(Cluster.id.in_(kept.body["gone"]))
    db.execute(gone.values(removed_at=kept.at, version=Cluster.version + 1))
    for into, people in kept.keep["voters"].items():
        theirs = (Vote.session_id == kept.session_id, Vote.target_id == into, Vote.participant_id.in_(people))
        db.execute(update(Vote).where(*theirs).values(target_id=back["id"]))
    db.flush()
