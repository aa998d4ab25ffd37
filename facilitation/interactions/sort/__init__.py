"""Headings, and which notes lie under them."""

from facilitation.interaction import Interaction
from facilitation.interactions.sort import deciding, loading, projecting

INTERACTION = Interaction(
    name="sort",
    decide={
        "note.move": deciding.note_move,
        "cluster.add": deciding.cluster_add,
        "cluster.rename": deciding.cluster_rename,
        "cluster.merge": deciding.cluster_merge,
    },
    load={
        "note.move": loading.of_move,
        "cluster.add": loading.of_cluster,
        "cluster.rename": loading.of_cluster,
        "cluster.merge": loading.of_cluster,
    },
    project={
        "note.move": projecting.note_move,
        "cluster.add": projecting.cluster_add,
        "cluster.rename": projecting.cluster_rename,
        "cluster.merge": projecting.cluster_merge,
    },
)
