"""What can go wrong with speech work, in one sentence each. Must never know who asks or how it is shown."""

from __future__ import annotations

import errno


class TranscriptionError(Exception):
    """Base of everything this room raises on purpose; ``str()`` is one sentence for a person.

    ``permanent`` tells whether trying the same input again could ever help.
    """

    code = "transcription_failed"
    permanent = False


class UnreadableAudio(TranscriptionError):
    """The file holds no sound that can be decoded. Trying again never helps."""

    code = "unreadable_audio"
    permanent = True


class EngineFailed(TranscriptionError):
    """A recogniser or speaker stage broke down; trying again may help."""

    code = "engine_failed"


class NoRoom(TranscriptionError):
    """The disk is full; trying again helps once there is room."""

    code = "no_space"


def is_for_room(error: OSError) -> bool:
    """Whether the system refused a write because nothing more fits."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


class EngineMissing(TranscriptionError):
    """A model or an optional package isn't installed: a matter of configuration."""

    code = "engine_missing"


class ModelRefused(TranscriptionError):
    """A speech model cannot be added, fetched, chosen or removed; the sentence says why and what to do."""

    code = "model_refused"


class NotComparable(TranscriptionError):
    """An earlier report of the benchmark says nothing beside the run that was asked for."""

    code = "not_comparable"
    permanent = True


class Cancelled(TranscriptionError):
    """The caller asked to stop; finished work is kept in the work folder."""

    code = "cancelled"
