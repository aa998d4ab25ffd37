"""The form in which somebody without a device is asked what the door asks, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping

from retreat.consent.purposes import SOUND_PURPOSES
from retreat.people.operations import Arrival

UNANSWERED = "Please ask, and choose Yes or No. Either is fine."


def unanswered(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers, by field; nothing is answered for anybody."""
    return {name: UNANSWERED for name in ("notes", "sound") if form.get(name) not in ("yes", "no")}


def answers_in(form: Mapping[str, str]) -> dict[str, str]:
    """The answers as the door keeps them."""
    return {"notes_kept": form["notes"]} | dict.fromkeys(SOUND_PURPOSES, form["sound"])


def arrival_in(form: Mapping[str, str], *, session_id: str, table: str | None, entered_by: str) -> Arrival:
    """Somebody as they were entered; the answers have been checked."""
    name, sector = form.get("name", "").strip(), form.get("sector")
    return Arrival(
        answers={"attend": "yes", **answers_in(form)},
        display_name=name or None,
        name_choice="chosen" if name else "none",
        sector=form.get("sector_other") if sector in (None, "other") else sector,
        role=form.get("role"),
        session=session_id,
        table=table,
        how="spoken",
        entered_by=entered_by,
    )
