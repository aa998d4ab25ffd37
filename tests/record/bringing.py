"""Transcripts that people bring, with or without their sound, and what is found of them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from retreat.consent.gate import Owner
from retreat.house import House
from retreat.search.passages import Hit, search_record
from retreat.search.vectors import Vectors
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.record.scripted_speech import TALK, meaning
from tests.record.sound import wav

# The same talk as people wrote it down: other names, another spelling, a word that the machine missed.
HUMAN = (
    TALK.replace("Ana:", "Ana Ferreira:")
    .replace("Ben:", "Benedikt:")
    .replace("carers were doing", "carers were truly doing")
    .replace("grew longer", "grew – well – longer")
)


def files(folder: Path, human: str = HUMAN) -> tuple[Path, Path]:
    text, sound = folder / "minutes.txt", folder / "talk.wav"
    text.write_text(human, "utf-8")
    sound.write_bytes(wav(60.0))
    return text, sound


def hits(house: House, typed: str) -> list[Hit]:
    with house.database.read() as db:
        return search_record(db, typed, reader=Owner(), vectors=Vectors(None), embed=meaning, limit=5)


def current(house: House) -> TranscriptVersion:
    with house.database.read() as db:
        return db.scalars(select(TranscriptVersion).where(TranscriptVersion.state == CURRENT)).one()
