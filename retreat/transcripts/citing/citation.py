"""A quotation with its source, as plain text, RIS and BibTeX. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NOT_TO_BE_QUOTED = "The speaker has not agreed to be quoted outside the team"
NOT_KNOWN = "It is not known whether the speaker agrees to be quoted outside the team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one voice says without a break, and what the voice is called."""

    called: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Some words of a record and where they are.

    Attributes:
        span: From when to when in the sound, as people read it; empty without sound.
        turns: “turn 12” or “turns 12 to 14”; empty if they have no number.
        is_checked: Whether people have checked all of it, by ear where there is sound.
        version: The number of the text's version.
        address: The permanent address, with its host.
        may_be: Whether everybody who speaks agreed to be quoted; None if that is not known of somebody.
    """

    said: Sequence[Said]
    session: str
    event: str
    programme: str
    on: date
    table: str
    prompt: str
    span: str
    turns: str
    is_checked: bool
    version: int
    address: str
    may_be: bool | None

    @property
    def where(self) -> str:
        """Time and turns."""
        return ", ".join(part for part in (self.span, self.turns) if part)

    @property
    def checked(self) -> str:
        """How far people have checked it."""
        return f"{'' if self.is_checked else 'not '}checked{' by ear' if self.span else ''}"

    @property
    def caution(self) -> str:
        """What somebody who wants to quote it has to know; empty if nothing."""
        return {True: "", False: NOT_TO_BE_QUOTED, None: NOT_KNOWN}[self.may_be]

    @property
    def quoted(self) -> str:
        """The words, each voice on a line of its own."""
        return "\n".join(f"“{one.text}” ({one.called})" for one in self.said)


def plain(cited: Citation) -> str:
    """The words, then one line that says where they are from."""
    day = f"{cited.on.day} {cited.on.strftime('%B %Y')}"
    parts = [
        f"Asked: “{cited.prompt}”" if cited.prompt else "",
        ", ".join(part for part in (cited.session, cited.event, cited.table, day) if part),
        cited.where,
        cited.checked,
        f"text version {cited.version}",
        cited.caution,
    ]
    return f"{cited.quoted}\n{'. '.join(part[0].upper() + part[1:] for part in parts if part)}. {cited.address}"


def ris(cited: Citation) -> str:
    """As reference managers read it; lines end as the format asks."""
    fields = [
        ("TY", "SOUND" if cited.span else "UNPB"),
        ("TI", cited.session),
        ("T2", cited.event),
        *(("AU", _one_line(called)) for called in dict.fromkeys(one.called for one in cited.said)),
        ("PB", cited.programme),
        ("PY", str(cited.on.year)),
        ("DA", cited.on.strftime("%Y/%m/%d")),
        ("SP", cited.where),
        ("ET", str(cited.version)),
        ("UR", cited.address),
        ("N1", "; ".join(part for part in (_asked(cited), cited.table, cited.checked, cited.caution) if part)),
        ("AB", " / ".join(f"{one.called}: {one.text}" for one in cited.said)),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def bibtex(cited: Citation) -> str:
    """As LaTeX reads it; what voices are called is kept whole, never split into names."""
    authors = " and ".join(f"{{{_tex(called)}}}" for called in dict.fromkeys(one.called for one in cited.said))
    fields = [
        ("author", authors),
        ("title", _tex(cited.session)),
        ("booktitle", _tex(cited.event)),
        ("organization", _tex(cited.programme)),
        ("year", str(cited.on.year)),
        ("date", cited.on.isoformat()),
        ("pages", _tex(cited.where)),
        ("version", str(cited.version)),
        ("url", cited.address.replace("{", "%7B").replace("}", "%7D")),
        ("note", _tex("; ".join(part for part in (_asked(cited), cited.table, cited.checked, cited.caution) if part))),
        ("abstract", _tex(" / ".join(f"{one.called}: {one.text}" for one in cited.said))),
    ]
    key = re.sub(r"[^A-Za-z0-9]+", "", cited.address.partition("words=")[2].partition("#")[0]) or "words"
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{key},\n{body}}}\n"


def _asked(cited: Citation) -> str:
    return f"Asked: {cited.prompt}" if cited.prompt else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    """Every character that means something to TeX, as itself."""
    return "".join(_TEX.get(sign, f"\\{sign}" if sign in "{}$&#_%" else sign) for sign in _one_line(text))
