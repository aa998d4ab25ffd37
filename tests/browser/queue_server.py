"""A queue: a worker hears one audio recording, a window for each file that the test makes."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.work.worker import work_loop
from retreat.transcripts.ports import Heard, HeardWindow
from tests.browser.live_server import make_session, make_transcript
from tests.browser.record_server import SCRIPT
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav

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


def sessions(house: House, folder: Path) -> dict[str, Any]:
    """One session with a transcript, and one whose four audio recordings wait for the worker."""
    ready = make_session(house, "brainstorm", state="planned")
    ready |= make_transcript(house, folder, ready["id"], ScriptedSpeech(SCRIPT))
    busy = make_session(house, "brainstorm", state="planned")
    names = ("First table.wav", "Second table.wav", "Third table.wav", "Fourth table.wav")
    ids = [keep(house, busy["id"], name, 40.0) for name in names]
    threading.Thread(target=work_loop, args=(house, StepByStep(folder), threading.Event()), daemon=True).start()
    return {"ready": ready, "busy": busy | {"ids": ids, "folder": str(folder)}}
