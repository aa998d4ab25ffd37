"""The archive pack as one zip: a bag with readable words, tables, and everything that describes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retreat.export.archive.bag import bagged
from retreat.export.archive.catalogue import ddi, dublin_core
from retreat.export.archive.crate import NAME, crate
from retreat.export.archive.described import described
from retreat.export.archive.papers import activity_guides, consent_wordings, data_list, read_me
from retreat.export.bundle import Bundle, SessionPart
from retreat.export.packing import zipped
from retreat.export.qda import codebook, project
from retreat.export.writers import captions, data, page, plain, tables, word
from retreat.export.writers.files import File, plain_name, told_apart

# A file with what it is, for the list of files.
_Part = tuple[File, str]


def write(bundle: Bundle) -> list[File]:
    """One zip; nothing where no session holds any words."""
    full = [one for one in bundle.sessions if one.transcripts or one.written]
    if not full:
        return []
    told = described(bundle)
    names = dict(
        zip((one.id for one in full), told_apart(plain_name(one.title, "session") for one in full), strict=True)
    )
    parts = [part for one in full for part in _words(bundle, one, names[one.id])]
    parts += _named("captions", captions.write_vtt(bundle), "a transcript with its times")
    parts += _named("tables", tables.write_csv(bundle), "a table; data-dictionary.csv says what its columns mean")
    parts += _named("project", project.write(bundle), "the same words for programs for qualitative analysis")
    parts += _named("project", codebook.write(bundle), "the codebook")
    parts += _named("data", data.write(bundle), "everything, for programs")
    parts += _papers(bundle, {one.id: f"words/{names[one.id]}.txt" for one in full})
    parts.append((File(name="dublin-core.xml", content=dublin_core(told)), "the description as Dublin Core"))
    listed = [one for one, _about in parts]
    parts.append((File(name="ddi-codebook.xml", content=ddi(told, listed)), "the description as DDI Codebook 2.5"))
    about = [(one.name, what) for one, what in parts]
    parts.append((File(name="read-me.txt", content=read_me(bundle, told, about)), "read this first"))
    payload = [*(one for one, _about in parts), File(name=NAME, content=crate(told, parts))]
    folder = f"{plain_name(bundle.title, 'record')}-archive"
    info = [
        ("Source-Organization", told.programme),
        ("External-Description", told.abstract),
        ("External-Identifier", told.identifier),
    ]
    bag = bagged(folder, payload, told=info, made_on=told.made_on)
    return [File(name=f"{folder}.zip", content=zipped(bag))]


def _words(bundle: Bundle, session: SessionPart, name: str) -> list[_Part]:
    """One session to read, in three forms of which at least one will open in fifty years."""
    event = replace(bundle.event_of(session), sessions=(session,))
    alone = replace(bundle, title=session.title, events=(event,))
    found = []
    for write_, ending in ((plain.write, "txt"), (page.write, "html"), (word.write, "docx")):
        (file,) = write_(alone)
        found.append((File(name=f"words/{name}.{ending}", content=file.content), f"the words of “{session.title}”"))
    return found


def _named(folder: str, files: Sequence[File], about: str) -> list[_Part]:
    return [(File(name=f"{folder}/{one.name}", content=one.content), about) for one in files]


def _papers(bundle: Bundle, file_of: dict[str, str]) -> list[_Part]:
    listed = data_list(bundle, file_of)
    found = [
        (File(name="data-list.csv", content=tables.as_csv(listed.columns, listed.rows)), "a row for each transcript"),
        (File(name="activity-guides.txt", content=activity_guides(bundle)), "what people did, step by step"),
    ]
    if bundle.wordings:
        what = "what people were asked, in the words in which they were asked"
        found.append((File(name="consent-wordings.txt", content=consent_wordings(bundle)), what))
    return found


def losses_of(bundle: Bundle) -> list[str]:
    """What is not in the pack, in sentences."""
    found = list(described(bundle).lacks) if bundle.events else []
    if any(one.recording_id for one in bundle.transcripts):
        found.append("The sound is not in this pack, only the transcripts with their times.")
    return found
