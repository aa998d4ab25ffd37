"""The codebook: inside a project, and as a file of its own (``.qdc``). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from lxml import etree

from retreat.export.bundle import Bundle
from retreat.export.ports import Code
from retreat.export.qda.guids import ORIGIN, guid
from retreat.export.writers.files import File, plain_name, writable

CODEBOOK = "urn:QDA-XML:codebook:1.0"
_COLOR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")

# lxml has no types of its own.
Element: TypeAlias = Any
AddNotes = Callable[[Element, str], None]


def no_notes(_element: Element, _code_id: str) -> None:
    """In a codebook of its own, codes have no notes."""


def add_codes(parent: Element, codes: Sequence[Code], namespace: str, notes: AddNotes = no_notes) -> None:
    """The codes as they are nested; one whose parent is not here stands at the top, and so does a circle's first."""
    here = {one.id for one in codes}
    children: dict[str | None, list[Code]] = {}
    for one in codes:
        children.setdefault(one.parent_id if one.parent_id in here and one.parent_id != one.id else None, []).append(
            one
        )
    done: set[str] = set()
    _add(parent, children.get(None, []), children, namespace, notes, done)
    for one in codes:
        if one.id not in done:
            _add(parent, [one], children, namespace, notes, done)


def _add(
    parent: Element,
    some: Sequence[Code],
    children: Mapping[str | None, Sequence[Code]],
    namespace: str,
    notes: AddNotes,
    done: set[str],
) -> None:
    for one in some:
        if one.id in done:
            continue
        done.add(one.id)
        element = etree.SubElement(
            parent, f"{{{namespace}}}Code", guid=guid("code", one.id), name=writable(one.name), isCodable="true"
        )
        if _COLOR.fullmatch(one.color):
            element.set("color", one.color)
        if one.description:
            etree.SubElement(element, f"{{{namespace}}}Description").text = writable(one.description)
        notes(element, one.id)
        _add(element, children.get(one.id, []), children, namespace, notes, done)


def write(bundle: Bundle) -> list[File]:
    """The codebook alone; no file where there are no codes."""
    if not bundle.analysis.codes:
        return []
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", {"origin": ORIGIN}, nsmap={None: CODEBOOK})
    add_codes(etree.SubElement(root, f"{{{CODEBOOK}}}Codes"), bundle.analysis.codes, CODEBOOK)
    return [File(name=f"{plain_name(bundle.title, 'codebook')}.qdc", content=serialised(root))]


def serialised(root: Element) -> bytes:
    """As UTF-8 with LF and without a mark."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"
