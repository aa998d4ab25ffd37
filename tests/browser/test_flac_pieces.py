"""A table's sound sent as FLAC pieces: heard whole by the real pipeline, and played to its end by a real browser."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pysqlite3
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LAPTOP
from tests.support.flac import flac
from tests.support.needs import shared_file
from tests.support.sending import LiveSound, StaffBrowser
from tests.support.server import Server, running, until
from tests.wire.client import open_live

pytestmark = [pytest.mark.browser, pytest.mark.models]

RATE_HZ = 16_000
PIECE_S = 2
MISSING = 3
COPIES = 3


def speech() -> np.ndarray:
    """Eleven seconds of real speech, thrice: int16, (samples, 1)."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    with av.open(str(shared_file("audio", "jfk_inaugural.flac"))) as file:
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
    whole = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return np.tile(whole[: 10 * RATE_HZ], COPIES)[:, None]


def test_flac_pieces_when_sealed_with_one_missing_then_heard_whole_and_played_to_the_end(
    browser: Browser, tmp_path: Path
) -> None:
    pcm = speech()
    size = PIECE_S * RATE_HZ
    pieces = [flac(pcm[at : at + size]) for at in range(0, len(pcm), size)]
    with running(tmp_path / "data", more={"RETREAT_WHISPER_MODEL": "tiny.en"}) as server:
        live = open_live(server)
        sound = LiveSound.begin(live, "audio/flac")
        for n, content in enumerate(pieces):
            if n != MISSING:
                assert sound.put(n, content, start_ms=n * PIECE_S * 1000, samples=size).status == 201
        sound.seal(len(pieces))
        # The piece that nobody has any more is not waited for in a test.
        assert sound.told()["missing"] == [[MISSING, MISSING]]
        _wait_no_longer(server, sound)
        until(lambda: sound.told()["state"] in ("ready", "set_aside"), within_s=900, what="the words")

        told = sound.told()
        assert (told["state"], told["duration_s"]) == ("ready", float(10 * COPIES)), told
        context = browser.new_context(viewport=LAPTOP)
        context.add_cookies(
            [{"name": "sign-in", "value": StaffBrowser.of(server).sign_in, "url": f"http://localhost:{server.port}"}]
        )
        page = context.new_page()
        page.goto(f"http://localhost:{server.port}/sessions/{live.session_id}")
        assert "fellow Americans" in page.locator("#book").inner_text()
        audio = f"/sessions/{live.session_id}/audio/{sound.id}"
        played = page.evaluate(
            """async (address) => {
                const sound = new Audio(address)
                const come = (name) => new Promise((done) => sound.addEventListener(name, done, { once: true }))
                const known = come("loadedmetadata")
                sound.muted = true
                sound.load()
                await known
                const duration = sound.duration
                sound.currentTime = duration - 1
                await come("seeked")
                const sought = sound.currentTime
                const ended = come("ended")
                await sound.play()
                await ended
                const kind = (await fetch(address, { headers: { Range: "bytes=0-3" } })).headers.get("Content-Type")
                return { duration, sought, kind, error: sound.error?.message ?? null }
            }""",
            audio,
        )
        context.close()

    assert played == {"duration": 10.0 * COPIES, "sought": 10.0 * COPIES - 1, "kind": "audio/flac", "error": None}


def _wait_no_longer(server: Server, sound: LiveSound) -> None:
    connection = pysqlite3.connect(server.file, isolation_level=None)
    connection.execute("update audio_recording set retry_after = null where id = ?", (sound.id,))
    connection.close()
