"""A real server with transcripts whose voices nobody has named yet; prints where it listens and whom it let in.

Started as ``python -m tests.browser.bench_server FOLDER``.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import dataclasses  # noqa: E402 - nothing may be imported before the patch
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from retreat.ids import system_ids  # noqa: E402
from retreat.people.operations import join  # noqa: E402
from retreat.record import routes as record_routes  # noqa: E402
from retreat.record.ingest import ingest  # noqa: E402
from retreat.recordings import routes as recordings_routes  # noqa: E402
from retreat.web.house import House  # noqa: E402
from tests.browser.live_server import let_in, make_app, make_house, make_session  # noqa: E402
from tests.record.scripted_speech import ScriptedSpeech  # noqa: E402
from tests.record.sound import wav  # noqa: E402
from transcription.types import Transcript  # noqa: E402

SCRIPT = """S1: We were tired at the end of every week and nobody asked how the carers were doing at all.
S2: The waiting list for home care grew longer and the money was gone before the winter had begun.
S1: She wanted to stay in her own house near the river and keep her garden and her cat.
S3: Nobody wrote down what mattered to her, so the next worker began again from nothing.
S2: Housing would not talk to health, and health would not talk to housing, so we carried letters.
S1: We could have asked her in the first week, and we asked her in the last.
S4: Yes.
"""
_UNSURE = {2: 0.62, 6: 0.41}
SOUND_YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}


class UnsureSpeech(ScriptedSpeech):
    """Says the script back, unsure whose two of its turns are."""

    def transcribe(self, *args: Any, **more: Any) -> Transcript:
        """See ``ScriptedSpeech.transcribe``."""
        said = super().transcribe(*args, **more)
        turns = tuple(
            dataclasses.replace(turn, speaker_confidence=_UNSURE.get(n, 0.93)) for n, turn in enumerate(said.turns)
        )
        return dataclasses.replace(said, turns=turns)


def come_in(house: House, letters: str, name: str, **answers: bool) -> None:
    """Somebody joins the session."""
    house.database.write(
        lambda db: join(
            db, join_pass=letters, display_name=name, answers=SOUND_YES | answers, now=house.clock(), ids=system_ids
        )
    )


def main() -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    house = make_house(Path(sys.argv[1]))
    app = make_app(house)
    for room in (recordings_routes, record_routes):
        app.register_blueprint(room.blueprint)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    sessions = {}
    for name in ("named", "cut", "plain", "looked_at", "two"):
        session = make_session(house, "brainstorm", state="open", tables=2)
        come_in(house, session["letters"], "Ana Reyes")
        come_in(house, session["letters"], "Somebody Else", machine_transcription=False)
        file = Path(sys.argv[1]) / f"{name}.wav"
        file.write_bytes(wav(60.0))
        added = ingest(house, file, session_id=session["id"], table="1", speech=UnsureSpeech(SCRIPT))
        sessions[name] = {"id": session["id"], "transcript": added["transcript_id"]}
    print(json.dumps(let_in(house) | {"port": server.server_port, "sessions": sessions}), flush=True)
    serve_until_stopped(server, live)


if __name__ == "__main__":
    main()
