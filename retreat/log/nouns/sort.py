"""Sorting: piles of one's own, the picture of all of them, and headings that are made from notes and undone. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, RANK, SHARE, TITLE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

UNDO_MAX_ACTS = 40

_ID = Field(type="id")
_SECOND = Field(type="text", max_chars=TITLE.max_chars, required=False, may_be_empty=True)


def _sort_pile(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    pile = {
        "id": op["target_id"],
        "round_id": body["round_id"],
        "title": body["title"],
        "share": body["share"],
        "version": body["version"],
        "note_ids": [],
        "actor": op["actor"],
        "at": op["at"],
    }
    return put(board, "piles", op["target_id"], pile)


def _sort_name(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return changed(board, "piles", op["target_id"], title=body["title"], version=body["version"])


def _sort_put(board: Board, op: WireOperation) -> Board:
    """A note lies in one pile of a sorting: it leaves the one in which it lay before."""
    body = op["body"]
    note_id, piles = body["note_id"], dict(board["piles"])
    for pile_id in (body["from_id"], op["target_id"]):
        if pile_id in piles:
            piles[pile_id] = {**piles[pile_id], "note_ids": _but(piles[pile_id], note_id)}
    if op["target_id"] in piles:
        pile = piles[op["target_id"]]
        piles[op["target_id"]] = {**pile, "note_ids": [*pile["note_ids"], note_id]}
    return {"piles": piles}


def _sort_take(board: Board, op: WireOperation) -> Board:
    pile = board["piles"].get(op["target_id"])
    return changed(board, "piles", op["target_id"], note_ids=_but(pile, op["body"]["note_id"])) if pile else {}


def _but(pile: Board, note_id: str) -> list[str]:
    return [one for one in pile["note_ids"] if one != note_id]


def _sort_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "piles", op["target_id"])


def _sort_show(board: Board, op: WireOperation) -> Board:
    return put(board, "sortings", op["target_id"], {**op["body"], "id": op["target_id"], "at": op["at"]})


def _sort_gather(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    titles = {"title": body["title"], "second": body.get("second") or None}
    told = {"prompt_id": body["prompt_id"], "rank": body["rank"], "version": body["version"]}
    heading = {"id": op["target_id"], **titles, **told, "at": op["at"]}
    notes = dict(board["notes"])
    for note_id in body["note_ids"]:
        if note_id in notes:
            notes[note_id] = {**notes[note_id], "cluster_id": op["target_id"]}
    return {**put(board, "clusters", op["target_id"], heading), "notes": notes}


def _sort_undo(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    clusters = {found: one for found, one in board["clusters"].items() if found not in body["gone"]}
    back = body["back"]
    if back is not None:
        clusters[back["id"]] = {**back, "title": body["title"], "second": body["second"] or None}
    notes = dict(board["notes"])
    for moved in body["moved"]:
        if moved["id"] in notes:
            place = {"cluster_id": moved["cluster_id"], "rank": moved["rank"]}
            notes[moved["id"]] = {**notes[moved["id"]], **place}
    votes = {found: dots for found, dots in board["votes"].items() if found not in body["dots"]}
    votes |= {found: dots for found, dots in body["dots"].items() if dots}
    return {"clusters": clusters, "notes": notes, "votes": votes}


NOUN = Noun(
    name="sort",
    kinds=(
        Kind(
            name="sort.pile",
            says=(
                "Somebody makes a pile (target_id) of their own in a round of sorting; one that is shared with a table "
                "is everybody's at that table. Readers: {round_id, title, share, version}."
            ),
            senders=ANYONE,
            takes={"round_id": _ID, "title": TITLE, "share": SHARE},
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="sort.name",
            says=(
                "The maker of a pile gives it another name; base_version guards against a stale edit. "
                "Readers: {title, version}."
            ),
            senders=ANYONE,
            takes={"title": TITLE},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="sort.put",
            says=(
                "A note goes on a pile (target_id), out of whichever pile of the same sorting it lay on (from_id). "
                "Readers: {note_id, from_id}."
            ),
            senders=ANYONE,
            takes={"note_id": _ID},
            needs_notes_consent=True,
        ),
        Kind(
            name="sort.take",
            says="A note leaves a pile (target_id) and lies on none. Readers: {note_id}.",
            senders=ANYONE,
            takes={"note_id": _ID},
            needs_notes_consent=True,
        ),
        Kind(
            name="sort.remove",
            says=(
                "The maker of a pile takes it back (its name is erased), also one that was set aside; or a facilitator "
                "sets it aside. Its notes stay where they are on the wall. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
        Kind(
            name="sort.show",
            says=(
                "How often notes were put together in a round's (target_id) sortings is shown to everyone, once five "
                "or more sorted both. Readers: {sortings, pairs: [{one_id, other_id, together, of}]}; sortings says "
                "how many there are, of says how many sorted both notes."
            ),
            senders=LEADS,
        ),
        Kind(
            name="sort.gather",
            says=(
                "A new heading (target_id) is made over notes that everybody can read, wherever they lay: a heading "
                "is split, or a proposal taken. It may have a second title beside the first. "
                "Readers: {title, second, prompt_id, rank, note_ids, version}."
            ),
            senders=LEADS,
            takes={
                "title": TITLE,
                "second": _SECOND,
                "prompt_id": Field(type="id", required=False, nullable=True),
                "rank": RANK,
                "note_ids": Field(type="ids"),
            },
        ),
        Kind(
            name="sort.undo",
            says=(
                "One act of the same desk on headings is undone, or several that were one press (act_ids are their "
                "op_ids): as far as nobody has changed it since. Readers: {gone: [ids], back: {id, prompt_id, rank, "
                "version, at} or null, title, second (of back), moved: [{id, cluster_id, rank}], dots: {id: count}}."
            ),
            senders=LEADS,
            takes={"act_ids": Field(type="ids", most_items=UNDO_MAX_ACTS)},
            shows=("title", "second"),
        ),
    ),
    parts={"piles": {}, "sortings": {}},
    apply={
        "sort.pile": _sort_pile,
        "sort.name": _sort_name,
        "sort.put": _sort_put,
        "sort.take": _sort_take,
        "sort.remove": _sort_remove,
        "sort.show": _sort_show,
        "sort.gather": _sort_gather,
        "sort.undo": _sort_undo,
    },
    texts={"piles": ("title",)},
    signed="not_to_desk",
)
