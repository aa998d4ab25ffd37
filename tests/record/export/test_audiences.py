"""What people outside the team are given: what its people agreed to, and no more about them than they chose."""

from __future__ import annotations

import pytest

from retreat.export.formats import FORMATS
from retreat.house import House
from retreat.programme.models import DialogueSession
from tests.record.export.kit import SHARED, bundle, words_of
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, match, say_no

pytestmark = pytest.mark.both_engines
SECTOR, ROLE = "Third sector", "Support worker"


def test_voices_nobody_knows_when_made_for_partners_then_nothing_of_them_is_in_it(
    house: House, meeting: Meeting, heard: HeardTalk
) -> None:
    meeting.join("Ana", consents=SHARED | {"share_partners": False}).note("Only for us", share="everyone")

    team, partners = bundle(house, meeting), bundle(house, meeting, "partners")

    assert "garden" in words_of(team) and "Only for us" in words_of(team)
    assert words_of(partners) == "" and not partners.transcripts
    assert (partners.withheld.turns, partners.withheld.written) == (5, 1)


def test_one_who_agreed_when_made_for_partners_then_theirs_alone_with_the_line_that_they_chose(
    house: House, meeting: Meeting, heard: HeardTalk
) -> None:
    crowd = [
        meeting.join(f"Guest {n}", sector=SECTOR, role=ROLE, consents=SHARED | {"quotes": "role"}) for n in range(5)
    ]
    ana, ben = crowd[0], meeting.join("Ben", sector="Academic", consents=SHARED | {"share_partners": False})
    match(house, meeting, heard.transcript_id, "Ana", ana)
    match(house, meeting, heard.transcript_id, "Ben", ben)
    ana.note("Everybody may read this", share="everyone")
    ana.note("This was handed in", share="facilitators")

    made = bundle(house, meeting, "partners")
    (talk,) = made.transcripts
    files = [file.content for one in FORMATS.values() for file in one.write(made)]

    assert "her cat" in words_of(made) and "winter" not in words_of(made)
    assert [turn.is_left_out for turn in talk.turns] == [False, True, False, True, False]
    assert {turn.name for turn in talk.turns if not turn.is_left_out} <= {f"{ROLE}, {SECTOR}", SECTOR, "Voice 1"}
    assert "Everybody may read this" in words_of(made) and "handed in" not in words_of(made)
    assert not any(b"winter" in one or b"Guest 0" in one or b"talk.wav" in one for one in files)
    assert made.sessions[0].attendance == ((None, 6),)
    assert words_of(bundle(house, meeting, "public")) == ""

    say_no(house, ana, "share_partners")
    assert words_of(bundle(house, meeting, "partners")) == ""


def test_name_that_its_person_did_not_lend_when_made_for_partners_then_no_row_has_it(
    house: House, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", sector=SECTOR, consents=SHARED)
    zoe = meeting.join("Zoe", sector=SECTOR, consents=SHARED | {"quotes": "named"})
    for one in (ana, zoe):
        one.note("We need more time", share="everyone")

    team, partners = (bundle(house, meeting, one).sessions[0].sheet("notes") for one in ("team", "partners"))
    assert team and partners and len(partners.rows) == 2
    at = partners.columns.index("by")

    assert not {"Ana"} & {row[at] for row in partners.rows}
    assert all(row[partners.columns.index("dots")] is None for row in partners.rows)


def test_role_of_somebody_who_is_not_to_be_quoted_when_made_for_partners_then_no_row_has_it(
    house: House, meeting: Meeting
) -> None:
    """Seen red with roles that were left to whoever shared them."""
    house.database.write(
        lambda db: setattr(db.get_one(DialogueSession, meeting.session_id), "attribution_ceiling", "role")
    )
    for number in range(5):
        meeting.join(f"Nurse {number}", role=ROLE, sector=SECTOR, consents=SHARED | {"quotes": "role"})
    kay = meeting.join("Kay", role=ROLE, sector=SECTOR, consents=SHARED | {"quotes": "none"})
    kay.note("We need more time", share="everyone")

    team, partners = (bundle(house, meeting, one).sessions[0].sheet("notes") for one in ("team", "partners"))

    assert team and [row[team.columns.index("by")] for row in team.rows] == [f"{ROLE}, {SECTOR}"]
    assert partners and [row[partners.columns.index("by")] for row in partners.rows] == [None]


def test_one_who_is_not_to_be_quoted_but_agreed_to_all_else_when_quoted_for_others_then_nothing_of_theirs_is_there(
    house: House, meeting: Meeting
) -> None:
    agreed = SHARED | {"public_outputs": True}
    meeting.join("Ana", consents=agreed | {"quotes": "role"}).note("Ask the carers first", share="everyone")
    meeting.join("Ben", consents=agreed | {"quotes": "none"}).note("Never quote me at all", share="everyone")
    meeting.join("Cem", consents=agreed).note("Nobody asked me about it", share="everyone")

    said = {
        (audience, quotes): words_of(bundle(house, meeting, audience, quotes=quotes)).splitlines()
        for audience in ("partners", "public", "commissioners")
        for quotes in (True, False)
    }

    whole = said.pop(("partners", False))
    assert set(whole) == {"Ask the carers first", "Never quote me at all", "Nobody asked me about it"}
    assert set(map(tuple, said.values())) == {("Ask the carers first",)}
