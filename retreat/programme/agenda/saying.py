"""What is to be looked at, as sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from retreat.programme.agenda.checks import SLACK_MIN_PERCENT, WITHOUT_BREAK_MAX, Finding
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.queries import DayView


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about one line, or about the whole day where ``item_id`` is None."""

    code: str
    item_id: str | None
    text: str


def said(day: DayView) -> tuple[Said, ...]:
    """Everything that is to be looked at on a day, in order."""
    titles = {item.id: item.title for item in day.items}
    return tuple(
        Said(one.code, one.slot_ids[0] if one.slot_ids else None, _sentence(one, day, titles)) for one in day.findings
    )


def _sentence(found: Finding, day: DayView, titles: dict[str, str]) -> str:
    other = titles.get(found.slot_ids[1], "") if len(found.slot_ids) > 1 else ""
    minutes = "1 minute" if found.minutes == 1 else f"{found.minutes} minutes"
    sentences = {
        "overlap": f"This begins {minutes} before “{other}” ends.",
        "same_place": f"“{other}” is in the same room at the same time.",
        "same_lead": f"The same person leads “{other}” at the same time.",
        "no_break": f"By the end of this, people have sat for {minutes} without a break. Most tire after "
        f"{WITHOUT_BREAK_MAX}.",
        "after_meal": "People choose, sort or decide here straight after the meal. Begin with something livelier.",
        "too_short": f"The steps of this session take {minutes} longer than that.",
        "late": f"The day ends at {clock_words(day.ends)}, {minutes} after the end that you set.",
        "little_slack": f"There is little spare time: {minutes} of {day.worked}. Something always takes longer, so "
        f"keep at least {SLACK_MIN_PERCENT} %.",
    }
    return sentences[found.code]
