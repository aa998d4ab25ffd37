"""A report as frozen values: sections of lines, each with what it rests on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a line rests on: what it is called, and its permanent address on this machine."""

    said: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence, or somebody's words.

    Attributes:
        key: The same in every draft, for what editors change about it.
        by: Whose words they are, as far as that may be told.
        is_quoted: Whether it is somebody's own words, which nobody rewrites.
        is_counter: Whether it is one side of a disagreement, which nobody leaves out.
        under: A heading of its own, where it begins a group.
        open: What is to be completed by hand; such a line is in no file before it is.
    """

    key: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    by: str | None = None
    is_quoted: bool = False
    is_counter: bool = False
    under: str = ""
    lead: str = ""
    open: bool = False
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One chapter.

    Attributes:
        typed: What editors wrote before its lines; ``asks``: what they are asked to write.
        nothing: What stands there if there is nothing else.
        left_out: How many lines editors left out.
    """

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    typed: str = ""
    asks: str = ""
    nothing: str = ""
    left_out: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What editors wrote, by key, and what they left out."""

    texts: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def edited(sections: Iterable[Section], edits: Edits) -> list[Section]:
    """The sections as editors want them; people's own words, and either side of a disagreement, as they are."""
    return [_edited(one, edits) for one in sections]


def _edited(one: Section, edits: Edits) -> Section:
    kept: list[Line] = []
    out: list[Line] = []
    under = ""
    for line in one.lines:
        under = line.under or under
        text = edits.texts.get(line.key, "")
        if text and not line.is_quoted:
            line = replace(line, text=text, open=False, is_edited=True)
        if line.key in edits.left_out and not line.is_counter:
            out.append(line)
            continue
        kept.append(replace(line, under=under))
        under = ""
    return replace(one, lines=tuple(kept), left_out=tuple(out), typed=edits.texts.get(f"text:{one.key}", ""))


def numbered(sections: Sequence[Section]) -> dict[Evidence, int]:
    """Each piece of evidence with its number, in the order in which it is first used."""
    found: dict[Evidence, int] = {}
    for section in sections:
        for line in section.lines:
            for one in line.evidence:
                found.setdefault(one, len(found) + 1)
    return found
