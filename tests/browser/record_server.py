"""A real server with a transcript that people correct; prints where it listens and whom it let in.

Started as ``python -m tests.browser.record_server FOLDER``.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import dataclasses  # noqa: E402 - nothing may be imported before the patch
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from retreat.record import routes as record_routes  # noqa: E402
from retreat.record.ingest import ingest  # noqa: E402
from retreat.recordings import routes as recordings_routes  # noqa: E402
from tests.browser.live_server import let_in, make_app, make_house, make_session  # noqa: E402
from tests.record.scripted_speech import ScriptedSpeech  # noqa: E402
from tests.record.sound import wav  # noqa: E402
from transcription.types import Transcript, Turn  # noqa: E402

SCRIPT = """Ana: We were tied at the end of every week and nobody asked how the carers were doing at all.
Ben: The waiting list for home care grew longer and the money was gone before the winter had begun.
Ana: She wanted to stay in her own house near the river and keep her garden and her cat.
Ben: Nobody wrote down what mattered to her, so the next worker began again from nothing.
Ana: Housing would not talk to health, and health would not talk to housing, so we carried letters.
"""
_UNCLEAR = {2: 0.2, 24: 0.3}


class UnclearSpeech(ScriptedSpeech):
    """Says the script back, unsure of two words, with a voice at the end of which nothing was understood."""

    def transcribe(self, *args, **more) -> Transcript:  # type: ignore[no-untyped-def]
        """See ``ScriptedSpeech.transcribe``."""
        said = super().transcribe(*args, **more)
        words = tuple(
            dataclasses.replace(word, confidence=_UNCLEAR.get(n, word.confidence)) for n, word in enumerate(said.words)
        )
        end = words[-1].end_ms
        silent = Turn(
            speaker="Ben",
            start_ms=end + 500,
            end_ms=end + 3500,
            text="",
            word_indexes=(),
            flags=("speech_without_text",),
        )
        return dataclasses.replace(said, words=words, turns=(*said.turns, silent))


def main() -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    house = make_house(Path(sys.argv[1]))
    app = make_app(house)
    for room in (recordings_routes, record_routes):
        app.register_blueprint(room.blueprint)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    sessions = {}
    for name in ("typed", "fought_over", "by_keys", "plain", "looked_at", "lost"):
        session = make_session(house, "brainstorm", state="planned")
        file = Path(sys.argv[1]) / f"{name}.wav"
        file.write_bytes(wav(60.0))
        added = ingest(house, file, session_id=session["id"], table=None, speech=UnclearSpeech(SCRIPT))
        sessions[name] = {"id": session["id"], "transcript": added["transcript_id"]}
    print(json.dumps(let_in(house) | {"port": server.server_port, "sessions": sessions}), flush=True)
    serve_until_stopped(server, live)


if __name__ == "__main__":
    main()
