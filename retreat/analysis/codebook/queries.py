"""The codebook as it is read: a tree in the order of its names, one code with its history, and its examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.seeing import may_see
from retreat.analysis.coders import coder_names
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.models import HELD, Code, CodeExample, CodeWording, Coding
from retreat.consent.gate import Reader, StaffReader
from retreat.errors import NotFound

WITHHELD_NAME = "A code named after words that cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """A code as it is read now.

    Attributes:
        path: Its name after those of the codes above it.
        depth: How many are above it.
        codings: How many excerpts this reader may see coded with it.
        wording: The number of its wording; a change names it.
    """

    id: str
    parent_id: str | None
    depth: int
    path: tuple[str, ...]
    name: str
    meaning: str
    use_when: str
    not_when: str
    colour: str
    by: str
    at: datetime
    wording: int
    codings: int
    is_in_vivo: bool

    def to_json(self) -> dict[str, object]:
        """What pages and their scripts need."""
        return {
            "id": self.id,
            "parent": self.parent_id,
            "depth": self.depth,
            "name": self.name,
            "path": list(self.path),
            "meaning": self.meaning,
            "use_when": self.use_when,
            "not_when": self.not_when,
            "colour": self.colour,
            "codings": self.codings,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """One wording of a code, as the history shows it."""

    number: int
    name: str
    meaning: str
    use_when: str
    not_when: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example in a code's definition."""

    kind: str
    excerpt: ReadExcerpt


def staff_of(reader: Reader) -> str | None:
    """The member of staff who reads, if it is one."""
    return reader.staff_id if isinstance(reader, StaffReader) else None


def codebook_of(db: Session, reader: Reader, programme_id: str) -> tuple[CodeView, ...]:
    """All codes of a programme, each after the one above it, otherwise by name."""
    rows = db.execute(
        select(Code, CodeWording)
        .join(CodeWording, (CodeWording.code_id == Code.id) & (CodeWording.number == Code.wording))
        .where(Code.programme_id == programme_id, ~Code.removed)
    ).all()
    quoting, vivo = Quoting(db, reader, programme_id), _readable_vivo(db, reader, [code for code, _said in rows])
    counts = counts_of(db, reader, programme_id)
    people = coder_names(db, (code.by for code, _said in rows))
    names = {code.id: name_shown(code, said, quoting, vivo) for code, said in rows}
    below: dict[str | None, list[tuple[Code, CodeWording]]] = defaultdict(list)
    for code, said in sorted(rows, key=lambda row: (names[row[0].id].casefold(), row[0].id)):
        below[code.parent_id if code.parent_id in names else None].append((code, said))
    found: list[CodeView] = []

    def walk(parent_id: str | None, path: tuple[str, ...]) -> None:
        for code, said in below[parent_id]:
            here = (*path, names[code.id])
            found.append(
                CodeView(
                    id=code.id,
                    parent_id=parent_id,
                    depth=len(path),
                    path=here,
                    name=names[code.id],
                    meaning=quoting.shown(said.meaning),
                    use_when=quoting.shown(said.use_when),
                    not_when=quoting.shown(said.not_when),
                    colour=code.colour,
                    by=people.get(code.by or "", ""),
                    at=code.at,
                    wording=code.wording,
                    codings=counts.get(code.id, 0),
                    is_in_vivo=code.in_vivo_id is not None,
                )
            )
            walk(code.id, here)

    walk(None, ())
    return tuple(found)


def code_view(db: Session, reader: Reader, programme_id: str, code_id: str) -> CodeView:
    """One code of the codebook.

    Raises:
        NotFound: There is none.
    """
    found = next((one for one in codebook_of(db, reader, programme_id) if one.id == code_id), None)
    if found is None:
        raise NotFound("There is no such code in the codebook any more.", code="no_such_code")
    return found


def counts_of(db: Session, reader: Reader, programme_id: str) -> Mapping[str, int]:
    """How many codings this person sees of each code; whoever may not read some words still knows that they are coded.

    Pages for people outside the team pass such numbers through small counts; nobody else reads these.
    """
    asked = (
        select(Coding.code_id, func.count())
        .where(Coding.programme_id == programme_id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reader)))
        .group_by(Coding.code_id)
    )
    return dict(db.execute(asked).tuples().all())


def wordings_of(db: Session, reader: Reader, programme_id: str, code_id: str) -> Sequence[Worded]:
    """Every wording that a code has had, the latest first."""
    code = db.get(Code, code_id)
    if code is None or code.programme_id != programme_id:
        raise NotFound()
    rows = db.scalars(
        select(CodeWording).where(CodeWording.code_id == code_id).order_by(CodeWording.number.desc())
    ).all()
    quoting, vivo = Quoting(db, reader, programme_id), _readable_vivo(db, reader, [code])
    people = coder_names(db, (row.by for row in rows))
    return [
        Worded(
            number=row.number,
            name=name_shown(code, row, quoting, vivo),
            meaning=quoting.shown(row.meaning),
            use_when=quoting.shown(row.use_when),
            not_when=quoting.shown(row.not_when),
            by=people.get(row.by or "", ""),
            at=row.at,
        )
        for row in rows
    ]


def examples_of(db: Session, reader: Reader, code_ids: Iterable[str]) -> dict[str, list[Example]]:
    """The examples of each code whose words may be read, typical ones first."""
    rows = db.scalars(
        select(CodeExample)
        .where(CodeExample.code_id.in_(sorted(set(code_ids))), ~CodeExample.removed)
        .order_by(CodeExample.kind.desc(), CodeExample.at)
    ).all()
    read = read_excerpts(db, reader, [row.excerpt_id for row in rows])
    found: dict[str, list[Example]] = defaultdict(list)
    for row in rows:
        if row.excerpt_id in read:
            found[row.code_id].append(Example(kind=row.kind, excerpt=read[row.excerpt_id]))
    return found


def names_in_story(
    db: Session, reader: Reader, programme_id: str, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """What codes were called in these wordings, also of codes that are no longer there."""
    rows = db.execute(
        select(Code, CodeWording)
        .join(CodeWording, CodeWording.code_id == Code.id)
        .where(Code.programme_id == programme_id, Code.id.in_({code_id for code_id, _number in wanted}))
    ).all()
    quoting, vivo = Quoting(db, reader, programme_id), _readable_vivo(db, reader, [code for code, _said in rows])
    return {(code.id, said.number): name_shown(code, said, quoting, vivo) for code, said in rows}


def name_shown(code: Code, said: CodeWording, quoting: Quoting, vivo: Collection[str]) -> str:
    """What a code is called; not in somebody's words if these may not be read."""
    if not said.name or (code.in_vivo_id is not None and code.in_vivo_id not in vivo) or quoting.is_hidden(said.name):
        return WITHHELD_NAME
    return said.name


def _readable_vivo(db: Session, reader: Reader, codes: Iterable[Code]) -> set[str]:
    """The excerpts of in-vivo codes that may be read in full."""
    wanted = {code.in_vivo_id for code in codes if code.in_vivo_id is not None}
    return {one.id for one in read_excerpts(db, reader, wanted).values() if one.is_whole} if wanted else set()
