"""Every page of the whole application: its GET routes with what stands for their parts, and what is asked beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Flask

Names = Mapping[str, Any]
# What a page is asked beside its address, where it has most to look up then.
ASKED: Mapping[str, str] = {
    "export.found_file": "?q=carers&format=csv",
    "search.search": "?q=garden&speaker=Ana&since=2001-01-01",
    "transcripts.quality": "?transcript={transcript_id}",
    "export.session_file": "?audience=team&format=txt",
    "export.event_file": "?audience=team&format=txt",
    "transcripts.cite": "?words={transcript_id}.0-1",
    "transcripts.citation_file": "?words={transcript_id}.0-1",
    "transcripts.find": "?find=carers&scope=programme",
    "transcripts.level_text": "?level=intelligent",
    "speech.more_so_far": "?after=-1",
    "speech.estimate": "?seconds=60&bytes=100000",
}


def addresses(
    app: Flask, names: Names, *, asked: Mapping[str, Sequence[str]] = {}, elsewhere: Mapping[str, Names] = {}
) -> Iterator[tuple[str, str]]:
    """Each GET route by its endpoint, once for everything that may be asked beside it.

    Args:
        elsewhere: Other names for an endpoint than for the others.
    """
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        here = {**names, **elsewhere.get(rule.endpoint, {})}
        _host, path = rule.build({name: here[name] for name in rule.arguments}) or ("", "")
        for beside in asked.get(rule.endpoint, [ASKED.get(rule.endpoint, "")]):
            yield rule.endpoint, path + beside.format(**here)
