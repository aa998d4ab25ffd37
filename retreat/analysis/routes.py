"""Analysis: all of its pages and forms at a glance."""

from __future__ import annotations

from flask import Blueprint

from retreat.analysis import home, panel  # noqa: F401 - the panel registers itself
from retreat.analysis.acts import pages as acts
from retreat.analysis.behind import unheard
from retreat.analysis.codebook import pages as codebook
from retreat.analysis.codings import pages as codings
from retreat.analysis.codings import wire
from retreat.analysis.comparison import pages as comparison
from retreat.analysis.double import pages as double
from retreat.analysis.excerpts import pages as excerpts
from retreat.analysis.framework import pages as framework
from retreat.analysis.groupings import pages as groupings
from retreat.analysis.memos import pages as memos
from retreat.analysis.pictures import pages as pictures
from retreat.analysis.searches import pages as searches
from retreat.analysis.sets import pages as sets
from retreat.analysis.themes import pages as themes
from retreat.people.guard import right_required, staff_required

blueprint = Blueprint("analysis", __name__)

_READS, _CODES, _WORKS = right_required("reads"), right_required("codes"), right_required("works")
_PROGRAMME = "/desk/programmes/<programme_id>"
_NARRATIVE = f"{_PROGRAMME}/narratives/<narrative_id>/code"
_PAGES = (
    (f"{_PROGRAMME}/analysis", home.analysis, ("GET",), _READS),
    (f"{_PROGRAMME}/analysis/approach", home.declare_approach, ("POST",), _WORKS),
    ("/sessions/<session_id>/code", codings.code_session, ("GET",), _READS),
    ("/sessions/<session_id>/code", wire.act_on_session, ("POST",), _CODES),
    ("/sessions/<session_id>/code/since", wire.session_since, ("GET",), _READS),
    (_NARRATIVE, codings.code_narrative, ("GET",), _READS),
    (_NARRATIVE, wire.act_on_narrative, ("POST",), _CODES),
    (f"{_NARRATIVE}/since", wire.narrative_since, ("GET",), _READS),
    (f"{_PROGRAMME}/codebook", codebook.codebook, ("GET",), _READS),
    (f"{_PROGRAMME}/codebook", codebook.add, ("POST",), _CODES),
    ("/codes/<code_id>", codebook.one_code, ("GET",), _READS),
    ("/codes/<code_id>/<act>", codebook.change_code, ("POST",), _CODES),
    ("/codings/<coding_id>/<act>", codebook.decide_coding, ("POST",), _CODES),
    ("/sessions/<session_id>/recordings/<recording_id>/before-deletion", unheard.before_deletion, ("GET",), _READS),
    ("/excerpts/<excerpt_id>", excerpts.one_excerpt, ("GET",), _READS),
    ("/excerpts/<excerpt_id>/<act>", excerpts.act_on, ("POST",), _CODES),
    (f"{_PROGRAMME}/memos", memos.memos, ("GET",), _READS),
    (f"{_PROGRAMME}/memos", memos.write, ("POST",), _CODES),
    ("/memos/<memo_id>", memos.one_memo, ("GET",), _READS),
    ("/memos/<memo_id>", memos.change_one_memo, ("POST",), _CODES),
    ("/searches", searches.searches, ("GET",), staff_required),
    ("/searches", searches.save, ("POST",), staff_required),
    ("/searches/<saved_id>/<act>", searches.change, ("POST",), staff_required),
    (f"{_PROGRAMME}/sets", sets.sets, ("GET",), _READS),
    (f"{_PROGRAMME}/sets", sets.make, ("POST",), _CODES),
    ("/sets/<set_id>", sets.one_set, ("GET",), _READS),
    ("/sets/<set_id>/<act>", sets.change_set, ("POST",), _CODES),
    (f"{_PROGRAMME}/groupings", groupings.groupings, ("GET",), _READS),
    (f"{_PROGRAMME}/groupings", groupings.ask, ("POST",), _CODES),
    ("/grouping-runs/<grouping_run_id>/stop", groupings.stop, ("POST",), _CODES),
    ("/groupings/<grouping_id>", groupings.one_grouping, ("GET",), _READS),
    ("/groupings/<grouping_id>/<act>", groupings.act_on_grouping, ("POST",), _CODES),
    (f"{_PROGRAMME}/themes", themes.themes, ("GET",), _READS),
    (f"{_PROGRAMME}/themes", themes.propose, ("POST",), _CODES),
    ("/themes/<theme_id>", themes.one_theme, ("GET",), _READS),
    ("/themes/<theme_id>/<act>", themes.change_theme, ("POST",), _CODES),
    (f"{_PROGRAMME}/comparison", comparison.comparison, ("GET",), _READS),
    (f"{_PROGRAMME}/comparison.csv", comparison.comparison_csv, ("GET",), _READS),
    (f"{_PROGRAMME}/comparison.xlsx", comparison.comparison_xlsx, ("GET",), _READS),
    (f"{_PROGRAMME}/together", comparison.together, ("GET",), _READS),
    (f"{_PROGRAMME}/together.csv", comparison.together_csv, ("GET",), _READS),
    (f"{_PROGRAMME}/matrix", framework.matrix, ("GET",), _READS),
    (f"{_PROGRAMME}/matrix", framework.write_cell, ("POST",), _CODES),
    (f"{_PROGRAMME}/matrix.csv", framework.matrix_csv, ("GET",), _READS),
    (f"{_PROGRAMME}/matrix.xlsx", framework.matrix_xlsx, ("GET",), _READS),
    ("/sessions/<session_id>/glance", pictures.session_glance, ("GET",), _READS),
    ("/sessions/<session_id>/glance.svg", pictures.session_glance_svg, ("GET",), _READS),
    ("/sessions/<session_id>/glance.csv", pictures.session_glance_csv, ("GET",), _READS),
    (f"{_PROGRAMME}/pictures", pictures.pictures, ("GET",), _READS),
    (f"{_PROGRAMME}/pictures.svg", pictures.pictures_svg, ("GET",), _READS),
    (f"{_PROGRAMME}/pictures.csv", pictures.pictures_csv, ("GET",), _READS),
    (f"{_PROGRAMME}/double", double.doubles, ("GET",), _READS),
    (f"{_PROGRAMME}/double", double.give, ("POST",), _WORKS),
    ("/double/<double_id>", double.one_double, ("GET",), _READS),
    ("/double/<double_id>/<act>", double.change_double, ("POST",), _CODES),
    (f"{_PROGRAMME}/decisions", acts.story, ("GET",), _READS),
    (f"{_PROGRAMME}/decisions.txt", acts.story_text, ("GET",), _READS),
    (f"{_PROGRAMME}/decisions/<int:number>/undo", acts.undo_one, ("POST",), _CODES),
)

for path, view, methods, guarded in _PAGES:
    blueprint.add_url_rule(path, view.__name__, guarded(view), methods=list(methods))
