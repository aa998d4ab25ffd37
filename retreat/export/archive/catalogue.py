"""Descriptions for catalogues: Dublin Core, and DDI Codebook 2.5 for the social sciences. Pure.

The order of elements in DDI is that of its schema, in which every other order is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml import etree

from retreat.export.archive.described import Described
from retreat.export.writers.files import File, writable

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DDI = "ddi:codebook:2_5"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def dublin_core(told: Described) -> bytes:
    """One record in the fifteen elements, as harvesters of archives (OAI-PMH) take it."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for name, value in _dublin(told):
        etree.SubElement(root, f"{{{DC}}}{name}").text = writable(value)
    return _written(root)


def _dublin(told: Described) -> Iterator[tuple[str, str]]:
    yield "title", told.title
    yield "creator", told.programme or told.made_by
    yield from (("contributor", one) for one in told.sectors)
    yield from (("subject", one) for one in told.activities)
    yield "description", told.abstract
    yield from (("description", one) for one in told.lacks)
    yield "publisher", told.programme or told.made_by
    yield "date", told.made_on.isoformat()
    yield "type", "Dataset"
    yield "type", "Text"
    yield from (("format", one) for one in ("text/plain", "text/html", "text/csv", "application/json"))
    yield "identifier", told.identifier
    yield from (("language", one) for one in told.languages)
    yield from (("relation", one) for one in told.events)
    yield "coverage", f"{told.first.isoformat()}/{told.last.isoformat()}"
    yield from (("coverage", one) for one in told.places)
    yield "rights", told.rights


def ddi(told: Described, files: Sequence[File]) -> bytes:
    """A codebook of the study: the document, the study, and what the files are."""
    root = etree.Element(_name("codeBook"), {"version": "2.5"}, nsmap={None: DDI})
    root.set(_XML_LANG, "en-GB")
    document = _add(_add(root, "docDscr"), "citation")
    _title(document, told)
    production = _add(document, "prodStmt")
    _add(production, "producer", told.programme or told.made_by)
    _add(production, "prodDate", told.made_on.isoformat(), date=told.made_on.isoformat())
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _title(citation, told)
    _add(_add(citation, "rspStmt"), "AuthEnty", told.programme or told.made_by)
    _add(_add(citation, "prodStmt"), "producer", told.programme or told.made_by)
    _study(study, told)
    for one in files:
        other = _add(root, "otherMat", level="study", URI=one.name)
        _add(other, "labl", one.name)
    return _written(root)


def _title(citation: Any, told: Described) -> None:
    title = _add(citation, "titlStmt")
    _add(title, "titl", told.title)
    _add(title, "IDNo", told.identifier)


def _study(study: Any, told: Described) -> None:
    info = _add(study, "stdyInfo")
    if told.activities:
        _each(_add(info, "subject"), "keyword", told.activities)
    _add(info, "abstract", told.abstract)
    summary = _add(info, "sumDscr")
    _add(summary, "collDate", told.first.isoformat(), date=told.first.isoformat(), event="start")
    _add(summary, "collDate", told.last.isoformat(), date=told.last.isoformat(), event="end")
    _each(summary, "geogCover", told.places)
    _add(summary, "anlyUnit", "Dialogue of a group")
    if told.sectors:
        _add(summary, "universe", f"People from these sectors: {', '.join(told.sectors)}")
    _add(summary, "dataKind", "Qualitative: transcripts and written contributions")
    method = _add(study, "method")
    collected = _add(method, "dataColl")
    _each(collected, "dataCollector", [told.programme or told.made_by])
    _add(collected, "collMode", "Facilitated group dialogue, with audio recordings where everybody agreed")
    _each(method, "notes", told.lacks)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "restrctn", told.rights)


def _each(parent: Any, name: str, values: Iterable[str]) -> None:
    for value in values:
        _add(parent, name, value)


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(parent, _name(name), attributes)
    if text:
        element.text = writable(text)
    return element


def _name(name: str) -> str:
    return f"{{{DDI}}}{name}"


def _written(root: Any) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content
