"""Pictures of flipcharts and paper notes: agreed to at the table, drawn anew, and kept until they are taken back."""

from retreat.pictures import closing, derived, gone  # noqa: F401 - register themselves
