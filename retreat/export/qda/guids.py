"""How other programs know us and our things: a GUID is made from kind and id, the same in every export. Pure."""

from __future__ import annotations

from uuid import UUID, uuid5

ORIGIN = "Data retreat toolkit"
# Never changed: other programs know our things by what is made from it.
_OURS = UUID("6b2f0c3e-9d5a-4f1e-8a37-1d0c5e7b9f42")


def guid(kind: str, name: str) -> str:
    """The GUID of a thing, in capitals, which some programs insist on."""
    return str(uuid5(_OURS, f"{kind}:{name}")).upper()
