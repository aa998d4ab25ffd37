"""What exports read of the analysis room: the codebook, and what lies on words that their reader may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from retreat.analysis.models import NARRATIVE
from retreat.analysis.queries import CodeView, CodingView, MemoView, codebook_of, codings_of, memos_of
from retreat.consent.gate import Owner, Reader, StaffReader
from retreat.export.accounts import accounts_of
from retreat.export.ports import NO_ANALYSIS, Analysis, Code, Coder, Coding, Memo, register_analysis
from retreat.programme.queries import programme_of_session

# The colours of codes as other programs want them: those of the light pages.
COLOURS = {
    "blue": "#2D5788",
    "earth": "#75502F",
    "green": "#37652F",
    "violet": "#66438C",
    "gold": "#7A5700",
    "rose": "#98375F",
    "grey": "#5C5344",
    "red": "#97291F",
}
_MEMO_ABOUT = ("programme", "code")


def gather(db: Session, reader: Reader, session_ids: Sequence[str]) -> Analysis:
    """The analysis of these sessions and of narratives, for the team; others get none: nobody was asked about them."""
    if not isinstance(reader, StaffReader | Owner):
        return NO_ANALYSIS
    programmes = dict.fromkeys(one for one in (programme_of_session(db, each) for each in session_ids) if one)
    codes: list[CodeView] = []
    codings: list[CodingView] = []
    memos: list[MemoView] = []
    for programme_id in programmes:
        codes += codebook_of(db, reader, programme_id)
        memos += [one for one in memos_of(db, reader, programme_id) if one.shared and not one.is_hidden]
    for programme_id in programmes:
        found = codings_of(db, reader, programme_id)
        on_accounts = {one.excerpt.made_id or "" for one in found if one.excerpt.kind == NARRATIVE}
        accounts = {one.id for one in accounts_of(db, [programme_id], session_ids, on_accounts)}
        codings += [one for one in found if one.excerpt.session_id in session_ids or one.excerpt.made_id in accounts]
    placed = [one for one in codings if _place_of(one) is not None]
    return Analysis(
        coders=tuple(_coders(codings, memos)),
        codes=tuple(_code(one) for one in codes),
        codings=tuple(_coding(one) for one in placed),
        memos=tuple(_memos(codings, memos)),
        unplaced=len(codings) - len(placed),
    )


def _coders(codings: Sequence[CodingView], memos: Sequence[MemoView]) -> Iterator[Coder]:
    named = {one.by_id: one.by for one in codings if one.by_id} | {one.by_id: one.by for one in memos if one.by_id}
    for staff_id, name in sorted(named.items()):
        yield Coder(id=staff_id, name=name)


def _code(one: CodeView) -> Code:
    said = [one.meaning]
    said += [f"Use when: {one.use_when}"] if one.use_when else []
    said += [f"Not when: {one.not_when}"] if one.not_when else []
    return Code(
        id=one.id,
        name=one.name,
        description="\n".join(part for part in said if part),
        color=COLOURS.get(one.colour, ""),
        parent_id=one.parent_id,
    )


def _place_of(one: CodingView) -> str | None:
    """The transcript, or what was written; None for words that have no place today."""
    if one.excerpt.is_lost:
        return None
    return one.excerpt.words.transcript_id if one.excerpt.words is not None else one.excerpt.made_id


def _coding(one: CodingView) -> Coding:
    words, excerpt = one.excerpt.words, one.excerpt
    is_part = excerpt.first_cp is not None and excerpt.last_cp is not None
    return Coding(
        id=one.id,
        code_id=one.code_id,
        on_id=_place_of(one) or "",
        by=one.by_id,
        at=one.at,
        words=(words.first, words.last) if words is not None else None,
        text=(excerpt.first_cp or 0, excerpt.last_cp or 0) if words is None and is_part else None,
    )


def _memos(codings: Sequence[CodingView], memos: Sequence[MemoView]) -> Iterator[Memo]:
    on_excerpt: dict[str, list[str]] = {}
    for one in codings:
        on_excerpt.setdefault(one.excerpt.id, []).append(one.id)
    for memo in memos:
        if memo.about == "excerpt" and memo.about_id in on_excerpt:
            on_ids = tuple(on_excerpt[memo.about_id])
        elif memo.about in _MEMO_ABOUT:
            on_ids = (memo.about_id,) if memo.about == "code" else ()
        else:
            continue
        yield Memo(id=memo.id, title="", text=memo.text, by=memo.by_id, at=memo.at, on_ids=on_ids)


register_analysis(gather)
