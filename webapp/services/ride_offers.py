"""What can be asked for: where to, from which stop, on which day; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from matcher.location import distance_between_m
from matcher.places.place import Level
from matcher.types import Location
from models import (
    Application,
    ApplicationStatus,
    Campaign,
    Employer,
    Party,
    Seeker,
    Site,
    Vacancy,
)
from webapp.services.places import COUNTYLESS
from webapp.services.waiting import pickups_of, published_trips, rides_among

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from matcher.places.place import Place

# The surest first: who is hired is asked about that employer before any other.
PROPOSED = (
    ApplicationStatus.HIRED,
    ApplicationStatus.STAYED,
    ApplicationStatus.OFFER,
    ApplicationStatus.INTERVIEW,
    ApplicationStatus.SEEN,
    ApplicationStatus.SENT,
)
MOST_PROPOSED = 6
MOST_FOUND = 12
MOST_STOPS = 5
# As far as somebody might go to board elsewhere, as the crow flies.
STOP_REACH_M = 80_000


@dataclass(frozen=True, slots=True)
class SiteOffer:
    """A gate that is proposed, and what the person has to do with it."""

    site: Site
    status: ApplicationStatus | None


@dataclass(frozen=True, slots=True)
class StopOffer:
    """A stop near a home; `leaves_at` are the published times, none before."""

    code: str
    name: str
    distance_m: float
    leaves_at: tuple[dt.datetime, ...] = ()


def list_sites(
    session: Session,
    seeker: Seeker | None,
    words: str,
    campaigns: Collection[Campaign] = (),
) -> list[SiteOffer]:
    """
    Return the gates found by a name, then those that are proposed, each once.

    Who asks for no name and has applied nowhere sees where most people go.
    """
    offers: dict[int, SiteOffer] = {}
    for offer in (*find_sites(session, words), *propose_sites(session, seeker)):
        offers.setdefault(offer.site.id, offer)
    if not offers and not words.strip():
        return busiest_sites(session, campaigns)
    return list(offers.values())


def busiest_sites(session: Session, campaigns: Collection[Campaign]) -> list[SiteOffer]:
    """Return the gates to which most people of these campaigns travel."""
    people = func.sum(Party.size)
    found = session.scalars(
        select(Site)
        .join(Party, Party.site_id == Site.id)
        .where(Party.campaign_id.in_([campaign.id for campaign in campaigns]))
        .group_by(Site.id)
        .options(joinedload(Site.employer))
        .order_by(people.desc(), Site.id)
        .limit(MOST_PROPOSED)
    )
    return [SiteOffer(site, None) for site in found]


def propose_sites(session: Session, seeker: Seeker | None) -> list[SiteOffer]:
    """Return the gates of the employers one was hired by or applied to."""
    if seeker is None:
        return []
    order = case(
        {status: n for n, status in enumerate(PROPOSED)}, value=Application.status
    )
    applied = session.scalars(
        select(Application)
        .join(Application.vacancy)
        .where(Application.seeker_id == seeker.id, Application.status.in_(PROPOSED))
        .options(joinedload(Application.vacancy).joinedload(Vacancy.employer))
        .order_by(order, Application.updated_at.desc(), Application.id.desc())
    ).all()
    offers: dict[int, SiteOffer] = {}
    for application in applied:
        vacancy = application.vacancy
        sites = [vacancy.site] if vacancy.site else vacancy.employer.sites
        for site in sites[:1]:
            offers.setdefault(site.id, SiteOffer(site, application.status))
    return list(offers.values())[:MOST_PROPOSED]


def find_sites(session: Session, words: str) -> list[SiteOffer]:
    """Return the gates of the employers whose names hold these words."""
    words = words.strip()
    if not words:
        return []
    found = session.scalars(
        select(Site)
        .join(Site.employer)
        .where(Employer.name.contains(words, autoescape=True))
        .options(joinedload(Site.employer))
        .order_by(func.length(Employer.name), Employer.name, Site.id)
        .limit(MOST_FOUND)
    ).all()
    return [SiteOffer(site, None) for site in found]


def boarding_seat(gazetteer: Gazetteer, code: str) -> Place | None:
    """Return where a coach stops for a place, as ``boarding_place`` does for rows."""
    for place in (gazetteer.place(code), *gazetteer.ancestors(code)):
        if place.level is Level.PROVINCE:
            return None
        if place.level is Level.PREFECTURE and place.code not in COUNTYLESS:
            return None
        if place.lat is not None and place.lon is not None:
            return place
    return None


def stops_near(
    session: Session,
    gazetteer: Gazetteer,
    home: Place,
    site_id: int,
    campaigns: Iterable[Campaign],
    now: dt.datetime,
) -> list[StopOffer]:
    """
    Return the stop at home, first, and the others within reach, the nearest first.

    Where coaches to the gate are published their stops, else the counties around.
    """
    here = Location(home.code, home.lat, home.lon)
    times: dict[str, list[dt.datetime]] = {}
    for campaign in campaigns:
        rides = rides_among(published_trips(session, campaign, now))
        to_gate = {
            trip.id: trip
            for trip, onward in rides
            if any(stop.site_id == site_id for stop in (onward or trip).stops)
        }
        for trip in to_gate.values():
            for stop in pickups_of(trip):
                times.setdefault(stop.place_code or "", []).append(stop.departs_at)
    codes = set(times) or {place.code for place in gazetteer.list_places(Level.COUNTY)}
    near = []
    for code in codes - {home.code}:
        place = gazetteer.place(code)
        away_m = distance_between_m(here, Location(place.code, place.lat, place.lon))
        if away_m is not None and away_m <= STOP_REACH_M:
            near.append(_offer(place, away_m, times))
    near.sort(key=lambda offer: (offer.distance_m, offer.code))
    return [_offer(home, 0.0, times), *near[: MOST_STOPS - 1]]


def _offer(
    place: Place, distance_m: float, times: dict[str, list[dt.datetime]]
) -> StopOffer:
    leaves_at = tuple(sorted(times.get(place.code, ())))
    return StopOffer(place.code, place.full_name, distance_m, leaves_at)
