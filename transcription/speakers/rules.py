"""The tuned values for finding speakers. Must never know how it is done."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringRules:
    """Cosine distance up to which groups join, and how long a voice must speak alone to found a group."""

    join: float = 0.60
    founding_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRules:
    """The tuned values. Chosen on real meetings and read turns together, because these pull in two directions:
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
