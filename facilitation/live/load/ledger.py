"""What was sent in one part of the evening, what came of it, and how long it took."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from facilitation.live.bench_phones import percentiles


@dataclass(slots=True)
class Ledger:
    """Operations by ``op_id``; times by ``time.perf_counter``.

    Attributes:
        outcomes: For each kind, how many were accepted, and how many refused with each code.
        public: How many of what was sent reached everybody.
    """

    sent_at: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    delivery_ms: array[float] = field(default_factory=lambda: array("d"))
    ack_ms: array[float] = field(default_factory=lambda: array("d"))
    public: int = 0

    def arrived(self, op_ids: tuple[str, ...], at: float) -> None:
        """Operations reached one guest."""
        for op_id in op_ids:
            sent = self.sent_at.get(op_id)
            if sent is not None:
                self.delivery_ms.append((at - sent) * 1000)

    @property
    def all_outcomes(self) -> Counter[str]:
        """The outcomes of all kinds together."""
        return sum(self.outcomes.values(), Counter())

    def answered(self, batch: list[dict[str, Any]], answer: dict[str, Any], at: float) -> None:
        """A batch was answered, or refused as a whole."""
        kinds = {op["op_id"]: op["kind"] for op in batch}
        for one in answer.get("accepted", ()):
            self._count(kinds[one["op_id"]], "accepted")
            self.ack_ms.append((at - self.sent_at[one["op_id"]]) * 1000)
        for one in answer.get("refused", ()):
            self._count(kinds[one["op_id"]], one["code"])
        if "error" in answer:
            for kind in kinds.values():
                self._count(kind, answer["error"]["code"])

    def _count(self, kind: str, outcome: str) -> None:
        self.outcomes.setdefault(kind, Counter())[outcome] += 1

    def told(self) -> dict[str, Any]:
        """The figures of this part."""
        outcomes = self.all_outcomes
        accepted = outcomes.pop("accepted", 0)
        return {
            "sent": len(self.sent_at),
            "accepted": accepted,
            "public": self.public,
            "refused": dict(outcomes.most_common()),
            "deliveries": len(self.delivery_ms),
            "delivery_ms": percentiles(list(self.delivery_ms)),
            "ack_ms": percentiles(list(self.ack_ms)),
        }
