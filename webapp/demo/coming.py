"""
A campaign whose coaches are published and leave in some days: there are tickets.

Who lives near rides all the way by coach, who lives far by coach, train and coach.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from webapp.demo import fiction
from webapp.demo.by_train import ByTrain, Station
from webapp.demo.coaches import Round, Way
from webapp.demo.rounds import add_published
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
TRAIN = ByTrain(
    name=f"返岗专列（{fiction.MARK}）",
    hub=Station("贵阳北站", "520115", 26.6190, 106.6742),
    station=Station("苏州站", "320508", 31.3297, 120.6107),
    departs=dt.time(10, 40),
    arrives=dt.time(20, 30),
    seats=200,
    seat_cents=42_000,
    homes=(("520521", "520581"), ("520524",)),  # 大方 and 黔西; 织金
    gates=(0, 2),
)


def add_coming_campaign(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    riders: int,
    now: dt.datetime,
) -> Campaign:
    """
    Add the campaign with so many riders by coach, and half as many by train.

    Every coach has seats left.
    """
    drawn = Round(
        name=NAME,
        label="二批",
        ref="demo-coming",
        serial=70_000,
        service_date=local_date(now) + dt.timedelta(days=DAYS_AHEAD),
        ways=WAYS,
        train=TRAIN,
    )
    before = now - dt.timedelta(days=2)
    plan = add_published(session, gazetteer, rng, firms, drawn, riders, before)
    return plan.campaign
