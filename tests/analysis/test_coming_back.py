"""A project that was worked on elsewhere comes back onto the same words, and one of another program comes in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import func, select

from retreat.analysis.acts.undoing import undo
from retreat.analysis.memos.operations import MemoTyped, write_memo
from retreat.analysis.models import Code
from retreat.analysis.queries import CodeView, codebook_of, codings_of, memos_of
from retreat.consent.gate import Owner
from retreat.errors import InvalidInput
from retreat.export.audiences import audience_named
from retreat.export.bundle import Shape
from retreat.export.gathering import bundle_of
from retreat.export.incoming import operations
from retreat.export.incoming.derived import forget_one
from retreat.export.incoming.models import DONE, DROPPED, ProjectImport
from retreat.export.qda import project
from retreat.export.qda.guids import guid
from retreat.transcripts.models import RecordedWord
from tests.analysis.world import NOTE, World
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.needs import shared_file

NS = "{urn:QDA-XML:project:1.0}"
EVE = "11111111-2222-4333-8444-555555555555"
Change = Callable[[etree._Element, dict[str, bytes]], None]


def exported(world: World) -> bytes:
    with world.database.read() as db:
        made = bundle_of(
            db, Owner(), audience_named("team"), [world.session_id], shape=Shape(), now=world.clock(), made_by="Ada"
        )
    return project.write(made)[0].content


def changed(content: bytes, change: Change) -> bytes:
    """The project as another program saves it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(files.pop("project.qde"))
    change(root, files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("project.qde", etree.tostring(root))
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def text_of(source: etree._Element, files: dict[str, bytes]) -> str:
    return files[source.get("plainTextPath").replace("internal://", "sources/")].decode()


def add_coding(source: etree._Element, start: int, end: int, code: str, *, by: str = EVE, own: str = "9") -> None:
    selection = etree.Element(
        f"{NS}PlainTextSelection", guid=f"{own * 8}-0000-4000-8000-000000000001", startPosition=str(start)
    )
    selection.set("endPosition", str(end))
    coding = etree.SubElement(selection, f"{NS}Coding", guid=f"{own * 8}-0000-4000-8000-000000000002")
    coding.set("creatingUser", by)
    etree.SubElement(coding, f"{NS}CodeRef", targetGUID=code)
    # The schema has selections before variables; other programs keep to it, and so does this one.
    source.insert(0, selection)


def work_of_eve(code_id: str) -> Change:
    """Eve codes two words of the talk and the note, and adds a code of her own."""

    def change(root: etree._Element, files: dict[str, bytes]) -> None:
        etree.SubElement(root.find(f"{NS}Users"), f"{NS}User", guid=EVE, name="Eve")
        codes = root.find(f"{NS}CodeBook/{NS}Codes")
        etree.SubElement(codes, f"{NS}Code", guid=EVE[:-1] + "6", name="Prices", isCodable="true", color="#37652E")
        talk, wrote = root.findall(f"{NS}Sources/{NS}TextSource")
        said = text_of(talk, files)
        at = said.index("garden")
        add_coding(talk, at, at + len("garden"), guid("code", code_id), own="a")
        at = text_of(wrote, files).index(NOTE) + NOTE.index("carers")
        add_coding(wrote, at, at + len("carers"), EVE[:-1] + "6", own="b")
        add_coding(talk, 0, 2, guid("code", code_id), own="c")

    return change


def of_nvivo() -> bytes:
    """A project with a text of its own, named as NVivo names its parts."""
    text = "Interviewer: How are you?\nJean: The bus never comes. 🚌 Nobody waits.\n"
    at = text.index("The bus")
    xml = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Bus" origin="NVivo">
<Users><User guid="{EVE}" name="Eve"/></Users>
<CodeBook><Codes><Code guid="{EVE[:-1]}1" name="Transport" isCodable="true">
<Code guid="{EVE[:-1]}2" name="Waiting" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="{EVE[:-1]}3" name="Jean" plainTextPath="internal://jean.txt">
<PlainTextSelection guid="{EVE[:-1]}4" startPosition="{at}" endPosition="{at + 20}">
<Description>She laughed</Description>
<Coding guid="{EVE[:-1]}7" creatingUser="{EVE}"><CodeRef targetGUID="{EVE[:-1]}2"/></Coding></PlainTextSelection>
</TextSource></Sources></Project>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("Bus.qde", xml)
        archive.writestr("Sources/jean.txt", text)
    return made.getvalue()


def book(world: World) -> tuple[CodeView, ...]:
    return world.read(lambda db: codebook_of(db, world.reader(), world.programme_id))


def quoted(world: World) -> set[tuple[str, str, str]]:
    def ask(db):  # type: ignore[no-untyped-def]
        names = {one.id: one.name for one in codebook_of(db, world.reader(), world.programme_id)}
        found = codings_of(db, world.reader(), world.programme_id)
        return {(names[one.code_id], one.excerpt.text, one.by) for one in found}

    return world.read(ask)


@pytest.mark.both_engines
def test_project_when_it_comes_back_changed_then_each_coding_is_placed_or_refused_and_all_is_undone_at_once(
    world: World,
) -> None:
    world.bens()
    money = world.code("Money")
    world.coded(money, world.words(0, 2))
    memo = MemoTyped(text="Ask", kind="method", shared=True)
    world.write(lambda db: write_memo(db, world.who(), "code", money, memo))
    before = quoted(world)
    back = operations.read_project(changed(exported(world), work_of_eve(money)))

    came = operations.bring_in(world.house, None, world.who(), back)

    assert quoted(world) - before == {("Money", "garden", "Eve"), ("Prices", "carers", "Eve")} or quoted(
        world
    ) - before == {("Money", "garden.", "Eve"), ("Prices", "carers", "Eve")}
    assert [one.what for one in came.plan.refused] == ["Money"]
    assert (came.codes, came.placed, came.memos, came.plan.known >= 1) == (1, 2, 0, True)
    (prices,) = (one for one in book(world) if one.name == "Prices")
    assert prices.colour == "green"
    again = operations.bring_in(world.house, None, world.who(), back)
    assert again.number is None
    world.write(lambda db: undo(db, world.who(), came.number or 0))
    assert quoted(world) == before


def test_words_when_corrected_here_since_then_what_comes_back_finds_them_all_the_same(world: World) -> None:
    world.bens()
    money = world.code("Money")
    away = changed(exported(world), work_of_eve(money))

    def correct(db) -> None:  # type: ignore[no-untyped-def]
        first = db.scalars(select(RecordedWord).order_by(RecordedWord.place).limit(1)).one()
        first.text = "Corrected"

    world.write(correct)
    came = operations.bring_in(world.house, None, world.who(), operations.read_project(away))

    assert came.placed == 2
    assert any(text.strip(".") == "garden" for _code, text, _by in quoted(world))


def test_windows_line_ends_when_a_project_has_them_then_codings_lie_on_the_same_words(world: World) -> None:
    money = world.code("Money")

    def change(root: etree._Element, files: dict[str, bytes]) -> None:
        work_of_eve(money)(root, files)
        for source in root.findall(f"{NS}Sources/{NS}TextSource"):
            name = source.get("plainTextPath").replace("internal://", "sources/")
            text = files[name].decode()
            files[name] = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
            for one in source.findall(f"{NS}PlainTextSelection"):
                for edge in ("startPosition", "endPosition"):
                    at = int(one.get(edge))
                    one.set(edge, str(at + text[:at].count("\n")))

    came = operations.bring_in(
        world.house, None, world.who(), operations.read_project(changed(exported(world), change))
    )

    assert came.placed == 2
    assert "carers" in {text for _code, text, _by in quoted(world)}


def test_project_of_another_program_when_brought_then_codebook_texts_and_codings_are_here(world: World) -> None:
    world.bens()
    read = operations.read_project(of_nvivo())

    without = operations.bring_in(world.house, None, world.who(), read)
    came = operations.bring_in(
        world.house, ScriptedSpeech(), world.who(), read, session_id=world.session_id, as_owner=True
    )

    assert [one.what for one in without.plan.refused] == ["Waiting", "Memo"]
    assert (came.texts, came.placed, came.plan.refused) == (1, 1, ())
    assert ("Waiting", "The bus never comes.", "Eve") in quoted(world)
    (waiting,) = (one for one in book(world) if one.depth)
    assert waiting.path == ("Transport", "Waiting")
    memos = world.read(lambda db: memos_of(db, world.reader(), world.programme_id))
    assert ("excerpt", "She laughed", "Eve") in {(one.about, one.text, one.by) for one in memos}


def test_codebook_of_atlas_ti_when_brought_by_form_then_it_is_shown_first_and_taken_over_after(world: World) -> None:
    base = f"/desk/programmes/{world.programme_id}"
    content = shared_file("refi-qda", "atlasti23-target.qdpx").read_bytes()
    names = {one.name for one in operations.read_project(content).codes}

    here = bring(world, content)
    before = world.read(lambda db: db.scalar(select(func.count(Code.id))))
    looked = world.cem.open(here).text
    after_look = world.read(lambda db: db.scalar(select(func.count(Code.id))))
    world.cem.send(here, page=here, wish="bring")

    assert 'data-slot="plan"' in looked and before == after_look == 0
    assert {one.name for one in book(world)} >= names
    assert 'data-state="done"' in world.cem.open(here).text
    assert world.read(lambda db: db.scalars(select(ProjectImport)).one().state) == DONE
    assert not held(world)
    assert world.lea.open(here).status_code == 404
    number = world.read(lambda db: db.scalars(select(ProjectImport)).one().number)
    world.cem.send(f"{base}/decisions/{number}/undo", page=here)
    assert book(world) == ()


def bring(world: World, content: bytes, name: str = "project.qdpx") -> str:
    base = f"/desk/programmes/{world.programme_id}/projects"
    answer = world.cem.send(base, project=(io.BytesIO(content), name))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def held(world: World) -> list[Path]:
    folder = world.house.settings.data / operations.FOLDER
    return [one for one in folder.rglob("*") if one.is_file()]


def test_waiting_project_when_somebody_takes_back_their_yes_then_its_file_is_gone(world: World) -> None:
    ben = world.bens()
    world.code("Money")
    bring(world, exported(world))
    assert held(world)

    world.say_no(ben)
    while forget_one(world.house):
        pass

    assert not held(world)
    assert world.read(lambda db: db.scalars(select(ProjectImport)).one().state) == DROPPED


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"<html/>"], ids=["empty", "no-zip", "html"])
def test_wrong_file_when_brought_then_the_form_says_so_and_nothing_waits(world: World, content: bytes) -> None:
    base = f"/desk/programmes/{world.programme_id}/projects"

    answer = world.cem.send(base, project=(io.BytesIO(content), "x.qdpx"))

    assert answer.status_code == 422 and not held(world)
    with pytest.raises(InvalidInput):
        operations.read_project(content)
