"""
What is expensive to load and shared by all requests of a process.

Each is made when it is first asked for, once: a process that only plans never loads
the encoder.
"""

from __future__ import annotations

import pathlib
import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import structlog
from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from matcher.occupations.classification import Classification
    from matcher.occupations.coder import OccupationCoder
    from matcher.places.gazetteer import Gazetteer
    from routing.travel_times.protocol import TravelTimes
    from webapp.config import Settings
    from webapp.services.kept import Kept
    from webapp.services.maps import Path
    from webapp.services.maps_static import Basemap
    from webapp.services.matching import MatchMaker
    from webapp.services.restoring import PlanReader
    from webapp.services.search_engine import SearchEngine
    from webapp.services.shared_pages import SharedPages
    from webapp.services.view_counting import ViewCounter
    from webapp.services.wording import Check
    from webapp.workflows.desk import PlanningDesk


STATIC = pathlib.Path(__file__).parent / "static"
T = TypeVar("T")
CARDS_KEPT = 20_000
log = structlog.get_logger()


class Once(Generic[T]):
    """A property made by the first thread that asks, while the others wait for it."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Once[T]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> Once[T] | T:
        if owner is None:
            return self
        # Once made, the instance's own attribute is found before this descriptor.
        with self._lock:
            if self._name not in owner.__dict__:
                owner.__dict__[self._name] = self._make(owner)
            made: T = owner.__dict__[self._name]
            return made


class Collaborators:
    """
    The gazetteer, the search engine, the planning desk, the roads on maps.

    Attributes
    ----------
    is_warming_up
        Whether the search engine is being filled, so that who does not search should
        not ask for it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.is_warming_up = False

    @Once
    def gazetteer(self) -> Gazetteer:
        """Return the places of China."""
        from matcher.places.gazetteer import Gazetteer

        return Gazetteer.load(self.settings.build_dir / "places")

    @Once
    def classification(self) -> Classification:
        """Return the occupations of 2022."""
        from matcher.occupations.classification import Classification

        return Classification.load(self.settings.build_dir / "occupations")

    @Once
    def cards(self) -> Kept[Markup]:
        """Return vacancies as they stand in lists, by version and language."""
        from webapp.services.kept import Kept

        return Kept(CARDS_KEPT)

    @Once
    def shared_pages(self) -> SharedPages | None:
        """Return the pages of all processes of the service; None: each has its own."""
        from webapp.services.shared_pages import SharedPages

        folder = self.settings.pages_dir
        return SharedPages(folder) if folder else None

    @Once
    def search_engine(self) -> SearchEngine:
        """Return the encoder with its index."""
        from webapp.services.search_engine import SearchEngine

        return SearchEngine.from_settings(self.settings, self.gazetteer)

    @Once
    def occupation_coder(self) -> OccupationCoder:
        """Return what finds the occupations of titles."""
        from webapp.services.encoders import open_occupation_coder

        engine = self.search_engine
        return open_occupation_coder(self.settings, (engine.static, engine.refiner))

    @Once
    def wording(self) -> Check:
        """Return what finds unlawful words: the grammar alone where it is damaged."""
        from matcher.errors import EncoderUnavailableError
        from matcher.wording.checking import check
        from webapp.services.encoders import open_wording_check

        try:
            return open_wording_check(self.settings)
        except EncoderUnavailableError as error:
            log.warning("wording check without its second reader", exc_info=error)
            return check

    @Once
    def match_maker(self) -> MatchMaker:
        """Return what compares seekers with vacancies."""
        from webapp.services.matching import MatchMaker

        return MatchMaker(self.search_engine.encoder, self.search_engine.baseline)

    @Once
    def view_counter(self) -> ViewCounter:
        """Return what counts the views of vacancies."""
        from webapp.services.view_counting import ViewCounter

        return ViewCounter()

    @Once
    def planning_desk(self) -> PlanningDesk:
        """Return the way to the planning workers."""
        from webapp.workflows.desk import PlanningDesk, workflows_url

        return PlanningDesk(workflows_url(self.settings.url))

    @Once
    def plan_reader(self) -> PlanReader:
        """Return what reads stored plans for changing them by hand."""
        from webapp.services.restoring import PlanReader

        return PlanReader(lambda: self.travel)

    @Once
    def travel(self) -> TravelTimes:
        """Return the travel engine, loaded when it is first asked something."""
        from webapp.services.restoring import KeptTravel
        from webapp.services.travel import open_travel

        return KeptTravel(lambda: open_travel(self.settings))

    @Once
    def paths(self) -> Path:
        """Return how the ways of trips are drawn on a map."""
        from webapp.services.maps import open_paths

        return open_paths(self.settings)

    @Once
    def basemap(self) -> Basemap:
        """Return the map that pictures of stops are drawn on."""
        from webapp.services.maps_static import Basemap

        return Basemap.load(STATIC / "vendor" / "basemap")


def collaborators() -> Collaborators:
    """Return those of the current app."""
    made: Collaborators = current_app.extensions["collaborators"]
    return made
