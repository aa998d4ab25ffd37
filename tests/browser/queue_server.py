"""A real server with a queue: a worker hears one audio recording, a window for each file that the test makes.

Started as ``python -m tests.browser.queue_server FOLDER``.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - nothing may be imported before the patch
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from retreat.record import routes as record_routes  # noqa: E402
from retreat.record.ingest import ingest  # noqa: E402
from retreat.record.ports import Heard, HeardWindow  # noqa: E402
from retreat.record.worker import work_loop  # noqa: E402
from retreat.recordings import routes as recordings_routes  # noqa: E402
from retreat.recordings.operations import WholeFile, keep_file  # noqa: E402
from retreat.recordings.pieces import file_name  # noqa: E402
from retreat.recordings.storage import LocalStorage  # noqa: E402
from retreat.web.house import House  # noqa: E402
from tests.browser.live_server import let_in, make_app, make_house, make_session  # noqa: E402
from tests.browser.record_server import SCRIPT  # noqa: E402
from tests.record.scripted_speech import ScriptedSpeech  # noqa: E402
from tests.record.sound import wav  # noqa: E402

SAID = ("We were tired at the end of every week.", "Nobody asked the carers.", "The waiting list grew longer.")


class StepByStep(ScriptedSpeech):
    """Hears the next window when a file of its number appears."""

    def __init__(self, folder: Path) -> None:
        super().__init__(SCRIPT)
        self.folder = folder

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        """See ``ScriptedSpeech.transcribe``."""
        for n, said in enumerate(SAID):
            while not (self.folder / f"step-{n}").exists():
                report(Heard(stage="words", done=n / len(SAID)))
                time.sleep(0.1)
            times = [(word, n * 9000 + at * 500, n * 9000 + at * 500 + 400) for at, word in enumerate(said.split())]
            window = HeardWindow(number=n, start_ms=n * 9000, end_ms=n * 9000 + 5000, words=tuple(times))
            report(Heard(stage="words", done=(n + 1) / len(SAID), text=said, windows=(window,)))
        return super().transcribe(path, work=work, options=options, report=report)


def keep(house: House, session_id: str, name: str, seconds: float) -> str:
    """An audio recording that waits."""
    recording_id = house.ids()
    kept = LocalStorage(house.storage).save(file_name(recording_id), [wav(seconds)])
    file = WholeFile(
        recording_id=recording_id,
        session_id=session_id,
        table_id=None,
        filename=name,
        mime="audio/wav",
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
    )
    return house.database.write(lambda db: keep_file(db, file, now=house.clock(), wake=lambda _id: None))


def main() -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    folder = Path(sys.argv[1])
    house = make_house(folder)
    app = make_app(house)
    for room in (recordings_routes, record_routes):
        app.register_blueprint(room.blueprint)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    sessions: dict[str, Any] = {}
    ready = make_session(house, "brainstorm", state="planned")
    file = folder / "ready.wav"
    file.write_bytes(wav(60.0))
    done = ingest(house, file, session_id=ready["id"], table=None, speech=ScriptedSpeech(SCRIPT))
    sessions["ready"] = {"id": ready["id"], "transcript": done["transcript_id"]}
    busy = make_session(house, "brainstorm", state="planned")
    names = ("First table.wav", "Second table.wav", "Third table.wav", "Fourth table.wav")
    ids = [keep(house, busy["id"], name, 40.0) for name in names]
    sessions["busy"] = {"id": busy["id"], "ids": ids, "folder": str(folder)}
    stop = threading.Event()
    threading.Thread(target=work_loop, args=(house, StepByStep(folder), stop), daemon=True).start()
    print(json.dumps(let_in(house) | {"port": server.server_port, "sessions": sessions}), flush=True)
    serve_until_stopped(server, live)
    stop.set()


if __name__ == "__main__":
    main()
