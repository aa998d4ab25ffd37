"""A decoder that a hostile file has taken over, and what it tells its parent: the “sound” says what."""

from __future__ import annotations

import os
import sys
import time

READY = b'{"ready": true}\n'
SAYS = {
    b"a line without end": b"x" * (1 << 21),
    b"no message": b"[1, 2]\n",
    b"no length": b'{"answer": {"duration_s": NaN, "damaged": 0, "cut_short": false}}\n',
    b"lists": b'{"answer": {"duration_s": [[]], "damaged": {}, "cut_short": false}}\n',
    b"half of it": b'{"answer": {"duration_s": 1.0}}\n',
    b"lists in lists": b"[" * 60_000 + b"\n",
    b"no sentence": b'{"error": "unreadable_audio"}\n',
}


if __name__ == "__main__":
    wanted = os.read(int(sys.argv[1]), 100)
    os.write(1, READY)
    if wanted == b"nothing":
        time.sleep(30)
    said = SAYS.get(wanted, b"")
    while said:
        said = said[os.write(1, said) :]
