"""A child that behaves as none should: it hangs, dies in the middle of a line, or breaks down over words."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from transcription.children.messages import Message
from transcription.children.serving import serve

SAID = "she told me she was beaten"


def _break_down(_request: Message, _send: Callable[[Message], None]) -> Message:
    raise ValueError(f"could not read '{SAID}'")


def main(how: str) -> None:
    """Behave like that, for one request."""
    if how == "words":
        serve(_break_down)
    sys.stdin.readline()
    os.write(1, b'{"began": true}\n' if how == "silent" else b'{"answer": {"spans": [["SPEA')
    if how == "silent":
        signal.pause()
    os._exit(9)


if __name__ == "__main__":
    main(sys.argv[1])
