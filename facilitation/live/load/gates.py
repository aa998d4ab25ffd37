"""Whether an evening holds what we promise: each gate with its figure and its limit. Pure.

The limits are meant for 300 phones and 300 seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Gate = dict[str, Any]
# A figure by its path in the report, and the most that it may be.
MOST: tuple[tuple[str, str, float], ...] = (
    ("join wave: p95 until usable, ms", "join_wave.usable_ms.p95", 2_000),
    ("phase change: p99 until it reaches a phone, ms", "phase_change.delivery_ms.p99", 500),
    ("“Go!” burst: p95 until it reaches a phone, ms", "go.delivery_ms.p95", 600),
    ("“Go!” burst: refused", "go.not_accepted", 0),
    ("dots in a burst: refused", "dots.not_accepted", 0),
    ("dots in a burst: notes with a wrong total", "dots.wrong_totals", 0),
    ("all kinds: p95 until acknowledged, ms", "product.ack_ms.p95", 150),
    ("all kinds: p95 until it reaches a reader, ms", "product.delivery_ms.p95", 300),
    ("all kinds: p99 until it reaches a reader, ms", "product.delivery_ms.p99", 700),
    ("all kinds: told to slow down", "product.slowed", 0),
    ("all kinds: growth of the server's memory, MB", "memory_mb.growth", 50),
    ("reconnect storm: until everybody is back and current, s", "storm.current_s", 15),
    ("reconnect storm: told more than they had missed", "storm.unwanted_snapshots", 0),
    ("whole evening: lost", "whole.lost", 0),
    ("whole evening: doubled", "whole.doubled", 0),
)


def gates(found: Mapping[str, Any]) -> list[Gate]:
    """Every gate; a figure that could not be measured does not hold."""
    return [_gate(name, _figure(found, path), most) for name, path, most in MOST]


def _gate(name: str, figure: float | None, most: float) -> Gate:
    return {"gate": name, "figure": figure, "at_most": most, "holds": figure is not None and figure <= most}


def _figure(found: Mapping[str, Any], path: str) -> float | None:
    value: Any = found
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, int | float) else None
