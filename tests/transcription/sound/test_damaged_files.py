"""Whatever is wrong with a file: its sound comes out, or one sentence says why not. It is never followed elsewhere."""

from __future__ import annotations

import io
import struct
import tempfile
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.needs import shared_file
from tests.transcription.make import tone, wav_bytes
from transcription.errors import UnreadableAudio
from transcription.sound import audio, decode_child, pcm_file
from transcription.sound.audio import Decoded

CONTAINERS = ("aac", "aiff", "flac", "mp3", "mp4", "ogg", "wav", "webm")
SOUND_S = 9.1


def decoded(content: bytes, name: str = "upload.wav") -> Decoded | str:
    """What came out, or the sentence; nothing may be left lying about either way."""
    with tempfile.TemporaryDirectory() as kept:
        source, target = Path(kept) / name, Path(kept) / "out.pcm"
        source.write_bytes(content)
        try:
            found = audio.decode(source, target)
        except UnreadableAudio as error:
            assert error.permanent
            assert [path.name for path in Path(kept).iterdir()] == [name]
            return str(error)
        assert len(pcm_file.samples(target)) == pytest.approx(found.duration_s * pcm_file.RATE_HZ, abs=1)
        return found


def one_sentence(told: Decoded | str) -> str:
    """The refusal, once it is proved that a person can read it."""
    assert isinstance(told, str), told
    assert told.endswith(".") and "\n" not in told and ":" in told, told
    assert not any(word in told for word in ("Error", "errno", "av.", "FFmpeg", "0x", "/tmp")), told
    return told


@cache
def whole(container: str) -> bytes:
    if container == "wav":
        return wav_bytes(tone(9.0))
    if container == "mp3":
        return shared_file("audio", "librivox_sonnet1.mp3").read_bytes()[:72_000]
    return shared_file("audio", "awkward", f"sonnet1_9s.{container}").read_bytes()


def silent_film() -> bytes:
    """A film without a sound track."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(20):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")))
        film.mux(stream.encode(None))
    return out.getvalue()


def wav_header(
    *, channels: int = 1, rate: int = 16_000, bits: int = 16, data: int = 0xFFFFFFF0, kind: int = 1
) -> bytes:
    """A WAV header that may claim anything, with a quarter of a second behind it."""
    step = max(1, channels * bits // 8) & 0xFFFF
    described = struct.pack("<HHIIHH", kind, channels, rate, rate * step & 0xFFFFFFFF, step, bits)
    return b"RIFF\xf0\xff\xff\xffWAVEfmt \x10\0\0\0" + described + b"data" + struct.pack("<I", data) + bytes(8000)


NOT_SOUND = {
    "nothing": b"",
    "zeros": bytes(50_000),
    "letter": b"Dear all, the sound is attached.\n" * 100,
    "page": b"<!DOCTYPE html><html><body><audio src='file:///etc/hostname'></audio></body></html>" * 20,
    "archive": b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)) * 40,
    "document": b"%PDF-1.7\n" + b"1 0 obj <</Type/Catalog>> endobj\n" * 50,
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0" + bytes(2000),
    "database": b"SQLite format 3\0" + bytes(8000),
    "program": b"\x7fELF\x02\x01\x01" + bytes(8000),
    "no samples": wav_bytes(np.zeros(0, np.int16)),
    "no channels": wav_header(channels=0),
    "no rate": wav_header(rate=0),
    "unknown kind": wav_header(kind=0x7777),
    "riff alone": b"RIFF",
    "mp4 without tracks": b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + b"\0\0\0\x08moov",
    "endless box": b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + b"\0\0\0\x01moov" + b"\x7f" + b"\xff" * 7,
    "ogg without packets": b"OggS\0\x02" + bytes(200),
    "flac header alone": b"fLaC\x80\0\0\x22" + bytes(34),
    "matroska header alone": b"\x1a\x45\xdf\xa3\x01" + b"\xff" * 60,
}


@pytest.mark.parametrize("name", NOT_SOUND)
def test_a_file_that_holds_no_sound_when_decoded_then_one_sentence_refuses_it(name: str) -> None:
    one_sentence(decoded(NOT_SOUND[name]))


def test_a_film_without_sound_when_decoded_then_it_is_said_that_a_sound_track_is_missing() -> None:
    assert "no sound track" in one_sentence(decoded(silent_film(), "film.mp4"))


@pytest.mark.parametrize(
    "header",
    [
        wav_header(data=0xFFFFFFFF),
        wav_header(channels=0xFFFF),
        wav_header(rate=0xFFFFFFFF),
        wav_header(rate=1),
        wav_header(bits=0xFFFF),
        whole("wav")[:4] + b"\0\0\0\0" + whole("wav")[8:],
        b"fLaC\x80\0\0\x22\x10\0\x10\0\0\0\0\xff\xff\xff\x03\xe8\0\xff\xff\xff\xff\xff" + bytes(8000),
        b"FORM\x7f\xff\xff\xffAIFFCOMM\0\0\0\x12\0\x01\x7f\xff\xff\xff\0\x10\x40\x0d\xfa\0\0\0\0\0\0\0SSND"
        + bytes(8000),
    ],
    ids=["length", "channels", "rate", "slow", "bits", "no length", "flac", "aiff"],
)
def test_a_header_that_claims_too_much_when_decoded_then_what_is_there_counts(header: bytes) -> None:
    told = decoded(header)

    if isinstance(told, str):
        one_sentence(told)
    else:
        assert told.duration_s < 3600 * 3


@pytest.mark.parametrize("ending", ["m3u8", "txt", "wav", "mp3"])
@pytest.mark.parametrize(
    "kind", ["hls", "m3u", "concat", "pls", "asx", "dash", "sdp", "edl", "address", "pattern", "smil"]
)
def test_a_list_that_names_a_real_sound_when_decoded_then_it_is_never_followed(
    tmp_path: Path, kind: str, ending: str
) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav_bytes(tone(2.0)))
    lists = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "m3u": f"#EXTM3U\n#EXTINF:2,secret\n{secret}\n",
        "concat": f"ffconcat version 1.0\nfile '{secret}'\nduration 2\n",
        "pls": f"[playlist]\nFile1={secret}\nNumberOfEntries=1\nVersion=2\n",
        "asx": f'<asx version="3.0"><entry><ref href="file://{secret}"/></entry></asx>',
        "dash": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/wav">'
        f"<Representation id='1'><BaseURL>file://{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "edl": f"# mpv EDL v0\n{secret},0,2\n",
        "address": f"concat:{secret}|{secret}\n",
        "pattern": f"{secret}%03d.wav\n",
        "smil": f'<smil><body><audio src="file://{secret}"/></body></smil>',
    }

    one_sentence(decoded(lists[kind].encode(), f"list.{ending}"))


def test_a_list_when_its_kind_were_let_in_then_still_no_file_that_it_names_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two doors, tried with the first one open and without the walls around both."""
    (tmp_path / "secret.mp3").write_bytes(whole("mp3"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(decode_child, "_FORMATS", "concat,mp3")

    with pytest.raises(UnreadableAudio):
        decode_child._Decoder(io.BytesIO(b"ffconcat version 1.0\nfile secret.mp3\n"))


@pytest.mark.parametrize("kind", ["voc", "ircam", "nut"])
def test_a_sound_of_a_kind_that_no_recorder_writes_when_decoded_then_its_reader_is_never_reached(kind: str) -> None:
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as file:
        stream = file.add_stream("pcm_u8" if kind == "voc" else "pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(1.0).reshape(1, -1), format="s16", layout="mono")
        frame.rate = 16_000
        for made in av.AudioResampler(format=stream.format.name, layout="mono", rate=16_000).resample(frame):
            file.mux(stream.encode(made))
        file.mux(stream.encode(None))
    with av.open(io.BytesIO(out.getvalue())) as readable:
        assert readable.streams.audio, "the decoder's library could read it"

    one_sentence(decoded(out.getvalue(), f"old.{kind}"))


def test_a_small_file_when_it_lasts_longer_than_twelve_hours_then_it_is_refused_before_it_fills_the_disk() -> None:
    hours = wav_header(rate=1, bits=8, data=12 * 3600 + 60)[:44] + b"\x80" * (12 * 3600 + 60)

    assert "12 hours" in one_sentence(decoded(hours))


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_sound_with_another_ones_ending_when_decoded_then_it_is_heard_all_the_same(container: str) -> None:
    other = "mp3" if container == "wav" else "wav"

    found = decoded(whole(container), f"meeting.{other}")

    assert isinstance(found, Decoded), found
    assert found.duration_s == pytest.approx(SOUND_S, abs=0.5)


def damage(container: str, cut: float, flips: list[tuple[float, int]]) -> bytes:
    """The file up to a share of its length, with some bytes made others."""
    content = bytearray(whole(container))
    del content[round(cut * len(content)) :]
    for place, value in flips:
        if content:
            content[min(len(content) - 1, int(place * len(content)))] = value
    return bytes(content)


shares = st.floats(0, 1, exclude_max=True)
# Half of the flips hit the first hundredth, where what a file says of itself stands.
places = st.one_of(shares, shares.map(lambda share: share / 100))
damages = st.builds(
    damage,
    st.sampled_from(CONTAINERS),
    st.one_of(st.just(1.0), shares),
    st.lists(st.tuples(places, st.integers(0, 255)), max_size=40),
)


def heard_or_refused(content: bytes) -> None:
    told = decoded(content)
    if isinstance(told, str):
        one_sentence(told)
    else:
        assert told.duration_s < 3600 * 12
        assert all("\n" not in sentence and sentence.endswith(".") for sentence in told.warnings())


@settings(max_examples=16, suppress_health_check=list(HealthCheck))
@given(content=st.one_of(damages, st.binary(max_size=3000)))
def test_a_damaged_file_when_decoded_then_its_sound_comes_out_or_one_sentence_refuses_it(content: bytes) -> None:
    heard_or_refused(content)


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(content=st.one_of(damages, st.binary(max_size=3000)))
def test_many_damaged_files_when_decoded_then_each_is_heard_or_refused(content: bytes) -> None:
    heard_or_refused(content)


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_file_cut_at_its_middle_when_decoded_then_its_beginning_is_kept_or_it_is_refused(container: str) -> None:
    told = decoded(damage(container, 0.5, []))

    if container in ("mp4",):  # its table of contents stands at its end
        one_sentence(told)
    else:
        assert isinstance(told, Decoded), told
        assert 2 < told.duration_s < 7
