"""Which programme the things of analysis belong to, for the guard of pages that name one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.double.models import DoubleCoding
from retreat.analysis.groupings.models import GroupingRun, SuggestedGrouping
from retreat.analysis.memos.models import Memo
from retreat.analysis.models import Code, Coding, Excerpt
from retreat.analysis.sets.models import SetOf
from retreat.analysis.themes.models import Theme
from retreat.people.ports import ProgrammeOf, register_programme_of

_NAMED: Mapping[str, type[Any]] = {
    "code_id": Code,
    "coding_id": Coding,
    "excerpt_id": Excerpt,
    "memo_id": Memo,
    "set_id": SetOf,
    "double_id": DoubleCoding,
    "theme_id": Theme,
    "grouping_id": SuggestedGrouping,
    "grouping_run_id": GroupingRun,
}


def _finder(model: type[Any]) -> ProgrammeOf:
    def find(db: Session, thing_id: str) -> str | None:
        found: str | None = db.scalar(select(model.programme_id).where(model.id == thing_id))
        return found

    return find


for _name, _model in _NAMED.items():
    register_programme_of(_name, _finder(_model))
