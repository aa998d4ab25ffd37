"""What a file is, by its first bytes; never by its name or by what the sender says."""

from __future__ import annotations

from dataclasses import dataclass

from retreat.errors import WrongMediaType

HEAD_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A kind of audio file that is accepted here."""

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
_AVI = Container(mime="video/x-msvideo", ending="avi")
_TS = Container(mime="video/mp2t", ending="ts")
# Rarer formats of recorders, cameras and old phones. Their first letters could also be the start of a text.
_RARER = tuple(
    (letters, Container(mime=mime, ending=ending))
    for letters, mime, ending in (
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma", "wma"),
        (b"riff\x2e\x91\xcf\x11", "audio/x-w64", "w64"),
        (b"#!AMR", "audio/amr", "amr"),
        (b"FLV\x01", "video/x-flv", "flv"),
        (b".snd", "audio/basic", "au"),
        (b"\x00\x00\x01\xba", "video/mpeg", "mpg"),
        (b"\x0b\x77", "audio/ac3", "ac3"),
        (b"\x7f\xfe\x80\x01", "audio/vnd.dts", "dts"),
        (b"wvpk", "audio/x-wavpack", "wv"),
        (b"TTA1", "audio/x-tta", "tta"),
        (b"MAC ", "audio/x-ape", "ape"),
        (b"MPCK", "audio/x-musepack", "mpc"),
        (b"MP+", "audio/x-musepack", "mpc"),
        (b"DSD ", "audio/x-dsf", "dsf"),
        (b".RMF", "audio/x-pn-realaudio", "rm"),
        (b"ea3\x03", "audio/x-oma", "oma"),
    )
)
# Boxes that a QuickTime film of an older camera may begin with.
_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")

EMPTY = "This file is empty. Please copy it from the recorder and send it again."
NOT_AUDIO = "This file is not sound. Please choose an audio recording, such as a WAV, MP3, M4A or MP4 file."


def container_of(head: bytes) -> Container:
    """The kind of file that begins with these bytes; sixteen are enough.

    Raises:
        WrongMediaType: Not a kind of audio that is accepted here, or no bytes at all.
    """
    found = _container(head)
    if found is None:
        raise WrongMediaType(NOT_AUDIO, code="not_sound") if head else WrongMediaType(EMPTY, code="empty")
    return found


def is_sound(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a kind of audio that is accepted here."""
    return _container(head) is not None


def _container(head: bytes) -> Container | None:
    return _by_letters(head) or _by_frames(head) or _by_packets(head)


def _by_letters(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return _WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _AIFF
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _AVI
    if head[4:8] in _FIRST_BOXES and _controls(head[:4]):
        return _MP4
    starts = ((b"fLaC", _FLAC), (b"OggS", _OGG), (b"\x1aE\xdf\xa3", _WEBM), (b"ID3", _MP3), (b"caff", _CAF))
    kinds = (*starts, *_RARER) if _controls(head) else starts
    return next((kind for letters, kind in kinds if head.startswith(letters)), None)


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


def _by_packets(head: bytes) -> Container | None:
    """A transport stream: each packet begins with a G, in films of cameras four bytes later; text has no such bytes.

    Source: ISO/IEC 13818-1 section 2.4.3.2.
    """
    packet = head if head[:1] == b"G" else head[4:]
    whole = len(packet) >= 4 and packet[0] == 0x47 and not packet[1] & 0x80
    return _TS if whole and _controls(packet[1:4]) else None


def _controls(head: bytes) -> bool:
    """Whether any of these bytes cannot be part of a text."""
    return any(byte < 9 or 13 < byte < 32 for byte in head)
