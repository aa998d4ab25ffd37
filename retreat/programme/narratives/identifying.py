"""What in a narrative could identify somebody: suggested by rules, settled one by one by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from retreat.errors import InvalidInput
from retreat.programme.narratives.lines import lines_of
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.ports import identifiers_in

OTHER_WORDS_MAX_CHARS = 160
_PARTS = ("title", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A stretch of the title or the text that may identify somebody: code points, half-open.

    Attributes:
        line: The number of its line; 0 in the title.
        before: What stands before it on its line; ``after`` what comes after.
        is_settled: Somebody said that it identifies nobody.
    """

    part: str
    begins: int
    ends: int
    kind: str
    line: int
    before: str
    words: str
    after: str
    is_settled: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.part}-{self.begins}-{self.ends}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody said of suggestions: other words for some, by key, and keys of those that identify nobody."""

    other_words: Mapping[str, str]
    stays: frozenset[str]


def suggested_in(row: NarrativeText) -> list[Suggested]:
    """What may identify somebody in a wording, in its order, with what was settled before."""
    settled = {tuple(one) for one in row.settled}
    found = []
    for part in _PARTS:
        text: str = getattr(row, part)
        lines = lines_of(text) if part == "text" else []
        for begins, ends, kind in identifiers_in(text):
            at = next((n for n, line in enumerate(lines, 1) if line.begins <= begins < line.ends), 0)
            first, last = (lines[at - 1].begins, lines[at - 1].ends) if at else (0, len(text))
            found.append(
                Suggested(
                    part=part,
                    begins=begins,
                    ends=ends,
                    kind=kind,
                    line=at,
                    before=text[first:begins],
                    words=text[begins:ends],
                    after=text[ends:last],
                    is_settled=(part, begins, ends) in settled,
                )
            )
    return found


def rewritten(
    row: NarrativeText, found: Iterable[Suggested], decided: Decided
) -> tuple[str, str, list[list[str | int]]]:
    """The title and the text with the other words in place, and what is settled in them.

    Raises:
        InvalidInput: For one of them there are other words, and it is said to stay.
    """
    said = {"title": row.title, "text": row.text}
    settled: list[list[str | int]] = []
    moved = {"title": 0, "text": 0}
    for one in found:
        other = " ".join(decided.other_words.get(one.key, "").split())
        if len(other) > OTHER_WORDS_MAX_CHARS:
            says = f"Please keep other words to {OTHER_WORDS_MAX_CHARS} characters."
            raise InvalidInput(says, code="too_long", fields={one.key: says})
        if other and one.key in decided.stays:
            says = "Please choose one: other words, or leave it as it is."
            raise InvalidInput(says, code="both", fields={one.key: says})
        begins, ends = one.begins + moved[one.part], one.ends + moved[one.part]
        if other:
            said[one.part] = said[one.part][:begins] + other + said[one.part][ends:]
            moved[one.part] += len(other) - (ends - begins)
        elif one.key in decided.stays:
            settled.append([one.part, begins, ends])
    return said["title"], said["text"], settled
