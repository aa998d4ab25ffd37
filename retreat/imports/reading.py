"""Files from elsewhere are read by a confined child, which the composition root lends: nothing is parsed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retreat.errors import InvalidInput
from retreat.imports.texts import TextTranscript, handed, read_said

_READER = "retreat.imports.texts"
_TOO_MUCH_WORK = "This file takes too much work to read. Please save it as plain text (.txt), or cut it into parts."

ReadConfined = Callable[[str, bytes], Any | None]
"""The name of a module and foreign bytes: what its ``answer`` says of them; None where it broke or took too much."""

_lent: list[ReadConfined] = []


def register_confined(read: ReadConfined) -> None:
    """Register once, where the rooms are put together."""
    _lent[:] = [read]


def check_transcript(name: str, content: bytes) -> None:
    """Refuse what is not a transcript, so that a mistake is reported at once; see `read_transcript`.

    It waits for a child: in a web process, call it where other requests are served meanwhile.
    """
    read_in_child(_READER, handed(name, content, look=True))


def read_transcript(name: str, content: bytes) -> TextTranscript:
    """As `texts.read_text_transcript`, in a child.

    Raises:
        InvalidInput: It is not a transcript, damaged, locked, unpacks to too much or takes too long.
    """
    read = read_in_child(_READER, handed(name, content, look=False))
    try:
        return read_said(read)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(_TOO_MUCH_WORK, code="too_much_work") from error


def read_in_child(reader: str, content: bytes) -> Any:
    """What a pure module with ``answer`` reads in foreign bytes.

    Raises:
        InvalidInput: As the module says, or it takes too long.
    """
    assert _lent, "nobody lent a way to read in confinement"
    answer = _lent[0](reader, content)
    if not isinstance(answer, dict):
        raise InvalidInput(_TOO_MUCH_WORK, code="too_much_work")
    if "tell" in answer:
        raise InvalidInput(answer["tell"], code=answer["code"])
    return answer.get("read")
