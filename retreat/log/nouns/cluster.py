"""A cluster: a heading that people group notes under. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, RANK, TITLE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

_SECOND = Field(type="text", max_chars=TITLE.max_chars, required=False, may_be_empty=True)


def _cluster_add(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return put(
        board,
        "clusters",
        op["target_id"],
        {
            "id": op["target_id"],
            "title": body["title"],
            "second": body.get("second") or None,
            "prompt_id": body["prompt_id"],
            "rank": body["rank"],
            "version": body["version"],
            "at": op["at"],
        },
    )


def _cluster_rename(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    titles = {"title": body["title"], "second": body.get("second") or None}
    return changed(board, "clusters", op["target_id"], **titles, version=body["version"])


def _cluster_merge(board: Board, op: WireOperation) -> Board:
    gone, into = op["target_id"], op["body"]["into"]
    notes = {k: ({**v, "cluster_id": into} if v["cluster_id"] == gone else v) for k, v in board["notes"].items()}
    votes = dict(board["votes"])
    moved = votes.pop(gone, 0)
    if moved:
        votes[into] = votes.get(into, 0) + moved
    return {**without(board, "clusters", gone), "notes": notes, "votes": votes}


NOUN = Noun(
    name="cluster",
    kinds=(
        Kind(
            name="cluster.add",
            says=(
                "A cluster (target_id) with a title, perhaps with a second one beside it. "
                "Readers: {title, second, prompt_id, rank, version}."
            ),
            senders=LEADS,
            takes={
                "title": TITLE,
                "second": _SECOND,
                "prompt_id": Field(type="id", required=False, nullable=True),
                "rank": RANK,
            },
        ),
        Kind(
            name="cluster.rename",
            says=(
                "A cluster gets other titles; earlier ones are kept. Without a second one it has none any more. "
                "Readers: {title, second, version}."
            ),
            senders=LEADS,
            takes={"title": TITLE, "second": _SECOND},
        ),
        Kind(
            name="cluster.merge",
            says="A cluster (target_id) is merged into another; its notes move. Readers: {into}.",
            senders=LEADS,
            takes={"into": Field(type="id")},
        ),
    ),
    parts={"clusters": {}},
    apply={"cluster.add": _cluster_add, "cluster.rename": _cluster_rename, "cluster.merge": _cluster_merge},
    texts={"clusters": ("title", "second")},
)
