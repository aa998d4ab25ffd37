"""Every format by name: what it is for, and its writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retreat.errors import InvalidInput
from retreat.export import coded
from retreat.export.archive import pack
from retreat.export.bundle import Bundle
from retreat.export.qda import codebook, project
from retreat.export.qda.losses import losses_of
from retreat.export.report import writing as report
from retreat.export.writers import captions, data, nvivo, page, plain, rttm, tables, word
from retreat.export.writers.files import File


def _none(_bundle: Bundle) -> list[str]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes:
        name: As the command line and addresses name it.
        ending: Of its files.
        title: On a page.
        about: What it is good for.
        write: Turns a bundle into files.
        shaped: Whether the level of the words and numbers can be chosen.
        quotes: Whether it quotes people one by one, so that nobody is in it who does not want to be quoted.
        needs_sound: Whether it holds only what has times in a sound.
        losses: What it cannot hold, in sentences.
    """

    name: str
    ending: str
    title: str
    about: str
    write: Callable[[Bundle], list[File]]
    shaped: bool = False
    quotes: bool = False
    needs_sound: bool = False
    losses: Callable[[Bundle], list[str]] = _none


_ALL = (
    Format(name="docx", ending="docx", title="Word", about="to read, print and comment", write=word.write, shaped=True),
    Format(
        name="html",
        ending="html",
        title="Web page",
        about="to read or print; a browser can save it as PDF",
        write=page.write,
        shaped=True,
    ),
    Format(
        name="report",
        ending="docx",
        title="Report (Word)",
        about="what came of the event",
        write=report.write_word,
        quotes=True,
    ),
    Format(
        name="report-html",
        ending="html",
        title="Report (web page)",
        about="the same; a browser can save it as PDF",
        write=report.write_page,
        quotes=True,
    ),
    Format(
        name="easy-report",
        ending="docx",
        title="Easy read report (Word)",
        about="the same in large type under short headings",
        write=report.write_easy_word,
        quotes=True,
    ),
    Format(
        name="easy-report-html",
        ending="html",
        title="Easy read report (web page)",
        about="the same in large type under short headings",
        write=report.write_easy_page,
        quotes=True,
    ),
    Format(name="txt", ending="txt", title="Plain text", about="opens anywhere", write=plain.write, shaped=True),
    Format(
        name="vtt",
        ending="vtt",
        title="Captions (WebVTT)",
        about="for players",
        write=captions.write_vtt,
        needs_sound=True,
    ),
    Format(
        name="srt",
        ending="srt",
        title="Captions (SRT)",
        about="for players",
        write=captions.write_srt,
        needs_sound=True,
    ),
    Format(
        name="rttm",
        ending="rttm",
        title="Who spoke when (RTTM)",
        about="for speech research",
        write=rttm.write,
        needs_sound=True,
    ),
    Format(
        name="csv",
        ending="csv",
        title="Tables (CSV)",
        about="for R, pandas and SPSS",
        write=tables.write_csv,
        losses=coded.losses_of,
    ),
    Format(
        name="xlsx",
        ending="xlsx",
        title="Tables (Excel)",
        about="one workbook",
        write=tables.write_xlsx,
        losses=coded.losses_of,
    ),
    Format(
        name="refi-qda",
        ending="qdpx",
        title="Project (REFI-QDA)",
        about="for NVivo, ATLAS.ti, MAXQDA and QualCoder",
        write=project.write,
        losses=losses_of,
    ),
    Format(
        name="nvivo",
        ending="zip",
        title="Kit for NVivo",
        about="documents with speakers as headings, a table for each sound, and a sheet of cases",
        write=nvivo.write,
        shaped=True,
        losses=nvivo.losses_of,
    ),
    Format(
        name="archive-pack",
        ending="zip",
        title="Archive pack",
        about="words, tables and their descriptions, with checksums, for an archive",
        write=pack.write,
        losses=pack.losses_of,
    ),
    Format(name="qdc", ending="qdc", title="Codebook (REFI-QDA)", about="codes alone", write=codebook.write),
    Format(name="json", ending="json", title="Everything (JSON)", about="for programs", write=data.write, shaped=True),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        InvalidInput: There is none.
    """
    found = FORMATS.get(name)
    if found is None:
        raise InvalidInput(
            f"There is no format “{name}”. Choose one of: {', '.join(FORMATS)}.",
            code="no_such_format",
            fields={"format": "is not known"},
        )
    return found
