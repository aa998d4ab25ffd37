"""The registry of operation kinds: what a client may send and what every reader receives. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from retreat.log.fields import Kind
from retreat.log.folding import Signed
from retreat.log.nouns import NOUNS

KINDS: Mapping[str, Kind] = {kind.name: kind for noun in NOUNS for kind in noun.kinds}
SIGNED: Mapping[str, Signed] = {kind.name: noun.signed for noun in NOUNS for kind in noun.kinds}
