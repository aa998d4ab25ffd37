"""The catalogue of activities, one data file each, and what programmes write themselves, read alike."""

from facilitation.activities.catalogue import find_activity, load_catalogue
from facilitation.activities.own import offered
from facilitation.activities.reading import ActivityTemplate
from retreat.programme.catalogue import register_activities

__all__ = ["ActivityTemplate", "find_activity", "load_catalogue", "offered"]

register_activities(offered)
