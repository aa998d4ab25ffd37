"""Codes of a file beside those of the codebook here: the same by GUID, else by name, else new. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from retreat.analysis.bringing import BroughtCode
from retreat.analysis.models import COLOURS, NAME_MAX_CHARS, TEXT_MAX_CHARS
from retreat.analysis.queries import CodeView
from retreat.export.analysed import COLOURS as AS_WRITTEN
from retreat.export.incoming.plans import CodeLine
from retreat.export.qda.found import ReadCode
from retreat.export.qda.guids import guid

_USE, _NOT = "Use when: ", "Not when: "
_AGAIN = " ({})"


def codes_beside(read: Sequence[ReadCode], here: Sequence[CodeView]) -> tuple[CodeLine, ...]:
    """A line for each code of the file, those above first."""
    by_guid = {guid("code", one.id): one for one in here}
    by_name = {one.name.casefold(): one for one in here}
    return tuple(_lines(read, by_guid, by_name))


def _lines(
    read: Sequence[ReadCode], by_guid: Mapping[str, CodeView], by_name: Mapping[str, CodeView]
) -> Iterator[CodeLine]:
    taken = set(by_name)
    names = {one.id: one.name for one in read}
    here: dict[str, str] = {}
    for one in read:
        known = by_guid.get(one.id) or by_name.get(_name(one.name).casefold())
        if known is not None:
            here[one.id] = known.id
            renamed = f"It is called “{one.name}” in the file." if _name(one.name) != known.name else ""
            yield CodeLine(guid=one.id, name=known.name, code_id=known.id, note=renamed)
            continue
        name = _free(_name(one.name), names.get(one.parent_id or "", ""), taken)
        taken.add(name.casefold())
        meaning, use_when, not_when = _told(one.description)
        note = f"It is called “{one.name[:NAME_MAX_CHARS]}” in the file." if name != one.name else ""
        if len(one.description) > TEXT_MAX_CHARS:
            note = f"{note} Its description is cut to {TEXT_MAX_CHARS:,} characters.".strip()
        yield CodeLine(
            guid=one.id,
            name=name,
            note=note,
            new=BroughtCode(
                key=one.id,
                name=name,
                meaning=meaning,
                use_when=use_when,
                not_when=not_when,
                colour=nearest(one.color),
                above=here.get(one.parent_id or "", one.parent_id),
            ),
        )


def _name(name: str) -> str:
    plain = " ".join(name.split()) or "Without a name"
    return plain if len(plain) <= NAME_MAX_CHARS else f"{plain[: NAME_MAX_CHARS - 1]}…"


def _free(name: str, above: str, taken: set[str]) -> str:
    """A name that no other code has: with the name of the code above it, or a number, where it must be."""
    if name.casefold() not in taken:
        return name
    for beside in (above, *map(str, range(2, 10_000))):
        more = _AGAIN.format(beside)
        tried = _name(name[: max(1, NAME_MAX_CHARS - len(more))].rstrip() + more) if beside else name
        if tried.casefold() not in taken:
            return tried
    return name


def _told(description: str) -> tuple[str, str, str]:
    """A description as we write it, taken apart again: what it means, when to use it, when not."""
    parts = {"": [""], _USE: [], _NOT: []}
    at = ""
    for line in description.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        start = next((one for one in (_USE, _NOT) if line.startswith(one) and not parts[one]), None)
        at = at if start is None else start
        parts[at].append(line.removeprefix(start or ""))
    meaning, use_when, not_when = ("\n".join(parts[one]).strip()[:TEXT_MAX_CHARS] for one in ("", _USE, _NOT))
    return meaning, use_when, not_when


def nearest(color: str) -> str:
    """The colour of ours that comes nearest."""
    if len(color) != 7 or any(one not in "0123456789abcdefABCDEF" for one in color[1:]):
        return COLOURS[0]
    wanted = _rgb(color)
    return min(COLOURS, key=lambda name: _apart(wanted, _rgb(AS_WRITTEN[name])))


def _apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
