"""The catalogue of activities: one data file each, read by ``load_catalogue``."""

from facilitation.activities.catalogue import ActivityTemplate, RoundTemplate, find_activity, load_catalogue
from retreat.programme.catalogue import register_activities

__all__ = ["ActivityTemplate", "RoundTemplate", "find_activity", "load_catalogue"]

register_activities(load_catalogue)
