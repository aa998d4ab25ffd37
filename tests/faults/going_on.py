"""What must go on while a disk is full."""

from __future__ import annotations

from tests.wire.client import Live, call

# Sound that not everybody agreed to would be held back.
AGREED = dict.fromkeys(("attend", "notes_kept", "audio_recorded", "machine_transcription"), True)


def all_else_goes_on(live: Live) -> None:
    """Somebody comes in, writes and reads; pages open."""
    ana = live.join("Ana", consents=AGREED)
    (kept,) = ana.done(ana.note("still writing"))
    assert kept["op_id"] in [op["op_id"] for op in ana.read()]
    assert [call(live.server, "GET", path).status for path in ("/join", "/livez", "/readyz")] == [200, 200, 200]
