"""
Editions: what a campaign has promised each time it was published.

A later edition is compared with the one before, trip by trip and party by party, so
that only those are told whom a change concerns.
"""

from webapp.services.editions.difference import (
    Difference,
    PartyChange,
    PartyNews,
    TripChange,
    TripNews,
    compare,
)
from webapp.services.editions.laying_over import lay_over
from webapp.services.editions.promises import (
    PartyPromise,
    Promises,
    StopPromise,
    TripPromise,
)
from webapp.services.editions.rows import (
    find_latest,
    held_bookings_of,
    keep,
    list_editions,
    mark,
    preview,
    read,
)
from webapp.services.editions.settling import settle

__all__ = [
    "Difference",
    "PartyChange",
    "PartyNews",
    "PartyPromise",
    "Promises",
    "StopPromise",
    "TripChange",
    "TripNews",
    "TripPromise",
    "compare",
    "find_latest",
    "held_bookings_of",
    "keep",
    "lay_over",
    "list_editions",
    "mark",
    "preview",
    "read",
    "settle",
]
