"""How well a seeker and a vacancy fit: features, and the ranker that weighs them."""

from __future__ import annotations

from matcher.ranking.closeness import Baseline, blend, similarities
from matcher.ranking.features import find_features
from matcher.ranking.ranker import Ranker

__all__ = ["Baseline", "Ranker", "blend", "find_features", "similarities"]
