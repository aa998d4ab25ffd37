"""What was taken back in sessions: a restored copy holds neither the words nor the acts."""

from retreat.log.taken_back import acts, texts  # noqa: F401 - register themselves
