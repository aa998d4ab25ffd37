"""RO-Crate 1.1: the pack and each of its files as linked data, in JSON-LD. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from retreat.export.archive.described import Described
from retreat.export.writers.files import File

NAME = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_TYPES = {
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "vtt": "text/vtt",
    "xml": "application/xml",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "qdpx": "application/zip",
    "qdc": "application/xml",
}


def crate(told: Described, files: Sequence[tuple[File, str]]) -> bytes:
    """The metadata file, which lies beside these files; each comes with what it is."""
    parts = [_file(one, about) for one, about in files]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": told.identifier,
        "name": told.title,
        "description": told.abstract,
        "datePublished": told.made_on.isoformat(),
        "temporalCoverage": f"{told.first.isoformat()}/{told.last.isoformat()}",
        "creator": {"@id": "#programme"},
        "license": {"@id": "#agreed"},
        "hasPart": [{"@id": one["@id"]} for one in parts],
    }
    if told.languages:
        root["inLanguage"] = list(told.languages)
    graph = [
        {"@id": NAME, "@type": "CreativeWork", "conformsTo": {"@id": _PROFILE}, "about": {"@id": "./"}},
        root,
        {"@id": "#programme", "@type": "Organization", "name": told.programme or told.made_by},
        {"@id": "#agreed", "@type": "CreativeWork", "name": "What people agreed to", "description": told.rights},
        *parts,
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _file(one: File, about: str) -> dict[str, Any]:
    return {
        "@id": one.name,
        "@type": "File",
        "name": about,
        "encodingFormat": _TYPES.get(one.name.rpartition(".")[2], "application/octet-stream"),
        "contentSize": str(len(one.content)),
        "sha256": hashlib.sha256(one.content).hexdigest(),
    }
