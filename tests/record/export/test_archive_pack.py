"""The archive pack: whole, described in the ways that archives read, and without a word that nobody agreed to."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pandas
import pytest
from lxml import etree

from retreat.consent.purposes import PURPOSES
from retreat.export.archive.bag import bagged
from retreat.export.archive.catalogue import DC, DDI
from retreat.export.bundle import Bundle
from retreat.export.formats import FORMATS
from retreat.export.writers.files import File
from retreat.house import House
from tests.record.export.kit import SHARED, bundle
from tests.support.meeting import Meeting
from tests.support.needs import need
from tests.support.rooms import HeardTalk, match

AGREED = SHARED | {"archive_transcript": True}
# What comes after what in the schema of DDI Codebook 2.5, as far as a pack has it.
DDI_ORDER = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"],
    "stdyDscr": ["citation", "studyAuthorization", "stdyInfo", "studyDevelopment", "method", "dataAccs", "othrStdyMat"],
    "citation": ["titlStmt", "rspStmt", "prodStmt", "distStmt", "serStmt", "verStmt", "biblCit", "holdings"],
    "titlStmt": ["titl", "subTitl", "altTitl", "parTitl", "IDNo"],
    "prodStmt": ["producer", "copyright", "prodDate", "prodPlac", "software"],
    "stdyInfo": ["studyBudget", "subject", "abstract", "sumDscr", "qualityStatement", "notes", "exPostEvaluation"],
    "sumDscr": ["timePrd", "collDate", "nation", "geogCover", "geogUnit", "geoBndBox", "boundPoly", "anlyUnit",
                "universe", "dataKind"],
    "method": ["dataColl", "notes", "anlyInfo", "stdyClas", "dataProcessing", "codingInstructions"],
    "dataColl": ["timeMeth", "dataCollector", "collectorTraining", "frequenc", "sampProc", "sampleFrame",
                 "targetSampleSize", "deviat", "collMode", "resInstru", "instrumentDevelopment", "sources"],
    "dataAccs": ["typeOfAccess", "setAvail", "useStmt", "notes"],
    "useStmt": ["confDec", "specPerm", "restrctn", "contact", "citReq", "deposReq", "conditions", "disclaimer"],
    "otherMat": ["labl", "txt", "notes", "table", "citation", "otherMat"],
}  # fmt: skip


@pytest.fixture
def archived(house: House, meeting: Meeting, heard: HeardTalk) -> Bundle:
    """Ana agreed to an archive; Ben's voice is nobody's, and Cy said no."""
    ana = meeting.join("Ana", consents=AGREED)
    match(house, meeting, heard.transcript_id, "Ana", ana)
    ana.note("Ask the carers \U0001f642 <first>", share="everyone")
    meeting.join("Cy", consents=SHARED).note("Only for us", share="everyone")
    return bundle(house, meeting, "archive")


def unpacked(made: Bundle, folder: Path) -> Path:
    """The bag, as somebody unpacks it."""
    (file,) = FORMATS["archive-pack"].write(made)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        archive.extractall(folder / "unpacked")
    (bag,) = (folder / "unpacked").iterdir()
    return bag


def test_pack_when_unpacked_then_every_checksum_holds_and_every_file_is_listed(
    archived: Bundle, tmp_path: Path
) -> None:
    bag = unpacked(archived, tmp_path)

    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=bag, check=True)
    payload = {one.relative_to(bag).as_posix() for one in (bag / "data").rglob("*") if one.is_file()}
    listed = (line.split("  ", 1)[1] for line in (bag / "manifest-sha256.txt").read_text().splitlines())
    assert payload == set(listed)
    size, count = map(int, (bag / "bag-info.txt").read_text().split("Payload-Oxum: ")[1].split()[0].split("."))
    assert (size, count) == (sum((bag / one).stat().st_size for one in payload), len(payload))


def test_pack_when_read_by_the_library_of_congress_then_it_is_a_valid_bag(archived: Bundle, tmp_path: Path) -> None:
    need(find_spec("bagit") is not None, "bagit is not installed")
    bagit = import_module("bagit")

    assert bagit.Bag(str(unpacked(archived, tmp_path))).is_valid()


def test_words_when_packed_for_an_archive_then_those_of_people_who_agreed_and_no_others(
    archived: Bundle, tmp_path: Path
) -> None:
    bag = unpacked(archived, tmp_path)
    # Projects and documents are packed once more.
    told = "\n".join(one.read_text(errors="replace") for one in bag.rglob("*") if one.is_file())
    for one in [*bag.rglob("*.docx"), *bag.rglob("*.qdpx")]:
        with zipfile.ZipFile(one) as inner:
            told += "".join(inner.read(name).decode(errors="replace") for name in inner.namelist())

    assert "her cat" in told and "Ask the carers" in told
    assert not [one for one in ("winter", "Only for us", "Ana") if one in told]
    listed = pandas.read_csv(bag / "data" / "data-list.csv")
    assert len(listed) == 1 and (bag / "data" / listed["file"][0]).exists() and listed["turns_left_out"][0] == 2
    asked = (bag / "data" / "consent-wordings.txt").read_text()
    assert PURPOSES["archive_transcript"].wording in asked and PURPOSES["teaching"].wording not in asked
    assert archived.sessions[0].steps[0].title in (bag / "data" / "activity-guides.txt").read_text()


def test_descriptions_of_a_pack_when_read_then_all_say_the_same_in_the_order_that_each_wants(
    archived: Bundle, tmp_path: Path
) -> None:
    data = unpacked(archived, tmp_path) / "data"

    dublin = etree.parse(str(data / "dublin-core.xml"))
    assert all(dublin.find(f"{{{DC}}}{name}") is not None for name in ("title", "creator", "date", "rights", "type"))
    codebook = etree.parse(str(data / "ddi-codebook.xml")).getroot()
    for element in codebook.iter():
        name = etree.QName(element)
        assert name.namespace == DDI
        order = DDI_ORDER.get(name.localname, [])
        places = [order.index(etree.QName(child).localname) for child in element if order]
        assert places == sorted(places), name.localname
        assert order or not len(element) or name.localname in ("docDscr", "rspStmt", "subject"), name.localname
    crate = json.loads((data / "ro-crate-metadata.json").read_text())
    things = {one["@id"]: one for one in crate["@graph"]}
    root = things[things["ro-crate-metadata.json"]["about"]["@id"]]
    here = {one.relative_to(data).as_posix() for one in data.rglob("*") if one.is_file()}
    assert {one["@id"] for one in root["hasPart"]} == here - {"ro-crate-metadata.json"}
    assert all(int(things[one]["contentSize"]) == (data / one).stat().st_size for one in here & things.keys() - {
        "ro-crate-metadata.json"
    })  # fmt: skip
    titles = {dublin.findtext(f"{{{DC}}}title"), codebook.findtext(f".//{{{DDI}}}titl"), root["name"]}
    rights = {dublin.findtext(f"{{{DC}}}rights"), codebook.findtext(f".//{{{DDI}}}restrctn")}
    assert titles == {archived.title} and rights == {things["#agreed"]["description"]}


def test_names_that_would_break_a_manifest_when_bagged_then_they_are_written_as_the_standard_says(
    archived: Bundle,
) -> None:
    files = bagged("b", [File(name="50%\n.txt", content=b"")], told=[("A", "b\nc")], made_on=archived.made_at.date())
    by_name = {one.name: one.content.decode() for one in files}

    assert by_name["b/manifest-sha256.txt"].endswith("  data/50%25%0A.txt\n")
    assert "A: b c\n" in by_name["b/bag-info.txt"]


def test_pack_of_nothing_when_made_then_there_is_none(archived: Bundle) -> None:
    empty = replace(archived, events=tuple(replace(one, sessions=()) for one in archived.events))

    assert FORMATS["archive-pack"].write(empty) == []
