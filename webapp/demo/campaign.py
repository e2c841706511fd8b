"""A campaign: who comes back after the Spring Festival, from where, to which gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import (
    Campaign,
    CoachType,
    EmployerStatus,
    Operator,
    Party,
    PartyStatus,
    Rider,
)
from webapp.demo import fiction
from webapp.demo.wordbook import home_counties, too_far
from webapp.services.offices import first_office
from webapp.services.places import ensure_place

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from webapp.demo.employers import Firm

NAME = f"2027春节返岗（{fiction.MARK}）"
SERVICE_DATE = dt.date(2027, 2, 24)

# The provinces within a day's drive; the rest come by train.
COACH_PROVINCES = ("32", "34", "36", "37", "41", "42")
GATES = 12
GATES_A_COUNTY = 2  # people of one county follow each other to the same factories
# seats, hire, a kilometre: prices of the public scenario files, in fen
COACHES = ((33, 140_000, 460), (45, 170_000, 560), (53, 200_000, 640))
OPERATORS = ("吴江示例客运", "鲈乡示例旅游汽车")

# Of a hundred riders: with an enterprise's group, with a family, as a couple, alone.
KINDS = (
    ("企业团", 75, (8, 32)),
    ("家庭", 12, (3, 5)),
    ("夫妻", 7, (2, 2)),
    ("", 6, (1, 1)),
)
TELEPHONE = (
    (PartyStatus.CONFIRMED, 88),
    (PartyStatus.NO_ANSWER, 5),
    (PartyStatus.NEW, 3),
    (PartyStatus.OTHER_DATE, 2),
    (PartyStatus.GAVE_UP, 1),
    (PartyStatus.WRONG_NUMBER, 1),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A party before it is a row."""

    kind: str
    size: int
    county: str
    firm: Firm


def add_fleet(session: Session) -> None:
    """Add two operators; the second has few coaches, all of them larger."""
    for serial, name in enumerate(OPERATORS, start=1):
        operator = Operator(
            ref=f"demo-operator-{serial}",
            name=name,
            contact_name=f"调度{fiction.MARK}{serial}",
            phone=fiction.phone(80_000 + serial),
        )
        operator.coach_types = [
            CoachType(
                name=f"{seats}座大巴",
                seats=seats,
                hire_cents=hire + (serial - 1) * 5_000,
                cents_per_km=per_km + (serial - 1) * 10,
                count=None if serial == 1 else 6,
            )
            for seats, hire, per_km in COACHES[serial - 1 :]
        ]
        session.add(operator)
    session.flush()


def add_campaign(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    riders: int,
    now: dt.datetime,
) -> Campaign:
    """Add the campaign with so many riders in parties."""
    campaign = Campaign(
        office=first_office(session),
        name=NAME,
        first_date=SERVICE_DATE,
        last_date=SERVICE_DATE,
        rules={},
    )
    session.add(campaign)
    session.flush()
    serial = 0
    for number, group in enumerate(_groups(rng, firms, riders), start=1):
        ensure_place(session, gazetteer, group.county)
        status = rng.choices(*zip(*TELEPHONE, strict=True))[0]
        party = Party(
            campaign_id=campaign.id,
            label=f"{group.kind}{number}" if group.kind else f"散客{number}",
            size=group.size,
            pickup_place_code=group.county,
            site_id=group.firm.site.id,
            status=status,
            created_at=now,
            updated_at=now,
        )
        for _ in range(group.size):
            serial += 1
            party.riders.append(
                Rider(
                    ref=f"demo-rider-{serial:05d}",
                    name=fiction.person_name(rng, 10_000 + serial),
                    phone=fiction.phone(10_000 + serial),
                    id_number=fiction.id_number(rng, serial, SERVICE_DATE),
                    consented_at=now,
                    created_at=now,
                    updated_at=now,
                )
            )
        session.add(party)
    session.flush()
    return campaign


def _groups(rng: random.Random, firms: Sequence[Firm], riders: int) -> Iterator[Group]:
    """Yield parties of so many riders together; two of them live beyond reach."""
    verified = [row for row in firms if row.employer.status is EmployerStatus.VERIFIED]
    gates = rng.sample(verified, k=min(GATES, len(verified)))
    homes = [home for home in home_counties() if home.code[:2] in COACH_PROVINCES]
    gates_of = {home.code: rng.sample(gates, k=GATES_A_COUNTY) for home in homes}
    weights = [home.weight for home in homes]
    left = riders
    for home in too_far():
        size = min(left, 2)
        if size:
            yield Group("夫妻", size, home.code, rng.choice(gates))
        left -= size
    for kind, share, sizes in KINDS:
        quota = left if kind == "" else min(left, riders * share // 100)
        while quota > 0:
            size = min(quota, rng.randint(*sizes))
            home = rng.choices(homes, weights)[0]
            firm = rng.choice(gates_of[home.code])
            yield Group(kind if size > 1 else "", size, home.code, firm)
            quota -= size
            left -= size
