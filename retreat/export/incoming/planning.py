"""Works out what a project would change: which codes are new, where each coding belongs, and what has no place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.excerpts.choosing import WORDS_MAX, Chosen
from retreat.analysis.models import Coding
from retreat.analysis.queries import CodingView, codebook_of, codings_of, memos_of
from retreat.consent.gate import StaffReader
from retreat.export.incoming.codes import codes_beside
from retreat.export.incoming.placing import Moved, moved
from retreat.export.incoming.plans import CodeLine, MemoLine, Placed, Plan, Refused, SourceLine
from retreat.export.incoming.texts_here import TextHere, accounts_here, sources_of, texts_here, titles_of
from retreat.export.qda.found import SOUND, ReadCoding, ReadMemo, ReadProject, ReadSource
from retreat.export.qda.guids import guid
from retreat.transcripts.ports import matching

_QUOTE_CHARS = 80
# What a coding lies on, so that the same one is not made twice.
Key = tuple[str, ...]
_OURS = ("text-coding", "transcript-coding", "audio-coding")
_NO_TEXT = "Its text is not here. It can be brought in with the project."
_NO_WORDS = "These words are not in the text here."
_NO_PLACE = "It is about something that has no place here."
_LABEL = "It lies on the name of a speaker or a heading, not on words."
_TOO_LONG = f"It is longer than {WORDS_MAX:,} words."


@dataclass(slots=True)
class _Placing:
    """Codings while they are placed."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    coders: Mapping[str, str]
    ours: Mapping[str, tuple[str, bool]]
    here: Mapping[tuple[Key, str, str], str]
    fresh: set[tuple[Key, str, str]] = field(default_factory=set)
    excerpts: dict[str, str] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    known: int = 0
    gone: int = 0

    def put(
        self, one: ReadCoding, source: ReadSource, text: TextHere | None, chosen: Sequence[Chosen], why: str
    ) -> None:
        """One coding: here already, placed, or refused by name."""
        if one.guid in self.ours:
            self.excerpts[one.guid], is_held = self.ours[one.guid]
            self.known += is_held
            self.gone += not is_held
            return
        if text is None or not chosen:
            name, quote = self.names.get(one.code, ""), quoted(source, one)
            self.refused.append(Refused(what=name, source=source.name, quote=quote, why=why))
            return
        by, code = one.by or "", self.codes[one.code]
        for each in chosen:
            place = (_key(each), code, self.coders.get(by, ""))
            if place in self.here or place in self.fresh:
                if place in self.here:
                    self.known += 1
                    self.excerpts[one.guid] = self.here[place]
                continue
            self.fresh.add(place)
            self.placed.append(
                Placed(guid=one.guid, code=code, by=by, at=one.at, session_id=text.where.session_id, chosen=each)
            )


def plan_of(
    db: Session,
    reader: StaffReader,
    programme_id: str,
    read: ReadProject,
    *,
    now: datetime,
    brought: Mapping[str, TextHere] = {},
) -> Plan:
    """What would come of a project.

    Args:
        brought: Texts that came with it and are here by now, by the GUIDs of their sources.
    """
    codes = codes_beside(read.codes, codebook_of(db, reader, programme_id))
    coders = {one.id: one.name for one in read.coders}
    found = dict(_texts_of(db, reader, programme_id, read.sources, now)) | dict(brought)
    placing = _Placing(
        codes={one.guid: one.key for one in codes},
        names={one.guid: one.name for one in codes},
        coders=coders,
        ours=_ours(db, programme_id),
        here={(_key_of(one), one.code_id, one.by): one.excerpt.id for one in codings_of(db, reader, programme_id)},
    )
    ways: dict[tuple[str, str], Moved] = {}
    # The text first: what a program adds to its copy beside the sound is the same coding once more.
    for source in sorted(read.sources, key=lambda one: one.kind == SOUND):
        text = found.get(source.guid)
        for one in source.codings:
            chosen, why = _chosen(one, source, text, ways)
            placing.put(one, source, text, chosen, why)
    fresh, known_memos = _memos(db, reader, programme_id, read)
    there = _about(codes, placing, found)
    memos, homeless = _with_place(fresh, there, {one.guid for one in placing.placed})
    used = {one.by for one in placing.placed} | {one.by for one in memos}
    return Plan(
        name=read.name,
        origin=read.origin,
        coders={one: coders.get(one, "Unknown coder") for one in sorted(used)},
        codes=codes,
        sources=tuple(_source_lines(read.sources, found)),
        placed=tuple(placing.placed),
        refused=(*placing.refused, *homeless),
        about=there,
        memos=tuple(memos),
        known=placing.known + known_memos,
        gone=placing.gone,
        losses=read.losses,
    )


def _chosen(
    one: ReadCoding, source: ReadSource, text: TextHere | None, ways: dict[tuple[str, str], Moved]
) -> tuple[Sequence[Chosen], str]:
    if text is None:
        return (), _NO_TEXT if source.text.strip() else _NO_WORDS
    if source.kind == SOUND:
        return text.at_times(one.start, one.end), _NO_WORDS
    pair = (source.guid, text.title)
    if pair not in ways:
        ways[pair] = moved(source.text, text.text, matching())
    place = ways[pair].place(one.start, one.end)
    if place is None:
        return (), _NO_WORDS
    chosen = text.chosen(*place)
    spans = [each.words for each in chosen if each.words is not None]
    if any(span.last - span.first >= WORDS_MAX for span in spans):
        return (), _TOO_LONG
    return chosen, _LABEL


def quoted(source: ReadSource, one: ReadCoding) -> str:
    """The words of a coding, for a list."""
    if source.kind == SOUND:
        return f"{one.start / 1000:.1f} s to {one.end / 1000:.1f} s"
    text = " ".join(source.text[one.start : one.end].split())
    return text if len(text) <= _QUOTE_CHARS else f"{text[: _QUOTE_CHARS - 1]}…"


def _texts_of(
    db: Session, reader: StaffReader, programme_id: str, sources: Iterable[ReadSource], now: datetime
) -> Iterator[tuple[str, TextHere]]:
    """The text of ours that each source is: by its GUID, or by the name of a session and the very same words."""
    sources = list(sources)
    where, titles = sources_of(db, programme_id), titles_of(db, programme_id)
    known = [where[one.guid] for one in sources if one.guid in where]
    wanted = {one.session_id for one in known if one.session_id is not None}
    wanted |= {
        own for one in sources if one.guid not in where for title, own in titles.items() if one.name.startswith(title)
    }
    here = texts_here(db, reader, wanted, now)
    here += accounts_here(db, {one.account_id for one in known if one.account_id is not None})
    by_where = {one.where: one for one in here}
    by_text = {one.text: one for one in here}
    for source in sources:
        text = by_where.get(where[source.guid]) if source.guid in where else by_text.get(source.text)
        if text is not None:
            yield source.guid, text


def _ours(db: Session, programme_id: str) -> dict[str, tuple[str, bool]]:
    """The GUIDs of our codings, with their excerpts, and whether each is still here."""
    asked = select(Coding.id, Coding.excerpt_id, Coding.removed).where(Coding.programme_id == programme_id)
    return {guid(kind, own): (excerpt, not removed) for own, excerpt, removed in db.execute(asked) for kind in _OURS}


def _key(one: Chosen) -> Key:
    if one.words is not None:
        return one.words.transcript_id, one.words.words
    return one.made_id or one.narrative_text_id or "", str(one.first_cp), str(one.last_cp)


def _key_of(one: CodingView) -> Key:
    there = one.excerpt
    if there.words is not None:
        return there.words.transcript_id, there.words.words
    return there.made_id or "", str(there.first_cp), str(there.last_cp)


def _source_lines(sources: Sequence[ReadSource], found: Mapping[str, TextHere]) -> Iterator[SourceLine]:
    for one in sources:
        if one.kind == SOUND:
            continue
        text = found.get(one.guid)
        yield SourceLine(
            guid=one.guid,
            name=one.name or "Without a name",
            codings=len(one.codings),
            is_here=text is not None,
            text="" if text is not None else one.text,
            title="" if text is None else text.title,
        )


def _about(codes: Iterable[CodeLine], placing: _Placing, texts: Mapping[str, TextHere]) -> dict[str, tuple[str, str]]:
    """What things of the file are here already, for memos about them."""
    found = {one.guid: ("code", one.key) for one in codes}
    found |= {own: ("excerpt", excerpt) for own, excerpt in placing.excerpts.items()}
    return found | {own: ("session", text.where.session_id) for own, text in texts.items() if text.where.session_id}


def _with_place(
    memos: Iterable[MemoLine], there: Mapping[str, object], placed: Collection[str]
) -> tuple[list[MemoLine], list[Refused]]:
    """Memos about something that is here or comes; and those about what has no place."""
    kept: list[MemoLine] = []
    refused: list[Refused] = []
    for one in memos:
        if not one.on or any(each in there or each in placed for each in one.on):
            kept.append(one)
        else:
            quote = " ".join(one.text.split())[:_QUOTE_CHARS]
            refused.append(Refused(what="Memo", source="", quote=quote, why=_NO_PLACE))
    return kept, refused


def _memos(db: Session, reader: StaffReader, programme_id: str, read: ReadProject) -> tuple[list[MemoLine], int]:
    """Memos that are not here yet, and how many are; one that was reworded elsewhere comes beside ours."""
    here = {guid("memo", one.id): one.text for one in memos_of(db, reader, programme_id)}
    texts = set(here.values())
    said = _said(read.memos)
    found = [MemoLine(guid=one.guid, text=text, by=one.by or "", at=one.at, on=one.on) for one, text in said]
    fresh = [one for one in found if here.get(one.guid) != one.text and one.text not in texts]
    return fresh, len(found) - len(fresh)


def _said(memos: Iterable[ReadMemo]) -> Iterator[tuple[ReadMemo, str]]:
    for one in memos:
        text = one.text.strip()
        if one.title.strip() and one.title.strip() not in text[:200]:
            text = f"{one.title.strip()}\n\n{text}".strip()
        if text:
            yield one, text
