"""Which sectors are heard in a choice of excerpts, and which large enough group has nothing in it that speaks for it.

For the team alone: every sector is here, whatever its size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.seeing import may_see
from retreat.analysis.behind.audit import unheard_groups
from retreat.analysis.behind.voices import NOT_SAID, Voice, present_in, voices_behind
from retreat.analysis.codebook.queries import codebook_of, staff_of
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.models import HELD, Coding
from retreat.consent.gate import Reader
from retreat.programme.models import Sector

_SECTOR, _CODE = "sector", "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorHeard:
    """One sector: how many of its people were there, and how many of them are behind these excerpts."""

    name: str
    present: int
    heard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnheardGroup:
    """People who have something in common, and for none of whom anything here speaks.

    Attributes:
        kind: ``sector`` or ``code``; ``code_id`` names the latter.
    """

    kind: str
    name: str
    people: int
    code_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """For whom some excerpts speak.

    Attributes:
        people: How many took part; ``excerpts``: how many were chosen.
        least: How many people a group must have to deserve an excerpt.
        sectors: Each that is in the programme's list or was there.
        unmatched: How many voices behind the excerpts nobody is matched to.
    """

    people: int
    excerpts: int
    least: int
    sectors: tuple[SectorHeard, ...]
    unheard: tuple[UnheardGroup, ...]
    unmatched: int

    @property
    def not_heard(self) -> tuple[str, ...]:
        """The sectors with people who were there, none of whom is behind these excerpts."""
        return tuple(one.name for one in self.sectors if one.present and not one.heard)

    @property
    def absent(self) -> tuple[str, ...]:
        """The sectors of the programme of which nobody was there."""
        return tuple(one.name for one in self.sectors if not one.present)


def audit_of(db: Session, reader: Reader, programme_id: str, excerpts: Sequence[ReadExcerpt]) -> Audit:
    """For whom these excerpts speak: for whoever said them, and for everybody whose words have one of their codes."""
    present = present_in(db, programme_id)
    codings = _codings(db, reader, programme_id)
    read = {one.id: one for one in excerpts}
    others = read_excerpts(db, reader, [one for one in codings if one not in read])
    behind = voices_behind(db, reader, [*excerpts, *others.values()], present)
    codes = _people_by_code(codings, behind)
    heard = _people(behind, read)
    spoken_for = heard | {person for one in read for code in codings.get(one, ()) for person in codes[code]}
    sectors: dict[str, set[str]] = defaultdict(set)
    for person in present.values():
        sectors[person.sector or NOT_SAID].add(person.id)
    common: dict[tuple[str, str], Collection[str]] = {(_SECTOR, name): some for name, some in sectors.items()}
    common |= {(_CODE, code): some for code, some in codes.items()}
    names = {code.id: code.name for code in codebook_of(db, reader, programme_id)}
    found = unheard_groups(
        {f"{kind}:{name}": some for (kind, name), some in common.items()},
        spoken_for,
        people=len(present),
        chosen=len(excerpts),
    )
    return Audit(
        people=len(present),
        excerpts=len(excerpts),
        least=-(-len(present) // len(excerpts)) if excerpts else 0,
        sectors=_sectors(_listed(db, programme_id), sectors, heard),
        unheard=tuple(
            _group(one.common, len(one.people), names)
            for one in found
            if not one.common.startswith(f"{_CODE}:") or one.common.partition(":")[2] in names
        ),
        unmatched=len({voice.key for one in read for voice in behind[one] if voice.participant_id is None}),
    )


def _group(common: str, people: int, names: Mapping[str, str]) -> UnheardGroup:
    kind, _colon, name = common.partition(":")
    is_code = kind == _CODE
    return UnheardGroup(
        kind=kind, name=names[name] if is_code else name, people=people, code_id=name if is_code else None
    )


def _codings(db: Session, reader: Reader, programme_id: str) -> dict[str, set[str]]:
    """The codes on each coded excerpt that this reader may know of."""
    asked = select(Coding.excerpt_id, Coding.code_id).where(
        Coding.programme_id == programme_id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reader))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for excerpt_id, code_id in db.execute(asked):
        found[excerpt_id].add(code_id)
    return found


def _people_by_code(codings: Mapping[str, set[str]], behind: Mapping[str, tuple[Voice, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for excerpt_id, codes in codings.items():
        people = {voice.participant_id for voice in behind.get(excerpt_id, ()) if voice.participant_id}
        for code in codes:
            found[code] |= people
    return found


def _people(behind: Mapping[str, tuple[Voice, ...]], only: Collection[str]) -> set[str]:
    return {voice.participant_id for one in only for voice in behind[one] if voice.participant_id}


def _listed(db: Session, programme_id: str) -> list[str]:
    asked = select(Sector.name).where(Sector.programme_id == programme_id, Sector.retired_at.is_(None))
    return list(db.scalars(asked.order_by(Sector.position)))


def _sectors(listed: Sequence[str], sectors: Mapping[str, set[str]], heard: set[str]) -> tuple[SectorHeard, ...]:
    order = dict.fromkeys([*listed, *sorted(set(sectors) - {NOT_SAID}), *(one for one in sectors if one == NOT_SAID)])
    return tuple(
        SectorHeard(name=name, present=len(sectors.get(name, ())), heard=len(sectors.get(name, set[str]()) & heard))
        for name in order
    )
