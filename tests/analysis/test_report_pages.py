"""The report's page: drafted, completed by whoever works on the record, without words of those who said no."""

from __future__ import annotations

from tests.analysis.world import NOTE, World


def test_report_when_completed_then_it_is_kept_and_a_later_no_takes_words_out_of_it(world: World) -> None:
    ben = world.bens()
    there = f"/events/{world.view.event_id}/report"
    spoken = world.read(lambda db: " ".join(word.text for word in world.words_of(db, "Ben")[:6]))

    world.ada.send(there, key="text:purpose", seen="0", text=f"To listen. Ben said: {spoken}")
    late = world.ada.send(there, key="text:purpose", seen="0", text="Mine")
    shown = world.ada.open(there).text
    outside = world.ada.open(f"{there}?for=public&easy=1").text
    world.say_no(ben)

    assert late.status_code == 409 and "Mine" in late.text
    assert spoken in shown and NOTE in shown
    assert NOTE not in outside and spoken not in outside
    assert spoken not in world.ada.open(there).text
    assert world.cem.open(there).status_code == 200
    assert world.cem.send(there, page=f"/events/{world.view.event_id}/export", key="x", seen="0").status_code == 403
    assert world.lea.open(there).status_code == 404
    got = world.ada.open(f"/events/{world.view.event_id}/export/file?format=report")
    assert got.status_code == 200 and got.data.startswith(b"PK")
