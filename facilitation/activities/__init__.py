"""The catalogue of activities: one data file each, read by ``load_catalogue``."""

from facilitation.activities.catalogue import find_activity, load_catalogue
from facilitation.activities.reading import ActivityTemplate
from retreat.programme.catalogue import register_activities

__all__ = ["ActivityTemplate", "find_activity", "load_catalogue"]

register_activities(load_catalogue)
