"""The error tree: every way in which the product refuses or fails, with a stable code and a sentence for the user.

Three edges translate it: HTTP, socket, worker and command line. Private detail goes to the log, never to the user.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping


class RetreatError(Exception):
    """Anything this product refuses or fails to do."""

    code = "failed"
    status = 500
    retryable = False
    tell = "Something went wrong. Nothing you wrote was lost; please try again."

    def __init__(
        self, tell: str | None = None, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        """``code`` distinguishes refusals of one class; by default it is the class's own."""
        self.tell = tell or type(self).tell
        self.code = code or type(self).code
        self.fields = dict(fields or {})
        super().__init__(self.tell)


class InvalidInput(RetreatError):
    """What was sent does not have the right shape."""

    code = "invalid"
    status = 422
    tell = "Please check what you entered."


class NotSignedIn(RetreatError):
    """There is no token or sign-in, or it has ended."""

    code = "not_signed_in"
    status = 401
    tell = "Please join again with the code on the screen, or sign in."


class NotPermitted(RetreatError):
    """The act or channel is not this person's."""

    code = "not_permitted"
    status = 403
    tell = "That is not something you can do here."


class NotFound(RetreatError):
    """It does not exist, or is not yours: the two look the same on purpose."""

    code = "not_found"
    status = 404
    tell = "There is nothing at this address."


class Conflict(RetreatError):
    """The request conflicts with what is already there."""

    code = "conflict"
    status = 409
    tell = "Somebody else changed this in the meantime. Please look again."


class Gone(RetreatError):
    """It was here and has been erased, ended or used up."""

    code = "gone"
    status = 410
    tell = "This has ended or was removed."


class TooLarge(RetreatError):
    """More bytes than are accepted at once."""

    code = "too_large"
    status = 413
    tell = "That is too large. Please send something smaller."


class WrongMediaType(RetreatError):
    """A body of a kind that is not accepted here."""

    code = "wrong_media_type"
    status = 415
    tell = "This kind of file is not accepted here."


class TooMany(RetreatError):
    """Too many tries in a short time."""

    code = "slow_down"
    status = 429
    retryable = True
    tell = "There were too many tries. Please wait a minute and try again."


class Unavailable(RetreatError):
    """The machine cannot do it just now: database busy, disk full, engine missing."""

    code = "unavailable"
    status = 503
    retryable = True
    tell = "The machine cannot save just now. Nothing you wrote was lost; please try again in a moment."


class DiskFull(Unavailable):
    """No room is left for what was sent."""

    code = "disk_full"
    status = 507
    tell = "The disk of this machine is full. Please free some space. What you sent is still on your device."


def is_for_room(error: BaseException | None) -> bool:
    """Whether the system refused a write because nothing more fits."""
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BadSetting(RetreatError):
    """A setting is unknown or has a value that cannot be used."""

    code = "bad_setting"
    tell = "A setting cannot be used."
