"""Rows into the profiles that the matcher compares."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, load_only, raiseload

from matcher.hazards import is_hazardous
from matcher.piecework import is_piecework
from matcher.types import (
    WITH_NIGHTS,
    Location,
    Protection,
    Schooling,
    SeekerProfile,
    Shift,
    VacancyProfile,
)
from matcher.urgency import is_urgent
from models import (
    CharterPlan,
    Employer,
    PayPeriod,
    Place,
    PlaceLevel,
    Seeker,
    Site,
    Stop,
    Trip,
    Vacancy,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import LoaderOption

COUNTY_DIGITS = 6
# SQLite takes 32,766 variables in a statement, older ones 999.
CHUNK = 900

# Names, telephone and ID numbers are never read for matching.
SEEKER_FIELDS = (
    Seeker.id,
    Seeker.home_place_code,
    Seeker.wanted_title,
    Seeker.skills,
    Seeker.wanted_place_code,
    Seeker.wanted_monthly_cents,
    Seeker.wanted_shift,
    Seeker.refuses_nights,
    Seeker.reach_m,
    Seeker.wants_lodging,
    Seeker.wants_board,
    Seeker.schooling,
    Seeker.experience_months,
    Seeker.certificates,
    Seeker.available_from,
    Seeker.minor_until,
)
# The law's other age, before that of ``minor_until``: under it nobody may work.
CHILD_YEARS_BEFORE = 2

Coaches = dict[int, frozenset[str]]


def seeker_loading() -> tuple[LoaderOption, ...]:
    """Return how to load seekers for ``seeker_profile``."""
    return (
        load_only(*SEEKER_FIELDS, raiseload=True),
        joinedload(Seeker.wanted_place),
        raiseload(Seeker.account),
    )


def vacancy_loading() -> tuple[LoaderOption, ...]:
    """Return how to load vacancies for ``vacancy_profile``."""
    return (
        joinedload(Vacancy.employer).load_only(
            Employer.name, Employer.status, Employer.verified_until
        ),
        joinedload(Vacancy.place),
        joinedload(Vacancy.site),
    )


# One statement, made once: nearly every public page asks it.
_VACANCIES = (
    select(Vacancy)
    .where(Vacancy.id.in_(bindparam("ids", expanding=True)))
    .options(*vacancy_loading())
)


def seeker_profile(seeker: Seeker, today: dt.date) -> SeekerProfile:
    """Return what the matcher may know of a seeker."""
    return SeekerProfile(
        id=seeker.id,
        wanted_title=seeker.wanted_title,
        skills=seeker.skills,
        wanted_location=_location(seeker.wanted_place),
        wanted_pay_cents=seeker.wanted_monthly_cents,
        wanted_shift=Shift(seeker.wanted_shift) if seeker.wanted_shift else None,
        wants_lodging=seeker.wants_lodging,
        wants_board=seeker.wants_board,
        schooling=Schooling(seeker.schooling),
        experience_months=seeker.experience_months,
        certificates=frozenset(seeker.certificates),
        refused_shifts=WITH_NIGHTS if seeker.refuses_nights else frozenset(),
        reach_m=seeker.reach_m,
        available_from=seeker.available_from,
        protection=_protection(seeker.minor_until, today),
        home_county=(seeker.home_place_code or "")[:COUNTY_DIGITS],
    )


def vacancy_profile(
    vacancy: Vacancy, coaches: Mapping[int, frozenset[str]] | None = None
) -> VacancyProfile:
    """
    Return what the matcher knows of a vacancy.

    Parameters
    ----------
    coaches
        As ``coaches_by_site`` gives them; without, no coach is known.
    """
    site = vacancy.site
    return VacancyProfile(
        id=vacancy.id,
        title=vacancy.title,
        description=vacancy.description,
        employer=vacancy.employer.name,
        location=_gate(vacancy.place, site),
        occupation=vacancy.occupation_code or "",
        pay_min_cents=vacancy.monthly_min_cents,
        pay_max_cents=vacancy.monthly_max_cents,
        shift=Shift(vacancy.shift) if vacancy.shift else None,
        has_lodging=vacancy.has_lodging,
        has_board=vacancy.has_board,
        has_insurance=vacancy.has_insurance,
        schooling=Schooling(vacancy.schooling),
        experience_months=vacancy.experience_months,
        certificates=frozenset(vacancy.certificates),
        headcount=vacancy.headcount,
        is_hazardous=is_hazardous(vacancy.title, vacancy.description),
        is_urgent=is_urgent(vacancy.title, vacancy.description),
        is_piecework=vacancy.pay_period is PayPeriod.PIECE
        or is_piecework(vacancy.pay_text, vacancy.title, vacancy.description),
        # A posting names no first day of work; who is free within its time may begin.
        start_by=vacancy.valid_until,
        coach_from=(coaches or {}).get(site.id, frozenset()) if site else frozenset(),
    )


def coaches_by_site(session: Session) -> Coaches:
    """
    Return, for every gate that a chosen plan serves, the counties it serves from.

    By train too: from where its feeders come to where its shuttles go.
    """
    stops = session.execute(
        select(Stop.trip_id, Trip.plan_id, Trip.block_id, Place.code, Stop.site_id)
        .join(Stop.trip)
        .join(Trip.plan)
        .outerjoin(Stop.place)
        .where(
            CharterPlan.is_chosen,
            Stop.place_code.is_(None) | (Place.level != PlaceLevel.STATION),
        )
    ).all()
    counties: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    gates: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for trip_id, plan_id, block_id, code, site_id in stops:
        # A trip by itself, or all of the same train.
        ride = (0, trip_id) if block_id is None else (plan_id, block_id)
        if code is not None:
            counties[ride].add(code[:COUNTY_DIGITS])
        if site_id is not None:
            gates[ride].add(site_id)
    sites: defaultdict[int, set[str]] = defaultdict(set)
    for ride, some in gates.items():
        for site_id in some:
            sites[site_id] |= counties[ride]
    return {site_id: frozenset(codes) for site_id, codes in sites.items()}


def load_vacancies(session: Session, ids: Iterable[int]) -> dict[int, Vacancy]:
    """Return the vacancies with these ids, with employer, place and gate."""
    wanted = list(ids)
    found: dict[int, Vacancy] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.scalars(_VACANCIES, {"ids": wanted[start : start + CHUNK]})
        found |= {row.id: row for row in rows}
    return found


def load_seekers(session: Session) -> Sequence[Seeker]:
    """Return the seekers who are looking, by id, without their names."""
    return session.scalars(
        select(Seeker)
        .where(Seeker.is_looking)
        .order_by(Seeker.id)
        .options(*seeker_loading())
    ).all()


def _protection(minor_until: dt.date | None, today: dt.date) -> Protection:
    if minor_until is None or minor_until <= today:
        return Protection.NONE
    of_working_age = minor_until.replace(year=minor_until.year - CHILD_YEARS_BEFORE)
    return Protection.CHILD if today < of_working_age else Protection.MINOR


def _location(place: Place | None) -> Location:
    return Location() if place is None else Location(place.code, place.lat, place.lon)


def _gate(place: Place, site: Site | None) -> Location:
    """Return the place of the work, at the gate's coordinates where there is one."""
    if site is None:
        return _location(place)
    return Location(place.code, site.lat, site.lon)
