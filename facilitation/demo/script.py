"""What the invented people of the sample programme say and do. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE_TALK = Path(__file__).parent / "table_talk.ogg"
PROGRAMME = "Sample programme: meaningful outcomes"
EVENT = "Sample data retreat"
PLACE = "Invented village hall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Somebody who does not exist."""

    key: str
    name: str | None
    sector: str
    table: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A note: who wrote it, how many seconds after the table began to talk, and where it was put."""

    by: str
    at_s: int
    round: int
    prompt: int
    kind: str
    text: str
    share: str
    cluster: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """Something on an assumption: ``kind`` as its operation calls it, ``key`` the assumption that it is or is on."""

    by: str
    at_s: int
    kind: str
    key: str
    says: Mapping[str, str]


# Steps of “Lifting the rock”, by their place; when each opens and closes, in seconds after the table begins to talk.
TABLE_STEP, LAST_STEP = 2, 4
EARLY_S = 1_020
STEPS: tuple[tuple[int, int], ...] = ((-1_020, -700), (-685, -60), (-15, 1_500), (1_530, 2_250), (2_265, 2_760))

PEOPLE: tuple[Invented, ...] = (
    Invented(key="isla", name="Isla", sector="Third sector"),
    Invented(key="morag", name="Morag", sector="Statutory: adult services"),
    Invented(key="tomos", name=None, sector="Third sector"),
    Invented(key="ruth", name="Ruth", sector="Academic"),
    Invented(key="dev", name=None, sector="Commissioner"),
    Invented(key="carys", name="Carys", sector="Lived experience"),
)

CLUSTERS: tuple[str, ...] = ("What the form can hold", "Numbers that open doors", "In the person’s own words")

NOTES: tuple[Written, ...] = (
    Written(
        by="carys",
        at_s=-880,
        round=0,
        prompt=0,
        kind="assumption",
        text="Everyone knows that carers cope.",
        share="facilitators",
    ),
    Written(
        by="dev",
        at_s=-410,
        round=1,
        prompt=0,
        kind="interpretation",
        text="If the form were gone, we would object first. It protects us when somebody asks what we paid for.",
        share="facilitators",
    ),
    Written(
        by="isla",
        at_s=-240,
        round=1,
        prompt=1,
        kind="question",
        text="Did we count visits because sleep is hard to count?",
        share="facilitators",
    ),
    Written(
        by="tomos",
        at_s=2_335,
        round=LAST_STEP,
        prompt=0,
        kind="dissent",
        text="Without the figures there would be no service to tell stories about.",
        share="everyone",
        cluster="Numbers that open doors",
    ),
    Written(
        by="dev",
        at_s=2_402,
        round=LAST_STEP,
        prompt=0,
        kind="question",
        text="We ask for too much. What could we stop asking for?",
        share="everyone",
    ),
    Written(
        by="morag",
        at_s=2_455,
        round=LAST_STEP,
        prompt=0,
        kind="action",
        text="Add one free line to the review form, and see what people write there.",
        share="everyone",
        cluster="What the form can hold",
    ),
    Written(
        by="carys",
        at_s=2_520,
        round=LAST_STEP,
        prompt=0,
        kind="action",
        text="Read the entry back to the person before anybody signs it.",
        share="everyone",
        cluster="In the person’s own words",
    ),
)

ASSUMPTIONS: tuple[Assumed, ...] = (
    Assumed(
        by="isla",
        at_s=9,
        kind="name",
        key="outcome",
        says={"text": "Everyone knows what an outcome is – until you ask two of us."},
    ),
    Assumed(
        by="morag",
        at_s=21,
        kind="evidence",
        key="assumption-1",
        says={"stance": "against", "text": "Our review form has no place for sleep, only for visits."},
    ),
    Assumed(
        by="ruth",
        at_s=47,
        kind="name",
        key="count",
        says={"text": "We treat a count as if nobody had chosen what to count."},
    ),
    Assumed(
        by="carys",
        at_s=66,
        kind="evidence",
        key="assumption-1",
        says={"stance": "for", "text": "When it was written in my words I recognised myself."},
    ),
    Assumed(
        by="isla",
        at_s=880,
        kind="test",
        key="outcome",
        says={
            "text": "Ask five colleagues to write down what the word means to them.",
            "who": "Isla and Morag",
            "by_when": "the next retreat",
        },
    ),
)
DEPTHS: Mapping[str, str] = {
    "isla": "stone",
    "morag": "ground",
    "tomos": "stone",
    "ruth": "bedrock",
    "dev": "stone",
    "carys": "bedrock",
}

LIGHT_BULBS: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        "morag",
        {
            "used": "The story is an illustration.",
            "now": "The story is the evidence.",
            "because": "Nothing else told us what mattered to her.",
            "set_off": "The account that Carys read out.",
        },
    ),
    (
        "isla",
        {"used": "Write less, to save time.", "now": "Write what mattered first; the rest gets shorter by itself."},
    ),
    (
        "dev",
        {"used": "Ask for averages.", "now": "Ask who is not in them.", "set_off": "The empty chair at our table."},
    ),
)
