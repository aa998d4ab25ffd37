"""For whom something is made, and what everybody whose words are in it must have agreed to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retreat.consent.gate import OutsideReader, Reader
from retreat.consent.purposes import Use, asked_for
from retreat.errors import InvalidInput

TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """People for whom something is made.

    Attributes:
        name: As the command line and addresses name it.
        title: On a page.
        use: What is done with words; ``read`` stays within the team.
        needs: What people must have agreed to, in a sentence that stands on every cover.
    """

    name: str
    title: str
    use: Use
    needs: str

    @property
    def is_outside(self) -> bool:
        """Whether people outside the team will read it."""
        return self.use != "read"

    def reader(self, maker: Reader, *, quotes: bool = False) -> Reader:
        """Who reads for this audience: the team as its member who asks, others as far as each person agreed."""
        return OutsideReader(use=self.use, quotes=quotes) if self.is_outside else maker

    def asks(self, *, quotes: bool = False) -> Mapping[str, tuple[str, ...]]:
        """What everybody in it must have answered: purposes, each with the answers that allow it."""
        return asked_for(self.use, quotes=quotes)


_ALL = (
    Audience(
        name=TEAM,
        title="The research team",
        use="read",
        needs="Everything that may be kept. It must not leave the team.",
    ),
    Audience(
        name="partners",
        title="Partners of the programme",
        use="share",
        needs="Only words of people who agreed that partners of the programme may see them.",
    ),
    Audience(
        name="commissioners",
        title="Commissioners and funders",
        use="publish",
        needs="Only words of people who agreed to be quoted, and that they may be used in public reports and events.",
    ),
    Audience(
        name="public",
        title="Anybody",
        use="publish",
        needs="Only words of people who agreed to be quoted, and that they may be used in public reports and events.",
    ),
    Audience(
        name="archive",
        title="An archive",
        use="archive",
        needs="Only words of people who agreed that they may be kept in an archive.",
    ),
    Audience(
        name="teaching",
        title="Teaching and training",
        use="teach",
        needs="Only words of people who agreed that they may be used in teaching.",
    ),
)
AUDIENCES: Mapping[str, Audience] = {one.name: one for one in _ALL}


def audience_named(name: str) -> Audience:
    """The audience of this name.

    Raises:
        InvalidInput: There is none.
    """
    found = AUDIENCES.get(name)
    if found is None:
        raise InvalidInput(
            f"There is no audience “{name}”. Choose one of: {', '.join(AUDIENCES)}.",
            code="no_such_audience",
            fields={"audience": "is not known"},
        )
    return found
