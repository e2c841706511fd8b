"""A campaign whose coaches are published and leave in some days: there are tickets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from webapp.demo import fiction
from webapp.demo.coaches import Round, Way, add_published
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Campaign
    from webapp.demo.employers import Firm

NAME = f"第二批返岗（{fiction.MARK}）"
DAYS_AHEAD = 5
HOME = "411525"  # 固始: the first coach is from there, and passes no other county
WAYS = (Way((HOME,), 0, 1), Way(("411526", HOME), 1, 1), Way(("341222",), 2, 1))


def add_coming_campaign(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    riders: int,
    now: dt.datetime,
) -> Campaign:
    """Add the campaign with so many riders; every coach has seats left."""
    drawn = Round(
        name=NAME,
        label="二批",
        ref="demo-coming",
        serial=70_000,
        service_date=local_date(now) + dt.timedelta(days=DAYS_AHEAD),
        ways=WAYS,
    )
    before = now - dt.timedelta(days=2)
    plan = add_published(session, gazetteer, rng, firms, drawn, riders, before)
    return plan.campaign
