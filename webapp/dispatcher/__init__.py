"""The dispatcher's pages: campaigns, their plans on a map, trips and manifests."""

from webapp.dispatcher import (
    boarding,
    calls,
    campaigns,
    comparing,
    control,
    demand,
    documents,
    editing,
    operators,
    parties,
    party,
    plans,
    publishing,
    remedies,
    results,
    speeds,
    trips,
)
from webapp.dispatcher.blueprint import bp

__all__ = [
    "boarding",
    "bp",
    "calls",
    "campaigns",
    "comparing",
    "control",
    "demand",
    "documents",
    "editing",
    "operators",
    "parties",
    "party",
    "plans",
    "publishing",
    "remedies",
    "results",
    "speeds",
    "trips",
]
