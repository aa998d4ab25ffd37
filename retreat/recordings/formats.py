"""What a file is, told from its first bytes; never from its name or from what the sender says."""

from __future__ import annotations

from dataclasses import dataclass

from retreat.errors import WrongMediaType

HEAD_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A kind of audio file that is taken here."""

    mime: str
    ending: str


_WAV = Container(mime="audio/wav", ending="wav")
_AIFF = Container(mime="audio/aiff", ending="aiff")
_FLAC = Container(mime="audio/flac", ending="flac")
_OGG = Container(mime="audio/ogg", ending="ogg")
_WEBM = Container(mime="audio/webm", ending="webm")
_MP4 = Container(mime="audio/mp4", ending="m4a")
_MP3 = Container(mime="audio/mpeg", ending="mp3")
_AAC = Container(mime="audio/aac", ending="aac")
_CAF = Container(mime="audio/x-caf", ending="caf")

EMPTY = "This file is empty. Please copy it from the recorder again and send it once more."
NOT_AUDIO = "This file is not sound. Please choose a WAV, MP3, M4A, OGG, WebM, FLAC or MP4 file."


def container_of(head: bytes) -> Container:
    """The kind of file that begins with these bytes; sixteen are enough.

    Raises:
        WrongMediaType: Not a kind of audio that is taken here, or no bytes at all.
    """
    found = _by_letters(head) or _by_frames(head)
    if found is None:
        raise WrongMediaType(NOT_AUDIO if head else EMPTY)
    return found


def _by_letters(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return _WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _AIFF
    if head[4:8] == b"ftyp":
        return _MP4
    starts = ((b"fLaC", _FLAC), (b"OggS", _OGG), (b"\x1aE\xdf\xa3", _WEBM), (b"ID3", _MP3), (b"caff", _CAF))
    return next((kind for letters, kind in starts if head.startswith(letters)), None)


def _by_frames(head: bytes) -> Container | None:
    """MPEG audio has no letters at its start, only eleven or twelve set bits and fields that may not be all ones.

    Source: ISO/IEC 11172-3 section 2.4.1.3 (MP3); ISO/IEC 13818-7 section 6.2 (ADTS).
    """
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return _AAC
    layered = head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0 and head[1] & 0x18 != 0x08
    return _MP3 if layered and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C else None
