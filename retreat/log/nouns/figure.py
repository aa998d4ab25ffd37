"""Figures beside accounts: what a number covers, and what it does not see; both are always told together. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, SHARE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without

ACCOUNT_MAX_CHARS = 1_000
WHY_MAX_CHARS = 600
# Whether a figure counts what an account tells of, or does not see it.
RELATIONS: tuple[str, ...] = ("misses", "covers")

_ACCOUNT = Field(type="text", max_chars=ACCOUNT_MAX_CHARS, required=False, may_be_empty=True)
_WHY = Field(type="text", max_chars=WHY_MAX_CHARS, required=False, may_be_empty=True)


def _figure_pair(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    names = ("round_id", "figure_id", "note_id", "relation", "account", "why", "share", "version")
    pair = {name: body[name] for name in names}
    return put(board, "pairs", op["target_id"], {"id": op["target_id"], **pair, "actor": op["actor"], "at": op["at"]})


def _figure_reword(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    fresh = {"account": body["account"], "why": body["why"], "version": body["version"]}
    return changed(board, "pairs", op["target_id"], **fresh)


def _figure_remove(board: Board, op: WireOperation) -> Board:
    return without(board, "pairs", op["target_id"])


NOUN = Noun(
    name="figure",
    kinds=(
        Kind(
            name="figure.pair",
            says=(
                "A figure of the step (figure-1 …) is set beside a note that everybody reads, or beside an account in "
                "one's own words, which it covers or misses, and why. "
                "Readers: {round_id, figure_id, note_id, relation, account, why, share, version}."
            ),
            senders=ANYONE,
            takes={
                "round_id": Field(type="id"),
                "figure_id": Field(type="id"),
                "note_id": Field(type="id", required=False, nullable=True),
                "relation": Field(type="choice", choices=RELATIONS, required=False),
                "account": _ACCOUNT,
                "why": _WHY,
                "share": SHARE,
            },
            needs_notes_consent=True,
            until="event",
        ),
        Kind(
            name="figure.reword",
            says=(
                "Its author rewords the account and why; base_version guards against a stale edit. "
                "Readers: {account, why, version}."
            ),
            senders=ANYONE,
            takes={"account": _ACCOUNT, "why": _WHY},
            needs_notes_consent=True,
            ones_own=True,
        ),
        Kind(
            name="figure.remove",
            says=(
                "Its author takes a pair back (its words are erased), also one that was set aside; or a facilitator "
                "sets it aside. Readers: {version}."
            ),
            senders=ANYONE,
            until="always",
            ones_own=True,
        ),
    ),
    parts={"pairs": {}},
    apply={
        "figure.pair": _figure_pair,
        "figure.reword": _figure_reword,
        "figure.remove": _figure_remove,
    },
    texts={"pairs": ("account", "why")},
    signed="not_to_desk",
)
