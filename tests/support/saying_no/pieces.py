"""What two people write piece by piece, in a session with a step of every kind that asks for such pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitation.activities import load_catalogue
from facilitation.activities.reading import ActivityTemplate
from tests.support.meeting import Meeting, Person, op_id
from tests.support.planning import activity_of

# By interaction: an activity of the catalogue and the place of a step of this kind in it.
_STEPS = {
    "assumption": ("lifting_the_rock", 2),
    "undertaking": ("asks_and_offers", 0),
    "exchange": ("swap_what_we_know", 2),
    "plan": ("plan_act_observe_reflect", 0),
    "figure": ("number_meets_story", 0),
}
PIECES = (
    *("assumed", "evidence", "test", "who", "by_when", "outcome"),
    *("undertaking", "known_by", "owner", "became"),
    *("matter", "entry", "agreed", "how", "dissent"),
    *("plan", "puzzle", "stage", "account", "why"),
)
# Of the second person's, so that the sweep knows that it looks where such words are.
KEPT = ("assumed", "evidence", "undertaking", "owner", "entry", "dissent", "plan", "stage", "account", "why")


def activity() -> ActivityTemplate:
    """A step of every kind."""
    catalogue = load_catalogue()
    return activity_of(*(catalogue[name].steps[place] for name, place in _STEPS.values()))


def write_pieces(meeting: Meeting, person: Person, said: Mapping[str, str]) -> None:
    """Write one of every kind, for everyone. ``said`` has a canary for each of ``PIECES``, or for some of them."""

    def write(kind: str, **body: Any) -> str:
        round_id = meeting.round_ids[list(_STEPS).index(kind.split(".")[0])]
        target_id = op_id("piece")
        about = {} if "undertaking_id" in body or "plan_id" in body else {"round_id": round_id}
        answer = person.send(kind, target_id, share="everyone", **about, **body)
        assert "seq" in answer, (kind, answer)
        return target_id

    def words(name: str) -> str:
        return f"We said {said.get(name, 'nothing')} here"

    on = {"assumption_id": write("assumption.name", text=words("assumed"))}
    write("assumption.evidence", **on, stance="against", text=words("evidence"))
    write("assumption.test", **on, text=words("test"), who=words("who"), by_when=words("by_when"))
    write("assumption.outcome", **on, outcome="changed", text=words("outcome"))
    undertaking = write("undertaking.add", sort="offer", text=words("undertaking"), known_by=words("known_by"))
    write("undertaking.take", undertaking_id=undertaking, text=words("owner"))
    write("undertaking.tell", undertaking_id=undertaking, became="changed", text=words("became"))
    columns = {"round_id": meeting.round_ids[list(_STEPS).index("exchange")], "column": "column-1"}
    assert "seq" in person.send("exchange.sit", **columns)
    matter = {"matter_id": write("exchange.matter", text=words("matter"))}
    write("exchange.say", **matter, cell="knows", text=words("entry"))
    write("exchange.agree", **matter, text=words("agreed"), how=words("how"))
    write("exchange.differ", **matter, text=words("dissent"))
    plan = write("plan.add", text=words("plan"), puzzle=words("puzzle"))
    write("plan.write", plan_id=plan, stage="plan", text=words("stage"))
    write("figure.pair", figure_id="figure-1", relation="misses", account=words("account"), why=words("why"))
