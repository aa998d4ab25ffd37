"""GUIDs that are fixed at birth: made from the kind and id of a thing, so that every export has the same. Pure."""

from __future__ import annotations

from uuid import UUID, uuid5

# Never changed: other programs know our things by what is made from it.
_OURS = UUID("6b2f0c3e-9d5a-4f1e-8a37-1d0c5e7b9f42")


def guid(kind: str, name: str) -> str:
    """The GUID of a thing, in capitals, which some programs insist on."""
    return str(uuid5(_OURS, f"{kind}:{name}")).upper()
