"""Which recognisers can transcribe something again: those on this machine that are not weaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.transcripts.opinions.strength import hearers_of, may_be_taken
from retreat.transcripts.ports import strengths
from retreat.transcripts.versions.models import TranscriptVersion

# Recognisers for English only; with another language they would invent English.
_ENGLISH_ONLY = ".en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A recogniser on this machine; its strength in parameters, or None if unknown."""

    name: str
    strength: int | None


def named(names: Iterable[str]) -> list[Model]:
    """Recognisers that are known by their names."""
    return [Model(name=name, strength=strengths().strength_of(name)) for name in names]


def installed(models: Path, standing: str) -> list[Model]:
    """The recognisers on this machine, the strongest first; ``standing``: the one in the settings."""
    folders = [file.parent for file in models.glob("*/model.bin") if not file.parent.name.startswith(".")]
    found = {one.name: strengths().strength_of(str(one)) for one in folders}
    found.setdefault(standing, strengths().strength_of(standing))
    ranked = sorted(found.items(), key=lambda one: (-(one[1] or 0), one[0] != standing, one[0]))
    return [Model(name=name, strength=strength) for name, strength in ranked]


def for_words(
    db: Session, models: Sequence[Model], transcript: TranscriptVersion, span: tuple[int | None, int | None]
) -> list[Model]:
    """Those that can transcribe words again: as strong as the earlier one, if known, and fit for the language."""
    needed = hearers_of(db, transcript).of(*span)
    return [one for one in models if needed is None or may_be_taken(one.strength, needed)]


def for_opinion(models: Sequence[Model], transcript: TranscriptVersion, needed: int | None) -> list[Model]:
    """Those that can give a second opinion: not the first one, at least as strong, and fit for the language.

    Args:
        needed: The strength of the strongest model that transcribed the turns; None if unknown: then none is offered.
    """
    is_english = (transcript.language or "en").split("-")[0] == "en"
    others = [one for one in models if one.name != transcript.model]
    fit = [one for one in others if is_english or not one.name.endswith(_ENGLISH_ONLY)]
    return [one for one in fit if may_be_taken(one.strength, needed)]


def check_for_words(
    db: Session,
    models: Sequence[Model],
    transcript: TranscriptVersion,
    span: tuple[int | None, int | None],
    name: str,
) -> None:
    """Raises ``InvalidInput`` if this model is not here, or weaker than the one that wrote these words."""
    if name not in [one.name for one in models]:
        raise InvalidInput("This model is not on this machine.", fields={"model": "is not installed"})
    if name not in [one.name for one in for_words(db, models, transcript, span)]:
        raise InvalidInput(
            "This model is weaker than the one that wrote this. Please choose a stronger one.",
            code="weaker_model",
            fields={"model": "is weaker"},
        )
