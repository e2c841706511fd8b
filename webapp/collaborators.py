"""
What is expensive to load and shared by all requests of a process.

Each is made when it is first asked for, once: a process that only plans never loads
the encoder.
"""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from matcher.places.gazetteer import Gazetteer
    from webapp.config import Settings
    from webapp.services.maps import Path
    from webapp.services.matching import MatchMaker
    from webapp.services.search_engine import SearchEngine
    from webapp.workflows.desk import PlanningDesk


class Collaborators:
    """The gazetteer, the search engine, the planning desk, the roads on maps."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return the places of China."""
        from matcher.places.gazetteer import Gazetteer

        with self._lock:
            return Gazetteer.load(self.settings.build_dir / "places")

    @cached_property
    def search_engine(self) -> SearchEngine:
        """Return the encoder with its index."""
        from webapp.services.search_engine import SearchEngine

        with self._lock:
            return SearchEngine.from_settings(self.settings, self.gazetteer)

    @cached_property
    def match_maker(self) -> MatchMaker:
        """Return what compares seekers with vacancies."""
        from webapp.services.matching import MatchMaker

        with self._lock:
            return MatchMaker(self.search_engine.encoder)

    @cached_property
    def planning_desk(self) -> PlanningDesk:
        """Return the way to the planning workers."""
        from webapp.workflows.desk import PlanningDesk, workflows_url

        with self._lock:
            return PlanningDesk(workflows_url(self.settings.url))

    @cached_property
    def paths(self) -> Path:
        """Return how the ways of trips are drawn on a map."""
        from webapp.services.maps import open_paths

        with self._lock:
            return open_paths(self.settings)


def collaborators() -> Collaborators:
    """Return those of the current app."""
    made: Collaborators = current_app.extensions["collaborators"]
    return made
