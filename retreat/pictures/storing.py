"""Where the bytes of pictures are: a folder of their own beside the sound, which no web address leads to."""

from __future__ import annotations

from retreat.errors import NotFound
from retreat.house import House
from retreat.recordings.storage import LocalStorage

# What a phone's largest picture takes, and the least that must be free while one is drawn anew.
PICTURE_MAX_BYTES = 20 * 1024**2
FOLDER = "pictures"


def storage_of(house: House) -> LocalStorage:
    """The folder, 0700, with files 0600."""
    return LocalStorage(house.settings.data / FOLDER)


def bytes_of(house: House, name: str) -> bytes:
    """A picture, whole: at most some megabytes.

    Raises:
        NotFound: It is no longer there.
    """
    try:
        with storage_of(house).open(name) as stream:
            return stream.read()
    except NotFound as error:
        raise NotFound("This picture is no longer here.") from error
