"""What the sweep of saved searches needs of the search page: how to read an address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from webapp.public.filters import Filters

if TYPE_CHECKING:
    from matcher.conditions import Conditions
    from webapp.collaborators import Collaborators
    from webapp.services.alerts import Read
    from webapp.services.search_engine import SearchEngine


def open_search(made: Collaborators) -> tuple[SearchEngine, Read]:
    """Return the search, and what reads the address of a search page."""

    def read(address: str) -> tuple[str, Conditions]:
        filters = Filters.of(
            MultiDict(parse_qsl(address)), made.gazetteer, made.classification
        )
        return filters.q, filters.conditions(made.gazetteer)

    return made.search_engine, read
