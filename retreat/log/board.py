"""The board: everything one reader knows of a live session, folded from the operations that reader received.

Pure: standard library only, no clock, no database. ``static/js/board/fold.js`` is its twin; the cases in
``tests/cases/board`` are folded by both in a test, and must come out equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy

from retreat.log.folding import Apply, Board, WireOperation
from retreat.log.nouns import NOUNS


class UnknownKind(ValueError):
    """An operation of a kind that this version does not know; the client must reload the page."""


def empty_board() -> Board:
    """A board on which nothing has happened. Most parts are maps, keyed by id."""
    return {part: deepcopy(empty) for noun in NOUNS for part, empty in noun.parts.items()}


def fold_all(operations: Iterable[WireOperation], board: Board | None = None) -> Board:
    """Fold operations in the order they were received."""
    folded = empty_board() if board is None else board
    for operation in operations:
        folded = fold(folded, operation)
    return folded


def fold(board: Board, operation: WireOperation) -> Board:
    """Return a new board with one operation applied; the board given is not changed.

    Raises:
        UnknownKind: The kind is not one of ``APPLIERS``.
    """
    try:
        apply = APPLIERS[operation["kind"]]
    except KeyError as error:
        raise UnknownKind(operation["kind"]) from error
    return {**board, **apply(board, operation)}


def _words_erased(board: Board, op: WireOperation) -> Board:
    targets = set(op["body"]["targets"])
    return {
        part: {k: ({**v, **dict.fromkeys(texts)} if k in targets else v) for k, v in board[part].items()}
        for noun in NOUNS
        for part, texts in noun.texts.items()
    }


APPLIERS: Mapping[str, Apply] = {
    **{kind: apply for noun in NOUNS for kind, apply in noun.apply.items()},
    "words.erased": _words_erased,
}
