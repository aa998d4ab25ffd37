"""Decodes one uploaded file in confinement: ``python -m transcription.sound.decode_child IN_FD OUT_FD MODE``.

It opens no file: input and output are descriptors that the parent opened. Modes: ``pcm`` (16 kHz mono 16-bit,
headerless), ``first`` (the same of the first ten minutes), ``probe`` (looks only), ``mp3`` (a copy that every browser
plays and seeks exactly), ``none`` (reads nothing: which measures of confinement work here).
Messages on standard output, one JSON object a line: ``{"ready"}``, ``{"done_s", "of_s"}``…, then
``{"answer": …}`` or ``{"error": …}``.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import sys
import wave
from collections.abc import Iterator
from typing import IO, Any, cast

import av
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from transcription.children.confinement import enter
from transcription.errors import EngineFailed, NoRoom, UnreadableAudio, is_for_room

from .pcm_file import RATE_HZ
from .phases import Phases

LONGEST_S = 12 * 3600
_FIRST_S = 600
_MEMORY_BYTES = 2 << 30
_CPU_S = 3600
# Reading the header is quick; a file that needs minutes of searching, like one with a long empty tail, gives up.
_LOOK_CPU_S = 20
_PROGRESS_EVERY_S = 30.0
# What recorders and phones write. Play lists and so on, which name other files, are not among them.
_FORMATS = (
    "wav,w64,aiff,au,caf,mp3,aac,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,amr,asf,avi,mpeg,mpegts,flv,"
    "ac3,eac3,ape,wv,tta,aa,dts,mpc,opus,rm"
)
_BLOCK_BYTES = 1 << 16
_SILENCE = bytes(_BLOCK_BYTES)
_MP3_RATE_HZ = 24_000
_MP3_FRAME = 576
_NOT_AUDIO = "This file can't be read as audio: check that it is an audio file and copy it from the recorder again."
_NO_SAMPLES = "This file holds no sound, only a header: copy it from the recorder again."
_NO_SOUND = "This file has no sound track: choose the audio file of the meeting."
_TOO_LONG = "This audio recording is longer than 12 hours: split it into shorter files."


class _Decoder:
    """One opened file; yields mono frames at a wanted rate and counts what was damaged."""

    def __init__(self, source: IO[bytes]) -> None:
        try:
            self.container: InputContainer = av.open(
                source,
                "r",
                metadata_errors="ignore",
                options={"format_whitelist": _FORMATS, "protocol_whitelist": "none"},
            )
        except (av.FFmpegError, ValueError) as error:
            raise UnreadableAudio(_NOT_AUDIO) from error
        streams = self.container.streams.audio
        if not streams:
            raise UnreadableAudio(_NO_SOUND if self.container.streams.video else _NOT_AUDIO)
        self.stream = max(streams, key=lambda one: (one.duration or 0) * float(one.time_base or 0))
        self.damaged = 0
        self.decoded = 0

    @property
    def stated_s(self) -> float | None:
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        duration = self.container.duration
        return duration / av.time_base if duration else None

    def facts(self) -> dict[str, Any]:
        return {
            "container": self.container.format.name,
            "codec": self.stream.codec_context.name,
            "rate_hz": self.stream.codec_context.sample_rate,
            "channels": self.stream.codec_context.channels,
            "stated_s": self.stated_s,
        }

    def frames(self, resampler: AudioResampler) -> Iterator[AudioFrame]:
        phases = Phases()
        for packet in self._packets():
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError):
                self.damaged += 1
                continue
            for frame in cast(list[AudioFrame], frames):
                self.decoded += frame.samples
                frame = phases.aligned(frame)
                frame.pts = None  # a broken clock in the file must neither drop nor stretch sound
                yield from resampler.resample(frame)
        yield from resampler.resample(None)

    def _packets(self) -> Iterator[av.Packet[Any]]:
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, ValueError):
                # The rest cannot even be split into packets: keep what came before.
                self.damaged += 1
                return
            yield packet


class _Pcm:
    """Writes samples; minutes of silence become holes in the file, which take no disk space."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._held = bytearray()

    def write(self, sound: bytes) -> None:
        self._held += sound
        while len(self._held) >= _BLOCK_BYTES:
            block = self._held[:_BLOCK_BYTES]
            del self._held[:_BLOCK_BYTES]
            if block == _SILENCE:
                self._out.seek(_BLOCK_BYTES, os.SEEK_CUR)
            else:
                self._out.write(block)

    def finish(self) -> None:
        self._out.write(self._held)
        self._out.truncate()
        self._out.flush()


def _tell(decoder: _Decoder, done_s: float, told: float) -> float:
    """Say how far it is, if that was not said of the last half minute; up to where it has been said."""
    if done_s - told < _PROGRESS_EVERY_S:
        return told
    _say({"done_s": done_s, "of_s": decoder.stated_s})
    return done_s


def _write_pcm(decoder: _Decoder, out: IO[bytes], enough_s: float = float("inf")) -> float:
    samples, told = 0, 0.0
    pcm = _Pcm(out)
    for frame in decoder.frames(AudioResampler(format="s16", layout="mono", rate=RATE_HZ)):
        pcm.write(bytes(frame.planes[0])[: 2 * frame.samples])  # the plane may be padded
        samples += frame.samples
        if samples >= enough_s * RATE_HZ:
            break
        if samples > LONGEST_S * RATE_HZ:
            raise UnreadableAudio(_TOO_LONG)
        told = _tell(decoder, samples / RATE_HZ, told)
    pcm.finish()
    return samples / RATE_HZ


def _write_mp3(decoder: _Decoder, out: IO[bytes]) -> float:
    # Constant bit rate: a browser can then compute positions exactly.
    target = av.open(out, "w", format="mp3", options={"write_xing": "0"})
    stream = target.add_stream("libmp3lame", rate=_MP3_RATE_HZ, layout="mono", bit_rate=48_000)
    stream.codec_context.options = {"compression_level": "7"}
    waiting = AudioFifo()
    samples, told = 0, 0.0
    for frame in decoder.frames(AudioResampler(format="s16p", layout="mono", rate=_MP3_RATE_HZ)):
        samples += frame.samples
        told = _tell(decoder, samples / _MP3_RATE_HZ, told)
        waiting.write(frame)
        for whole in waiting.read_many(_MP3_FRAME):
            whole.pts = None
            target.mux(stream.encode(whole))
    if rest := waiting.read(0, partial=True):
        rest.pts = None
        target.mux(stream.encode(rest))
    target.mux(stream.encode(None))
    target.close()
    out.flush()
    return samples / _MP3_RATE_HZ


def _riff_cut(source: IO[bytes]) -> bool:
    """Whether a WAV file is shorter than its header says; FFmpeg would use the file's size without a warning."""
    source.seek(0)
    head = source.read(8)
    stated = int.from_bytes(head[4:8], "little")
    # Recorders that never learnt the length write 0 or the highest number.
    return head[:4] == b"RIFF" and 0 < stated < 0xFFFFFFFF - 8 and source.seek(0, os.SEEK_END) + 64 < stated + 8


def _work(source: IO[bytes], out: IO[bytes], mode: str) -> dict[str, Any]:
    decoder = _Decoder(source)
    facts = decoder.facts()
    if mode == "probe":
        return facts
    if mode == "mp3":
        duration_s = _write_mp3(decoder, out)
    else:
        duration_s = _write_pcm(decoder, out, _FIRST_S if mode == "first" else float("inf"))
    if not decoder.decoded:
        raise UnreadableAudio(_NO_SAMPLES)
    stated_s = decoder.stated_s
    cut = bool(stated_s and duration_s < 0.98 * stated_s - 1.0) or _riff_cut(source)
    return {**facts, "duration_s": duration_s, "damaged": decoder.damaged, "cut_short": cut}


def _import_everything() -> None:
    """Load everything that PyAV would load lazily: once confined, no file or module can be opened."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    sound = io.BytesIO()
    with wave.open(sound, "wb") as tiny:
        tiny.setnchannels(1)
        tiny.setsampwidth(2)
        tiny.setframerate(RATE_HZ)
        tiny.writeframes(bytes(RATE_HZ))
    for write in (_write_pcm, _write_mp3):
        sound.seek(0)
        write(_Decoder(sound), io.BytesIO())


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Confine, decode, answer."""
    source = os.fdopen(int(sys.argv[1]), "rb")
    out = os.fdopen(int(sys.argv[2]), "wb", buffering=1 << 20)
    av.logging.set_level(av.logging.PANIC)
    _import_everything()
    cpu_s = _LOOK_CPU_S if sys.argv[3] == "probe" else _CPU_S
    holds = enter(memory_bytes=_MEMORY_BYTES, cpu_s=cpu_s, written_bytes=LONGEST_S * RATE_HZ * 2 + (64 << 20))
    _say({"ready": True})
    try:
        _say({"answer": holds if sys.argv[3] == "none" else _work(source, out, sys.argv[3])})
    except UnreadableAudio as error:
        _say({"error": error.code, "message": str(error)})
    except MemoryError:
        _say({"error": UnreadableAudio.code, "message": _NOT_AUDIO})
    except OSError as error:
        code = NoRoom.code if is_for_room(error) else EngineFailed.code
        _say({"error": code, "message": f"The sound could not be written: {error.strerror}."})
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
