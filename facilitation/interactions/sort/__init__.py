"""Sorting notes: into piles of one's own, and under headings that the facilitators make."""

from facilitation.interaction import Interaction, no_options
from facilitation.interactions.sort import deciding, finding, keeping, loading, piling, projecting, record, showing
from facilitation.interactions.sort.making import PILES

INTERACTION = Interaction(
    name="sort",
    options=no_options,
    label="Sort notes into piles",
    plain=showing.on_the_plain_page,
    stays="sortings",
    desk=finding.for_desk,
    makes=PILES,
    record=record.SECTION,
    tables=(record.TABLE,),
    decide={
        "note.move": deciding.note_move,
        "cluster.add": deciding.cluster_add,
        "cluster.rename": deciding.cluster_rename,
        "cluster.merge": deciding.cluster_merge,
        "sort.gather": deciding.sort_gather,
        "sort.undo": deciding.sort_undo,
        "sort.pile": piling.sort_pile,
        "sort.name": piling.sort_name,
        "sort.put": piling.sort_put,
        "sort.take": piling.sort_take,
        "sort.remove": piling.sort_remove,
        "sort.show": piling.sort_show,
    },
    load={
        "note.move": loading.of_move,
        "cluster.add": loading.of_cluster,
        "cluster.rename": loading.of_cluster,
        "cluster.merge": loading.of_cluster,
        "sort.gather": loading.of_gather,
        "sort.undo": loading.of_undo,
        "sort.pile": finding.of_pile,
        "sort.name": finding.of_own,
        "sort.put": finding.of_placing,
        "sort.take": finding.of_placing,
        "sort.remove": finding.of_removal,
        "sort.show": finding.of_show,
    },
    project={
        "note.move": projecting.note_move,
        "cluster.add": projecting.cluster_add,
        "cluster.rename": projecting.cluster_rename,
        "cluster.merge": projecting.cluster_merge,
        "sort.gather": projecting.sort_gather,
        "sort.undo": projecting.sort_undo,
        "sort.pile": keeping.sort_pile,
        "sort.name": keeping.sort_name,
        "sort.put": keeping.sort_put,
        "sort.take": keeping.sort_take,
        "sort.remove": keeping.sort_remove,
    },
)
