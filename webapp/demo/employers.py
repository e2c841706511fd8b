"""Sixty firms of Wujiang's industries, with their gates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import Employer, EmployerStatus, Site
from webapp.demo import fiction
from webapp.demo.wordbook import Industry, industries
from webapp.services.employers import six_months_after
from webapp.services.places import ensure_place

if TYPE_CHECKING:
    import random

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer

WUJIANG = "320509"
# A township seat is a dot; factories lie around it, within a kilometre and a half.
SPREAD_DEGREES = 0.015
STREETS = ("示例路", "示例大道", "示例工业路", "示例东路")


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer's row with its gate and its industry."""

    employer: Employer
    site: Site
    industry: Industry


def add_firms(
    session: Session, gazetteer: Gazetteer, rng: random.Random, today: dt.date
) -> list[Firm]:
    """Add the employers and a site for each; most are verified, a few wait."""
    towns = {town.short_name: town for town in gazetteer.children(WUJIANG)}
    firms: list[Firm] = []
    for industry in industries():
        for name in industry.firms:
            serial = len(firms) + 1
            town = towns[rng.choice(industry.towns)]
            ensure_place(session, gazetteer, town.code)
            status = _status(serial)
            employer = Employer(
                ref=f"demo-employer-{serial:04d}",
                name=f"{name}（{fiction.MARK}）",
                credit_code=fiction.credit_code(serial),
                industry=industry.name,
                description=f"{industry.about}。本企业为{fiction.MARK}，并不存在。",
                place_code=town.code,
                contact_name=fiction.person_name(rng, 9000 + serial),
                phone=fiction.phone(90_000 + serial),
                status=status,
                verified_until=six_months_after(
                    today - dt.timedelta(days=rng.randrange(150))
                )
                if status is EmployerStatus.VERIFIED
                else None,
            )
            site = Site(
                employer=employer,
                name=f"{name}{rng.choice(('厂区', '东厂区', '一厂', '大门'))}",
                address=(
                    f"吴江区{town.name}{rng.choice(STREETS)}{rng.randint(1, 999)}号"
                ),
                place_code=town.code,
                lat=round((town.lat or 0) + rng.uniform(-1, 1) * SPREAD_DEGREES, 5),
                lon=round((town.lon or 0) + rng.uniform(-1, 1) * SPREAD_DEGREES, 5),
            )
            session.add_all((employer, site))
            firms.append(Firm(employer, site, industry))
    session.flush()
    return firms


def _status(serial: int) -> EmployerStatus:
    if serial % 15 == 0:
        return EmployerStatus.PENDING
    return EmployerStatus.REFUSED if serial == 59 else EmployerStatus.VERIFIED
