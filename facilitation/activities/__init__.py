"""The catalogue of activities: one data file each, read by ``load_catalogue``."""

from facilitation.activities.catalogue import ActivityTemplate, RoundTemplate, find_activity, load_catalogue

__all__ = ["ActivityTemplate", "RoundTemplate", "find_activity", "load_catalogue"]
