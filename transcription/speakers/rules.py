"""What is tuned in telling speakers apart, with the values that were chosen. Must never know how it is done."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringRules:
    """Cosine distance up to which groups join, and how long a voice must speak alone to found a group."""

    join: float = 0.60
    founding_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRules:
    """What is tuned. Chosen on excerpts of real meetings and on read turns together, as they pull apart:
    meetings are annotated word by word, read turns with their pauses."""

    step_s: float = 3.5
    shortest_span_s: float = 0.10
    shortest_pause_s: float = 0.60
    longest_pause_s: float = 1.5
    breath_s: float = 0.4
    breath_share: float = 0.1
    clustering: ClusteringRules = field(default_factory=ClusteringRules)


CHOSEN = SpeakerRules()
CHOSEN_CLUSTERING = CHOSEN.clustering
