"""Word documents are read by a confined child, which the composition root provides: nothing is parsed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retreat.errors import InvalidInput
from retreat.imports.documents import Block, blocks_said, is_zip

_READER = "retreat.imports.documents"
_TOO_MUCH_WORK = (
    "This Word document takes too much work to read. Please save the transcript as plain text (.txt) and choose that."
)

ReadConfined = Callable[[str, bytes], Any | None]
"""The name of a module and foreign bytes: what its ``answer`` says of them; None where it broke or took too much."""

_lent: list[ReadConfined] = []


def register_confined(read: ReadConfined) -> None:
    """Register once, where the rooms are put together."""
    _lent[:] = [read]


def unpacked(content: bytes) -> list[Block] | None:
    """The paragraphs and rows of a Word document; None of any other file.

    It waits for a child, so a web process has to call it outside the event loop.

    Raises:
        InvalidInput: It is damaged, locked, unpacks to too much or takes too long.
    """
    if not is_zip(content):
        return None
    assert _lent, "nobody lent a way to read in confinement"
    answer = _lent[0](_READER, content)
    if answer is None:
        raise InvalidInput(_TOO_MUCH_WORK, code="too_much_work")
    return blocks_said(answer)
