"""Projects for other programs: valid, and read back without loss of a code, coding or memo."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from retreat.errors import InvalidInput
from retreat.export.audiences import AUDIENCES
from retreat.export.bundle import (
    Bundle,
    EventPart,
    SaidTurn,
    SessionPart,
    Shape,
    SpokenWord,
    Transcript,
    Voice,
    Withheld,
    Written,
)
from retreat.export.ports import Analysis, Code, Coder, Coding, Memo
from retreat.export.qda import codebook, project
from retreat.export.qda.guids import guid
from retreat.export.qda.reading import ReadProject, read
from retreat.house import House
from tests.record.export.kit import SHARED, bundle
from tests.support.meeting import Meeting
from tests.support.needs import shared_file
from tests.support.rooms import HeardTalk

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def told(words: list[list[str]], codes: int, spans: list[tuple[int, int, int]], note: str = "A note") -> Bundle:
    """A bundle of one session: turns of these words, and codings on words by number."""
    turns, n = [], 0
    for number, said in enumerate(words, 1):
        spoken = tuple(
            SpokenWord(n=n + at, text=text, start_ms=(n + at) * 400, end_ms=(n + at) * 400 + 300)
            for at, text in enumerate(said)
        )
        n += len(said)
        turns.append(
            SaidTurn(
                n=number,
                number=number,
                voice=f"V{number % 2}",
                name=f"Voice {number % 2}",
                start_ms=spoken[0].start_ms,
                end_ms=spoken[-1].end_ms,
                text=" ".join(said),
                words=spoken,
            )
        )
    talk = Transcript(
        id="talk",
        session_id="s",
        title="Talk",
        table=None,
        recording_id="r",
        started_at=NOW,
        duration_ms=n * 400,
        language="en",
        cover=(),
        signs=(),
        voices=(Voice(key="V0", name="Voice 0", sector="Academic"), Voice(key="V1", name="Voice 1")),
        turns=tuple(turns),
    )
    wrote = Written(id="note", noun="note", title="Note", text=note, at=NOW, table="Table 1")
    session = SessionPart(
        id="s",
        event_id="e",
        title="Tuesday <&>",
        activity="x",
        state="ended",
        opened_at=NOW,
        ended_at=NOW,
        steps=(),
        questions=(),
        transcripts=(talk,),
        written=(wrote,),
        sheets=(),
        attendance=(),
    )
    event = EventPart(
        id="e",
        title="Retreat",
        kind="Data retreat",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        place="",
        sessions=(session,),
    )
    book = tuple(
        Code(
            id=f"c{at}",
            name=f"Code {at} <&>",
            description="When\nused",
            color="#AA00CC",
            parent_id=f"c{at - 1}" if at % 3 else None,
        )
        for at in range(codes)
    )
    codings = (
        tuple(
            Coding(id=f"k{at}", code_id=f"c{code % codes}", on_id="talk", by="ellen", at=NOW, words=(first, last))
            for at, (code, first, last) in enumerate(spans)
        )
        if codes
        else ()
    )
    if codes:
        codings += (Coding(id="on-note", code_id="c0", on_id="note", by=None, at=None, text=(0, len(note))),)
    memos = (
        Memo(
            id="m", title="Stance", text="I was\ntired \U0001f642", by="ellen", at=NOW, on_ids=("c0",) if codes else ()
        ),
    )
    return Bundle(
        title="Tuesday",
        programme="P",
        audience=AUDIENCES["team"],
        shape=Shape(),
        made_at=NOW,
        made_by="Ellen",
        events=(event,),
        withheld=Withheld(),
        analysis=Analysis(coders=(Coder(id="ellen", name="Ellen"),), codes=book, codings=codings, memos=memos),
    )


def unpacked(made: Bundle) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(project.write(made)[0].content))


def check(xml: bytes, schema: str) -> None:
    etree.XMLSchema(etree.parse(str(shared_file("refi-qda", schema)))).assertValid(etree.fromstring(xml))


def quoted(found: ReadProject, kind: str) -> set[tuple[str, str]]:
    """Each coding of the texts of a kind, with the words that it lies on."""
    return {
        (one.code, source.text[one.start : one.end])
        for source in found.sources
        if source.kind == kind
        for one in source.codings
    }


def expected(made: Bundle) -> set[tuple[str, str]]:
    words = {word.n: word.text for one in made.transcripts for turn in one.turns for word in turn.words}
    turn_of = {word.n: turn for one in made.transcripts for turn in one.turns for word in turn.words}
    return {
        (guid("code", one.code_id), " ".join(words[n] for n in range(one.words[0], one.words[1] + 1)))
        for one in made.analysis.codings
        if one.words and turn_of[one.words[0]] == turn_of[one.words[1]]
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_project_when_written_then_it_is_valid_and_nothing_is_lost(data: st.DataObject) -> None:
    word = st.sampled_from(["\U0001f9d1‍\U0001f692", "e\u0301te\u0301", "שלום", "a&b", "<x>", "plain"])
    words = data.draw(st.lists(st.lists(word, min_size=1, max_size=6), min_size=1, max_size=5))
    last = sum(map(len, words)) - 1
    span = st.tuples(st.integers(0, 9), st.integers(0, last), st.integers(0, last)).map(
        lambda one: (one[0], *sorted(one[1:]))
    )
    made = told(
        words,
        data.draw(st.integers(0, 5)),
        data.draw(st.lists(span, max_size=6)),
        data.draw(st.text(min_size=1, max_size=40)),
    )

    archive = unpacked(made)
    check(archive.read("project.qde"), "Project.xsd")
    found = read(project.write(made)[0].content)

    assert {(one.id, one.name, one.color, one.parent_id) for one in found.codes} == {
        (guid("code", one.id), one.name, one.color, guid("code", one.parent_id) if one.parent_id else None)
        for one in made.analysis.codes
    }
    assert expected(made) <= quoted(found, "TextSource") and expected(made) <= quoted(found, "Transcript")
    of_talk = next(one for one in found.sources if one.name == "Talk" and one.kind == "TextSource")
    assert len(of_talk.codings) == len([one for one in made.analysis.codings if one.words])
    (memo,) = found.memos
    assert memo.text == "I was\ntired \U0001f642" and bool(memo.on) == bool(made.analysis.codes)
    assert not found.losses and all(name == "project.qde" or name.startswith("sources/") for name in archive.namelist())
    assert not any(
        b"\r" in archive.read(name) or archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist()
    )
    assert project.write(made) == project.write(made)


def test_codebook_when_written_alone_then_it_is_valid_and_read_back() -> None:
    made = told([["one"]], 7, [])

    (file,) = codebook.write(made)
    check(file.content, "Codebook.xsd")

    assert [one.name for one in read(file.content).codes] == [one.name for one in made.analysis.codes]
    assert codebook.write(replace(made, analysis=Analysis())) == []


def test_real_session_when_exported_then_its_project_is_valid_with_points_in_time(
    house: House, meeting: Meeting, heard: HeardTalk
) -> None:
    meeting.join("Ana", consents=SHARED).note("Ask the carers", share="everyone")

    archive = unpacked(bundle(house, meeting))
    check(archive.read("project.qde"), "Project.xsd")
    xml = archive.read("project.qde").decode()

    assert xml.count("<SyncPoint ") >= 6 and xml.count("<TranscriptSelection ") == 5 and 'name="Ana"' in xml
    assert guid("recording", heard.recording_id) in xml and heard.recording_id not in xml
    assert any(b"Ask the carers" in archive.read(name) for name in archive.namelist())


def test_project_of_another_program_when_read_then_its_codes_are_found() -> None:
    found = read(shared_file("refi-qda", "atlasti23-target.qdpx").read_bytes())

    assert "ATLAS" in found.origin and all(one.name for one in found.codes)


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"<Project name='" + b"a" * 200_000_000 + b"'/>")
    return made.getvalue()


def two_roots() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.qde", "<Project name='a'/>")
        archive.writestr("b.qde", "<Project name='b'/>")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 nothing",
        b"<html/>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Project name='&x;'/>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><Project name='a'/>",
        b"<CodeBook><Codes>" + b"<Code guid='a' name='b'>" * 300 + b"</Code>" * 300 + b"</Codes></CodeBook>",
        two_roots(),
        bomb(),
    ],
    ids=["empty", "not-a-zip", "html", "file-entity", "entity", "deep", "two-roots", "bomb"],
)
def test_hostile_file_when_read_then_it_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read(content)
