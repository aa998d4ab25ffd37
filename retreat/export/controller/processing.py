"""The record of processing activities, as Article 30(1) of the UK GDPR and of the GDPR lists its parts. Pure.

Source: Regulation (EU) 2016/679, Article 30(1)(a) to (g).
"""

from __future__ import annotations

from collections.abc import Sequence

from retreat.export.controller.facts import Facts
from retreat.export.controller.paper import Chapter, Paper, Table, counted

_ROLES = {
    "lead": "leads the programme",
    "facilitator": "leads events",
    "researcher": "reads and analyses",
    "coder": "reads and codes",
    "partner": "reads what is shared with partners",
    "reader": "reads",
}


def processing_of(facts: Facts, asked: Sequence[str]) -> Paper:
    """What is processed in this programme, as it is set up now.

    Args:
        asked: The purposes for which people were asked.
    """
    return Paper(
        name="record-of-processing",
        title="Record of processing",
        about="Article 30: what is processed, why, for whom and how long. Complete what only you know.",
        chapters=(
            Chapter(
                title="Who is responsible",
                open=(
                    "Name and contact of the controller, and of each joint controller.",
                    "Name and contact of the data protection officer, if there is one.",
                    "Who answers people’s requests, by telephone and e-mail.",
                ),
            ),
            Chapter(
                title="Why",
                lines=(f"Participatory research in the programme “{facts.programme}”.", *_asked(asked)),
                open=(
                    "Legal basis for each purpose, such as public task or consent, and the condition of Article 9 for "
                    "health, beliefs and other special categories.",
                ),
            ),
            Chapter(title="Whose data", lines=_whose(facts)),
            Chapter(title="Which data", lines=_which(facts)),
            Chapter(title="Who receives it", lines=_receives(facts), tables=_given(facts)),
            Chapter(title="Other countries", lines=_abroad(facts), open=_abroad_open(facts)),
            Chapter(title="How long", lines=_how_long(facts), open=("Why each is kept for so long.",)),
            Chapter(title="Security", lines=security(facts)),
        ),
    )


def _asked(asked: Sequence[str]) -> tuple[str, ...]:
    if not asked:
        return ("Nobody has been asked for any purpose yet.",)
    return (f"People were asked about: {'; '.join(one.lower() for one in asked)}.",)


def _whose(facts: Facts) -> tuple[str, ...]:
    lines = [
        f"{counted(facts.people, 'participant', 'participants')} in {counted(facts.events, 'event', 'events')} with "
        f"{counted(facts.sessions, 'session', 'sessions')}."
    ]
    if facts.spoken_for:
        lines.append(f"{counted(facts.spoken_for, 'person has', 'people have')} no device here; others write for them.")
    team = ", ".join(f"{count} {role} ({_ROLES.get(role, role)})" for role, count in facts.staff.items())
    lines.append(f"The team: {team or 'nobody yet'}.")
    if facts.narratives:
        lines.append(
            f"People in {counted(facts.narratives, 'outcome narrative', 'outcome narratives')}, who are not here."
        )
    lines.append("People whom participants speak or write about, who are not here.")
    return tuple(lines)


def _which(facts: Facts) -> tuple[str, ...]:
    lines = [
        "Names or chosen names, sector and role, each only if somebody gave it; answers about consent, with dates.",
        "Notes and other writing, positions, dots, and what people say they need in order to take part.",
        "Accounts of staff: name, e-mail address, a digest of their password, and what they did.",
    ]
    if facts.recordings:
        hours = facts.recorded_s / 3_600
        lines.append(
            f"{counted(facts.recordings, 'audio recording', 'audio recordings')}, {hours:.1f} hours, and their text. "
            "Voices are distinguished within one audio recording; nothing is kept by which a voice is known again."
        )
    else:
        lines.append("No audio recording is kept.")
    if facts.deleted_sounds:
        lines.append(f"{counted(facts.deleted_sounds, 'audio recording was', 'audio recordings were')} deleted.")
    lines.append("What is said and written may be about health, beliefs and other special categories.")
    return tuple(lines)


def _receives(facts: Facts) -> tuple[str, ...]:
    first = "The team reads it by role. People outside the team get files that were approved, and nothing else."
    return (first,) if facts.given else (first, "Nothing has been given to anybody outside the team.")


def _given(facts: Facts) -> tuple[Table, ...]:
    rows = tuple(
        (one.holder, one.audience, one.until.isoformat(), "called back" if one.is_recalled else "may be used")
        for one in facts.given
    )
    columns = ("Who", "As", "Until", "State")
    return (Table(called="Given away", columns=columns, rows=rows),) if rows else ()


def _abroad(facts: Facts) -> tuple[str, ...]:
    if facts.leaves:
        return (f"Data is also on these other machines: {', '.join(facts.leaves)}.",)
    return ("The toolkit sends nothing to any other machine. Speech is turned into text on this machine.",)


def _abroad_open(facts: Facts) -> tuple[str, ...]:
    found = [f"In which country is {one}, and who runs it?" for one in facts.leaves]
    if facts.backs_up:
        found.append("In which country is the folder or disk of the backups, and who can reach it?")
    if facts.given:
        found.append("Is anybody who received a file outside the country? Under which safeguards?")
    return tuple(found)


def _how_long(facts: Facts) -> tuple[str, ...]:
    kept = ", ".join(f"{called[:1].lower()}{called[1:]} for {months}" for called, months in facts.kept)
    return (
        f"Kept after the last day of an event: {kept}. An event may have periods of its own. Then a lead of the "
        "programme confirms that it is destroyed, and a certificate says what was.",
        *(("A legal hold is in force: what it covers is kept until it is lifted.",) if facts.is_held else ()),
        f"Sound to which not everybody at a table agreed is deleted {counted(facts.held_days, 'day', 'days')} after "
        "its session, unheard.",
        "What people keep to themselves is erased when their event closes.",
        "What somebody takes back is erased within a minute, and is erased again from whatever is restored.",
        f"The list of what staff did is kept for {counted(facts.audit_days, 'day', 'days')}."
        if facts.audit_days
        else "No list of what staff did is kept, because RETREAT_AUDIT_DAYS is 0.",
        *_copies(facts),
    )


def _copies(facts: Facts) -> tuple[str, ...]:
    if not facts.backs_up:
        return ("The toolkit makes no backups by itself; copies made by hand are not known to it.",)
    kept = (
        f"are deleted after {counted(facts.backup_days, 'day', 'days')}" if facts.backup_days else "are never deleted"
    )
    return (
        f"Backups are made every {counted(facts.backup_hours, 'hour', 'hours')}; old ones, but the newest, {kept}.",
    )


def security(facts: Facts) -> tuple[str, ...]:
    """What protects the data, and what does not, as it is set up now."""
    lines = [
        "Only the account of the toolkit can read the data folder. Passwords are kept as digests (Argon2).",
        "A role in a programme decides what staff read. Staff of another programme read nothing.",
        "A second step is required of everybody who signs in."
        if facts.second_step
        else f"A second step is optional. {_count_without(facts)} no second step.",
    ]
    if facts.backs_up:
        last = (
            f"the last good one is of {facts.backed_up_at.astimezone():%Y-%m-%d}"
            if facts.backed_up_at
            else "none was made yet"
        )
        lines.append(f"Backups are {'encrypted' if facts.is_encrypted else 'not encrypted'}; {last}.")
        tried = f"on {facts.tried_at.astimezone():%Y-%m-%d}" if facts.tried_at else "never"
        lines.append(f"A backup was restored on trial {tried}.")
    else:
        lines.append("No backups are made by schedule.")
    return tuple(lines)


def _count_without(facts: Facts) -> str:
    return counted(facts.staff_without_step, "member of the team has", "members of the team have")
