"""What other rooms read of analysis, such as exports: everything has passed the gate, and private memos are left out.

All take a reader. Whoever may not read some words gets nothing that was made on them.
"""

from __future__ import annotations

from retreat.analysis.acts.story import Told, story_of
from retreat.analysis.approaches import ApproachView, approach_of, approaches_of
from retreat.analysis.codebook.queries import CodeView, Example, Worded, codebook_of, examples_of, wordings_of
from retreat.analysis.codings.queries import CodingView, codings_of, codings_on, marks_of_session, suggestions_of
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpt, read_excerpts
from retreat.analysis.memos.queries import MemoView, ReadingView, memos_of, readings_of
from retreat.analysis.sets.queries import Item, SetView, members_of, sets_of
from retreat.analysis.themes.queries import ThemeView, theme_view, themes_of

__all__ = [
    "ApproachView",
    "CodeView",
    "CodingView",
    "Example",
    "Item",
    "MemoView",
    "ReadExcerpt",
    "ReadingView",
    "SetView",
    "ThemeView",
    "Told",
    "Worded",
    "approach_of",
    "approaches_of",
    "codebook_of",
    "codings_of",
    "codings_on",
    "examples_of",
    "marks_of_session",
    "members_of",
    "memos_of",
    "read_excerpt",
    "read_excerpts",
    "readings_of",
    "sets_of",
    "story_of",
    "suggestions_of",
    "theme_view",
    "themes_of",
    "wordings_of",
]
