"""
Who is shown to employers, by group: what the ranking cannot see, looked at afterwards.

Sex and age are read out of the ID number, where the office holds one, for this count
alone: nothing of it is stored or leaves by person. A group of fewer than ten people is
not shown, nor is the next smallest where the first could be worked out from it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from models import Application, ApplicationStatus, Place, Seeker
from webapp.services import audit
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.orm import Session

    from matcher.matching import Matches
    from webapp.services.matching import MatchMaker

SMALLEST = 10
LIST_LENGTH = 10
UNKNOWN = "unknown"
DIMENSIONS = ("sex", "age", "home")
AGE_BANDS = {
    "under 25": (0, 24),
    "25-34": (25, 34),
    "35-44": (35, 44),
    "45-54": (45, 54),
    "55 and over": (55, 130),
}
TAKEN = (
    ApplicationStatus.INTERVIEW,
    ApplicationStatus.OFFER,
    ApplicationStatus.HIRED,
    ApplicationStatus.STAYED,
)


@dataclass(frozen=True, slots=True)
class Group:
    """
    What a group of the people who are looking gets, each.

    Parameters
    ----------
    dimension, value
        Such as sex and female; a province by its name.
    exposure
        In the lists of ten that employers see: a first place counts 1, one further
        down 1 / log2(place + 1).
    ratio
        The exposure by that of everybody; 1 is even.
    offers
        Vacancies in the person's own list, ten at most.
    applications, taken
        How many were sent, and how many of them the employer took further.
    """

    dimension: str
    value: str
    people: int
    exposure: float
    ratio: float
    offers: float
    applications: float
    taken: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group are among those who get something, as a share."""

    dimension: str
    value: str
    people: int
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    """The groups that may be shown, and how many people are in those that may not."""

    groups: tuple[Group, ...]
    people: int
    hidden: int


def report(
    session: Session,
    maker: MatchMaker,
    *,
    now: dt.datetime,
    account_id: int | None = None,
) -> Report:
    """Return who is shown how much by the ranker that is live."""
    groups = _groups(session, now)
    of_seekers, of_vacancies = maker.for_all(session, now=now, top=LIST_LENGTH)
    exposure = _exposure(of_vacancies)
    offers = {matches.id: len(matches.fits) for matches in of_seekers}
    sent = _count(session, None)
    taken = _count(session, TAKEN)
    everybody = _mean(exposure, groups)
    shown, hidden = [], 0
    for dimension in DIMENSIONS:
        members: defaultdict[str, list[int]] = defaultdict(list)
        for id_, values in groups.items():
            members[values[dimension]].append(id_)
        large = _large(members)
        hidden += sum(len(ids) for value, ids in members.items() if value not in large)
        for value in sorted(large):
            ids = members[value]
            own = _mean(exposure, ids)
            shown.append(
                Group(
                    dimension, value, len(ids), own,
                    own / everybody if everybody else float("nan"),
                    _mean(offers, ids),
                    _mean(sent, ids),
                    sum(taken[i] for i in ids) / max(1, sum(sent[i] for i in ids)),
                )
            )  # fmt: skip
    audit.record(
        session, "fairness.report", None,
        account_id=account_id, now=now, detail={"people": len(groups)},
    )  # fmt: skip
    return Report(tuple(shown), len(groups), hidden)


def shares_of(
    session: Session, among: Collection[int], chosen: Collection[int], now: dt.datetime
) -> list[Share]:
    """Return of each group that may be shown which share of it was chosen."""
    groups = {id_: own for id_, own in _groups(session, now).items() if id_ in among}
    shares = []
    for dimension in DIMENSIONS:
        members: defaultdict[str, list[int]] = defaultdict(list)
        for id_, values in groups.items():
            members[values[dimension]].append(id_)
        for value in sorted(_large(members)):
            ids = members[value]
            got = sum(id_ in chosen for id_ in ids)
            shares.append(Share(dimension, value, len(ids), got / len(ids)))
    return shares


def read_id_number(number: str | None, day: dt.date) -> tuple[str, str]:
    """
    Return sex and age band as an ID number tells them (GB 11643-1999).

    The last digit but one is odd for men; digits 7 to 14 are the birthday.
    """
    if number is None or len(number) != 18 or not number[6:17].isdecimal():
        return UNKNOWN, UNKNOWN
    sex = "male" if int(number[16]) % 2 else "female"
    years = day.year - int(number[6:10]) - (f"{day:%m%d}" < number[10:14])
    bands = [name for name, (low, high) in AGE_BANDS.items() if low <= years <= high]
    return sex, bands[0] if bands else UNKNOWN


def _groups(session: Session, now: dt.datetime) -> dict[int, dict[str, str]]:
    provinces = {
        code[:2]: name
        for code, name in session.execute(
            select(Place.code, Place.short_name).where(Place.code.like("__0000"))
        )
    }
    rows = session.scalars(
        select(Seeker)
        .where(Seeker.is_looking)
        .options(
            load_only(
                Seeker.ref,
                Seeker.id_number_sealed,
                Seeker.home_place_code,
                raiseload=True,
            )
        )
    )
    found = {}
    for row in rows:
        sex, age = read_id_number(row.id_number, today(now))
        home = (row.home_place_code or "")[:2]
        found[row.id] = {
            "sex": sex,
            "age": age,
            "home": provinces.get(home, home or UNKNOWN),
        }
    return found


def _exposure(of_vacancies: Iterable[Matches]) -> dict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for matches in of_vacancies:
        for place, fit in enumerate(matches.fits, start=1):
            found[fit.seeker_id] += 1 / math.log2(place + 1)
    return found


def _count(
    session: Session, states: tuple[ApplicationStatus, ...] | None
) -> Counter[int]:
    query = select(Application.seeker_id, func.count()).group_by(Application.seeker_id)
    if states is not None:
        query = query.where(Application.status.in_(states))
    return Counter(dict(session.execute(query).all()))


def _large(members: Mapping[str, list[int]]) -> set[str]:
    """Return the groups that may be shown: a single hidden one could be worked out."""
    sizes = sorted(members, key=lambda value: len(members[value]))
    small = [value for value in sizes if len(members[value]) < SMALLEST]
    if len(small) == 1 and len(sizes) > 1:
        small.append(sizes[1])
    return set(members) - set(small)


def _mean(values: Mapping[int, float], ids: Iterable[int]) -> float:
    found = [values.get(id_, 0) for id_ in ids]
    return sum(found) / len(found) if found else 0.0
