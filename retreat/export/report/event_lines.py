"""What a report says of the event itself: who was there, how it was run, how it was recorded. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from retreat.export.bundle import Bundle, NarrativeOrigin, SessionPart, StepRun
from retreat.export.report.document import Evidence, Line, Section
from retreat.export.writers.sentences import days, withheld_said

_MINUTES_CLOSE = 3
_WITH_PERSON = {
    "confirmed": "It was written with the person, who confirmed it.",
    "written": "It was written with the person, who has not confirmed it.",
    "without": "It was written without the person.",
    "": "Nobody noted whether it was written with the person.",
}
_WALL = (
    "Narratives were read to learn from, together. Nothing in this report may be used for a decision about a person in "
    "them."
)
# What reviewers of qualitative work ask for (COREQ), as far as people alone know it.
_BY_HAND = (
    ("facilitators", "Who facilitated, and what is their experience and training?"),
    ("relationship", "What did participants know about the facilitators before, and about why this is done?"),
    ("sampling", "How were people invited, and who did not come or refused?"),
    ("notes", "Were notes taken during or after the sessions, and by whom?"),
    ("returned", "Were transcripts returned to participants, and what did they change?"),
    ("derived", "How were codes and themes arrived at, and by whom?"),
    ("checked", "Did participants comment on the findings?"),
    ("disagreed", "How were disagreements between analysts handled?"),
)


def purpose(bundle: Bundle, *, easy: bool) -> Section:
    """Why it was held: the editors say so."""
    lines = []
    for event in bundle.events:
        where = f" in {event.place}" if event.place else ""
        name = event.kind[:1].lower() + event.kind[1:]
        text = f"“{event.title}” was a {name}{where}. It was held on {days(event.starts_on, event.ends_on)}."
        evidence = (Evidence(said=event.title, href=f"/events/{event.id}/export"),)
        lines.append(Line(key=f"event:{event.id}", text=text, evidence=evidence))
    return Section(
        key="purpose",
        title="Why we met" if easy else "Purpose",
        lines=tuple(lines),
        asks="What was it for, and who asked for it?",
    )


def people(bundle: Bundle, *, easy: bool) -> Section:
    """Who was there by sector, and who was missing."""
    return Section(
        key="people",
        title="Who was there" if easy else "Who was there, and who was not",
        lines=tuple(_people(bundle)),
        asks="Whose view is missing here, and what does that mean for what follows?",
    )


def _people(bundle: Bundle) -> Iterator[Line]:
    there: set[str] = set()
    has_unnamed = False
    for session in bundle.sessions:
        if not session.attendance:
            continue
        total = sum(count for _sector, count in session.attendance)
        evidence = (Evidence(said=f"{session.title}, attendance", href=f"/sessions/{session.id}"),)
        named = [(sector, count) for sector, count in session.attendance if sector]
        unnamed = total - sum(count for _sector, count in named)
        parts = [f"{sector}: {count}" for sector, count in named]
        parts += [f"sector not told: {unnamed}"] if unnamed and (named or bundle.audience.is_outside) else []
        told = f" ({'; '.join(parts)})" if parts else ""
        text = f"{_counted(total, 'person', 'people')} took part in “{session.title}”{told}."
        yield Line(key=f"people:{session.id}", text=text, evidence=evidence)
        there |= {sector for sector, _count in named}
        has_unnamed = has_unnamed or bool(unnamed)
    missing = [one for one in bundle.sectors if one not in there]
    if there and bundle.audience.is_outside and has_unnamed:
        yield Line(key="people:small", text="Small groups are counted without their sector, so that nobody is exposed.")
    elif there and missing:
        yield Line(key="people:missing", text=f"Nobody is known to have come from: {', '.join(missing)}.")


def conduct(bundle: Bundle, *, easy: bool) -> Section:
    """How it was run: as planned, altered, or not at all."""
    lines: list[Line] = []
    for session in bundle.sessions:
        lines += _conduct(session)
    return Section(
        key="conduct",
        title="What we did" if easy else "How it was run",
        lines=tuple(lines),
        asks="What was altered or left undone on the day, and why?",
        nothing="No session was run yet.",
    )


def _conduct(session: SessionPart) -> Iterator[Line]:
    evidence = (Evidence(said=f"{session.title}, steps", href=f"/sessions/{session.id}"),)
    under = session.title
    if session.opened_at is None:
        text = "This session was planned and was not run."
        yield Line(key=f"run:{session.id}", text=text, evidence=evidence, under=under)
        return
    opened = session.opened_at.astimezone()
    ended = f" to {session.ended_at.astimezone():%H:%M}" if session.ended_at else ""
    text = f"The activity was “{session.activity}”. It ran on {opened.day} {opened:%B %Y} from {opened:%H:%M}{ended}."
    yield Line(key=f"run:{session.id}", text=text, evidence=evidence, under=under)
    for number, step in enumerate(session.steps, 1):
        yield Line(key=f"step:{session.id}:{number}", text=_step(step), evidence=evidence)


def _step(step: StepRun) -> str:
    name = f"“{step.title}”"
    if step.opened_at is None:
        return f"{name} was planned and was not run."
    if step.closed_at is None:
        return f"{name} was opened and not closed."
    took = round((step.closed_at - step.opened_at).total_seconds() / 60)
    ran = f"{name} took {_counted(took, 'minute', 'minutes')}" if took else f"{name} took less than a minute"
    if step.planned_minutes is None:
        return f"{ran}."
    if abs(took - step.planned_minutes) <= _MINUTES_CLOSE:
        return f"{ran}, as planned."
    return f"{ran}; {step.planned_minutes} were planned."


def narratives(bundle: Bundle, *, easy: bool) -> Section:
    """Which narratives were read, and how they were chosen: the editors say how."""
    lines = []
    for session in bundle.sessions:
        if session.narratives:
            count = _counted(len(session.narratives), "outcome narrative was", "outcome narratives were")
            titles = [f"“{one}”" for one in session.narratives if one]
            told = f": {', '.join(titles)}" if titles else ""
            text = f"{count} read in “{session.title}”{told}. Each was confirmed to be anonymous and agreed before."
            evidence = (Evidence(said=f"{session.title}, narratives", href=f"/sessions/{session.id}"),)
            lines.append(Line(key=f"narratives:{session.id}", text=text, evidence=evidence))
            for number, one in enumerate(session.origins, 1):
                lines.append(Line(key=f"origin:{session.id}:{number}", text=_origin(one), evidence=evidence))
    if lines:
        lines.append(Line(key="narratives:wall", text=_WALL))
    return Section(
        key="narratives",
        title="The stories we read" if easy else "How narratives were chosen",
        lines=tuple(lines),
        asks="Who chose the narratives, from how many, and why these?",
        nothing="No outcome narrative was read.",
    )


def _origin(one: NarrativeOrigin) -> str:
    name = f"“{one.title}”" if one.title else "One narrative"
    if one.out_of is None:
        return f"{name}: nobody noted from how many it was chosen, by whom, or why."
    of = f"{name} was chosen from {one.out_of}." if one.out_of > 1 else f"For {name} there was no other to choose from."
    chosen = f"Chosen by: {one.chosen_by}. Why: {one.because.rstrip('.')}."
    return f"{of} {chosen} {_WITH_PERSON[one.with_person]}"


def method(bundle: Bundle, *, easy: bool) -> Section:
    """What was really done; what people alone know is completed by hand."""
    lines: list[Line] = []
    spoken = [one for one in bundle.transcripts if any(not turn.is_left_out for turn in one.turns)]
    written = sum(len(session.written) for session in bundle.sessions)
    if spoken:
        turns = sum(not turn.is_left_out for one in spoken for turn in one.turns)
        some = _counted(len(spoken), "transcript", "transcripts")
        text = f"{some} with {_counted(turns, 'turn', 'turns')} could be used."
        lines.append(Line(key="method:spoken", text=text, evidence=_sessions(bundle)))
        status = sorted({value for one in spoken for name, value in one.cover if name in ("Transcriber", "Status")})
        if status:
            lines.append(
                Line(
                    key="method:status",
                    text=f"Who wrote the transcripts, and how far they were checked: {'; '.join(status)}.",
                )
            )
    text = f"{_counted(written, 'written contribution', 'written contributions')} could be used."
    lines.append(Line(key="method:written", text=text, evidence=_sessions(bundle)))
    if bundle.analysis.codes:
        coders = _counted(len(bundle.analysis.coders), "person", "people")
        codings = _counted(len(bundle.analysis.codings), "excerpt was", "excerpts were")
        codes = _counted(len(bundle.analysis.codes), "code", "codes")
        lines.append(Line(key="method:coded", text=f"{codings} coded by {coders}, with a codebook of {codes}."))
    lines += [Line(key=f"method:withheld:{at}", text=one) for at, one in enumerate(withheld_said(bundle))]
    lines.append(Line(key="method:software", text="Notes, sound and analysis were kept in the data retreat toolkit."))
    if not easy:
        lines += [Line(key=f"coreq:{key}", text=asked, open=True) for key, asked in _BY_HAND]
    return Section(
        key="method",
        title="How we made this report" if easy else "Method statement",
        lines=tuple(lines),
        asks="What else was done, or done differently than described here?",
    )


def _sessions(bundle: Bundle) -> tuple[Evidence, ...]:
    return tuple(Evidence(said=one.title, href=f"/sessions/{one.id}") for one in bundle.sessions)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
