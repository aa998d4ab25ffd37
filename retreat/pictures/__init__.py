"""Pictures of flipcharts and paper notes: agreed to at the table, drawn anew, and kept until they are taken back."""

from retreat.people.ports import register_programme_of
from retreat.pictures import closing, derived  # noqa: F401 - register themselves
from retreat.pictures.queries import programme_of_picture

register_programme_of("picture_id", programme_of_picture)
