"""What leaves this machine: one consent-filtered bundle, and writers that see nothing but the bundle."""

from retreat.export import analysed  # noqa: F401 - registers what exports read of analysis
from retreat.export.incoming import derived as incoming_derived  # noqa: F401 - registers files that wait
from retreat.export.releases import (
    derived,  # noqa: F401 - registers what follows people's answers
    gone,  # noqa: F401 - registers what a restored copy must obey
    withdrawn,  # noqa: F401 - registers what a withdrawal lists
)
from retreat.export.report import derived as report_derived  # noqa: F401 - registers what editors write
from retreat.export.told import derived as told_derived  # noqa: F401 - registers what is said about quotes
from retreat.export.told import gone as told_gone  # noqa: F401 - registers what a restored copy must obey
