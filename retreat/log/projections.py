"""Keeping the projections in step with the log: each function applies one kept operation in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from retreat.database import table_of
from retreat.log import listeners, store
from retreat.log.models import Cluster, Lightbulb, Note, Position, Vote, Words
from retreat.people.operations import end_desks
from retreat.programme.models import DialogueSession, Prompt, Round

_note = table_of(Note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One operation that was just appended.

    Attributes:
        body: As it stands in the log, without words.
        keep: What the decision asked to keep beside it.
        words_id: The words row made for it, if it bears words.
    """

    session_id: str
    kind: str
    target_id: str
    participant_id: str | None
    body: Mapping[str, Any]
    keep: Mapping[str, Any]
    channels: tuple[str, ...]
    version: int
    texts: Mapping[str, str]
    words_id: str | None
    at: datetime
    written_at: datetime
    round_id: str | None


def project(db: Session, kept: Kept) -> None:
    """Bring the projections up to this operation."""
    apply = _PROJECTORS.get(kept.kind)
    if apply:
        apply(db, kept)


def _tell_kept(db: Session, note_id: str) -> None:
    note = db.get(Note, note_id)
    if note is None or note.share == "me":
        return
    words = db.get(Words, note.words_id)
    if words is None or words.erased_at is not None:
        return
    listeners.note_kept(
        db,
        listeners.KeptNote(
            session_id=note.session_id,
            note_id=note.id,
            participant_id=note.participant_id,
            prompt_id=note.prompt_id,
            table_id=note.table_id,
            text=words.texts.get("text", ""),
            at=note.written_at,
        ),
    )


def _session_end(db: Session, kept: Kept) -> None:
    db.execute(
        update(DialogueSession).where(DialogueSession.id == kept.session_id).values(state="ended", ended_at=kept.at)
    )
    end_desks(db, kept.session_id, now=kept.at)


def _round_open(db: Session, kept: Kept) -> None:
    db.execute(
        update(Round)
        .where(Round.id == kept.target_id)
        .values(
            state="open",
            version=kept.version,
            opened_at=kept.at,
            closed_at=None,
            ends_at=kept.keep.get("ends_at"),
        )
    )


def _round_close(db: Session, kept: Kept) -> None:
    db.execute(
        update(Round)
        .where(Round.id == kept.target_id)
        .values(state="closed", version=kept.version, closed_at=kept.at, ends_at=None)
    )


def _prompt_ask(db: Session, kept: Kept) -> None:
    asked = {"asked_at": kept.at, "words_id": kept.words_id, "version": 1}
    changed = db.execute(update(Prompt).where(Prompt.id == kept.target_id).values(**asked))
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        position = len(db.scalars(select(Prompt.id).where(Prompt.round_id == kept.body["round_id"])).all()) + 1
        db.execute(
            insert(Prompt).values(
                id=kept.target_id,
                session_id=kept.session_id,
                round_id=kept.body["round_id"],
                position=position,
                planned_text=kept.texts["text"],
                **asked,
            )
        )


def _prompt_reword(db: Session, kept: Kept) -> None:
    db.execute(update(Prompt).where(Prompt.id == kept.target_id).values(version=kept.version, words_id=kept.words_id))


def _note_add(db: Session, kept: Kept) -> None:
    db.connection().execute(
        insert(_note),
        {
            "id": kept.target_id,
            "session_id": kept.session_id,
            "prompt_id": kept.body["prompt_id"],
            "round_id": kept.keep["round_id"],
            "participant_id": kept.participant_id,
            "table_id": kept.body.get("table"),
            "note_kind": kept.keep["note_kind"],
            "share": kept.keep["share"],
            "audience": list(kept.channels),
            "version": 1,
            "words_id": kept.words_id,
            "cluster_id": None,
            "rank": None,
            "written_at": kept.written_at,
            "at": kept.at,
            "removed_at": None,
        },
    )
    if kept.keep["share"] != "me" and kept.participant_id is not None:
        listeners.note_kept(
            db,
            listeners.KeptNote(
                session_id=kept.session_id,
                note_id=kept.target_id,
                participant_id=kept.participant_id,
                prompt_id=kept.body["prompt_id"],
                table_id=kept.body.get("table"),
                text=kept.texts["text"],
                at=kept.written_at,
                is_new=True,
            ),
        )


def _note_edit(db: Session, kept: Kept) -> None:
    _change_note(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    _tell_kept(db, kept.target_id)


def _change_note(db: Session, note_id: str, **values: Any) -> None:
    note = db.get(Note, note_id)
    if note is not None:
        for name, value in values.items():
            setattr(note, name, value)
        db.flush()


def _note_share(db: Session, kept: Kept) -> None:
    values: dict[str, Any] = {
        "version": kept.version,
        "share": kept.keep["share"],
        "audience": kept.keep["audience"],
    }
    if "table" in kept.body:
        values["table_id"] = kept.body["table"]
    _change_note(db, kept.target_id, **values)
    _tell_kept(db, kept.target_id)


def _note_move(db: Session, kept: Kept) -> None:
    _change_note(db, kept.target_id, cluster_id=kept.keep["cluster_id"], rank=kept.keep["rank"])


def _note_remove(db: Session, kept: Kept) -> None:
    note = db.get(Note, kept.target_id)
    removed_at = (note.removed_at if note else None) or kept.at
    _change_note(db, kept.target_id, removed_at=removed_at, version=kept.version)
    db.execute(delete(Vote).where(Vote.session_id == kept.session_id, Vote.target_id == kept.target_id))
    if kept.keep["erase"]:
        store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)
        listeners.notes_erased(db, [kept.target_id])
    else:
        store.withhold_words(db, kept.session_id, kept.target_id)


def _notes_reveal(db: Session, kept: Kept) -> None:
    for shown in kept.body["notes"]:
        _change_note(db, shown["id"], share="everyone", audience=["all"], version=shown["version"])
        _tell_kept(db, shown["id"])


def _cluster_add(db: Session, kept: Kept) -> None:
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


def _cluster_rename(db: Session, kept: Kept) -> None:
    cluster = db.get(Cluster, kept.target_id)
    if cluster is not None:
        cluster.version, cluster.words_id = kept.version, kept.words_id or cluster.words_id
        db.flush()


def _cluster_merge(db: Session, kept: Kept) -> None:
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


def _vote_cast(db: Session, kept: Kept) -> None:
    db.execute(
        insert(Vote).values(
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            target_id=kept.target_id,
            round_id=kept.round_id,
        )
    )


def _vote_retract(db: Session, kept: Kept) -> None:
    db.execute(
        delete(Vote).where(
            Vote.session_id == kept.session_id,
            Vote.participant_id == kept.participant_id,
            Vote.target_id == kept.target_id,
        )
    )


def _lightbulb_mark(db: Session, kept: Kept) -> None:
    db.execute(
        insert(Lightbulb).values(
            id=kept.target_id,
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            on_id=kept.body["on"],
            share=kept.body["share"],
            words_id=kept.words_id,
            at=kept.at,
        )
    )


def _lightbulb_remove(db: Session, kept: Kept) -> None:
    store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)


def _position_set(db: Session, kept: Kept) -> None:
    row = db.get(Position, kept.target_id)
    if row is None:
        row = Position(id=kept.target_id, session_id=kept.session_id, participant_id=kept.participant_id)
        db.add(row)
    row.scale_id, row.value, row.at = kept.keep["scale_id"], kept.keep["value"], kept.at
    db.flush()


_PROJECTORS: Mapping[str, Callable[[Session, Kept], None]] = {
    "session.end": _session_end,
    "round.open": _round_open,
    "round.close": _round_close,
    "prompt.ask": _prompt_ask,
    "prompt.reword": _prompt_reword,
    "note.add": _note_add,
    "note.edit": _note_edit,
    "note.share": _note_share,
    "note.move": _note_move,
    "note.remove": _note_remove,
    "notes.reveal": _notes_reveal,
    "cluster.add": _cluster_add,
    "cluster.rename": _cluster_rename,
    "cluster.merge": _cluster_merge,
    "vote.cast": _vote_cast,
    "vote.retract": _vote_retract,
    "lightbulb.mark": _lightbulb_mark,
    "lightbulb.remove": _lightbulb_remove,
    "position.set": _position_set,
}
