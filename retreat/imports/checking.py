"""Whether the files of transcripts that people brought are as they came: their names are their digests."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from retreat.house import House
from retreat.imports.models import TranscriptImport
from retreat.imports.operations import stored_name
from retreat.keeping.checks import Check, Trouble, register
from retreat.keeping.files import digest_of
from retreat.recordings.models import READY, SET_ASIDE


def _find(house: House) -> Sequence[Trouble]:
    found = []
    for path in sorted((house.storage / "transcripts").glob("[!.]*")):
        if digest_of(path) != path.name:
            says = "It is not as it came. Bring it again, or restore a backup."
            found.append(Trouble(code="damaged", what=f"audio/transcripts/{path.name}", says=says))
    waits = select(TranscriptImport.sha256).where(TranscriptImport.state.not_in((READY, SET_ASIDE)))
    with house.database.read() as db:
        for sha256 in db.scalars(waits):
            if not (house.storage / stored_name(sha256)).exists():
                says = "It is missing, and was not read yet. Bring it again."
                found.append(Trouble(code="missing", what=f"audio/{stored_name(sha256)}", says=says))
    return found


register(Check(name="transcripts that people brought", find=_find))
