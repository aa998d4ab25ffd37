"""The registry of operation kinds: what a client may send and what every reader receives. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from retreat.log.fields import Kind
from retreat.log.nouns import NOUNS

KINDS: Mapping[str, Kind] = {kind.name: kind for noun in NOUNS for kind in noun.kinds}
