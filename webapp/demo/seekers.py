"""People who look for work: what they can do, what they want, where they are from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    Schooling,
    Seeker,
    Shift,
    VacancyStatus,
)
from webapp.demo import fiction
from webapp.demo.employers import WUJIANG
from webapp.demo.wordbook import home_counties, occupations
from webapp.services.places import ensure_place

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Vacancy

SCHOOLINGS = (
    Schooling.ANY, Schooling.PRIMARY, Schooling.JUNIOR, Schooling.JUNIOR,
    Schooling.JUNIOR, Schooling.SENIOR, Schooling.SENIOR, Schooling.COLLEGE,
)  # fmt: skip
WISHES = ("", "", "", "想离家近一点有直达车", "最好有夫妻房", "能马上到岗", "想进大厂")
# How far applications have come, and how often.
STATES = {
    ApplicationStatus.SENT: 40,
    ApplicationStatus.SEEN: 20,
    ApplicationStatus.INTERVIEW: 12,
    ApplicationStatus.OFFER: 8,
    ApplicationStatus.HIRED: 8,
    ApplicationStatus.DECLINED: 8,
    ApplicationStatus.WITHDRAWN: 4,
}
ANYTHING = ("普工", "什么都可以", "工厂普工，能包住就行", "找份稳定的工作")


def add_seekers(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    count: int,
    now: dt.datetime,
) -> list[Seeker]:
    """Add so many seekers."""
    homes = home_counties()
    for home in homes:
        ensure_place(session, gazetteer, home.code)
    towns = [WUJIANG, *(town.code for town in gazetteer.children(WUJIANG))]
    for town in towns:
        ensure_place(session, gazetteer, town)
    weights = [home.weight for home in homes]
    rows = []
    for serial in range(1, count + 1):
        occupation = rng.choice(list(occupations().values()))
        wanted = rng.choice((*occupation.titles, occupation.name))
        low, high = occupation.pay
        skills = rng.sample(occupation.skills, k=rng.randint(1, len(occupation.skills)))
        joined_at = now - dt.timedelta(minutes=rng.randrange(60 * 24 * 200))
        minimum = Schooling.ANY if rng.random() < 0.1 else occupation.schooling
        rows.append(
            Seeker(
                ref=f"demo-seeker-{serial:05d}",
                name=fiction.person_name(rng, serial),
                phone=fiction.phone(serial),
                id_number=fiction.id_number(rng, serial, now.date())
                if rng.random() < 0.6
                else None,
                home_place_code=rng.choices(homes, weights)[0].code,
                wanted_title=rng.choice(ANYTHING) if rng.random() < 0.08 else wanted,
                skills="，".join(filter(None, (*skills, rng.choice(WISHES)))),
                wanted_place_code=rng.choice((None, WUJIANG, WUJIANG, *towns)),
                wanted_monthly_cents=round(rng.uniform(0.8, 1.0) * (low + high) / 1000)
                * 50_000
                if rng.random() < 0.8
                else None,
                wanted_shift=rng.choice((None, None, None, Shift.DAY, Shift.TWO)),
                wants_lodging=rng.random() < 0.6,
                wants_board=rng.random() < 0.4,
                schooling=rng.choice(SCHOOLINGS)
                if minimum is Schooling.ANY
                else minimum,
                experience_months=rng.choice((0, 0, 3, 6, 12, 24, 36, 60, 120)),
                certificates=[
                    name for name in occupation.certificates if rng.random() < 0.85
                ],
                available_from=(now + dt.timedelta(days=rng.randrange(120))).date(),
                is_looking=rng.random() < 0.93,
                created_at=joined_at,
                updated_at=joined_at,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def add_applications(
    session: Session,
    rng: random.Random,
    seekers: Sequence[Seeker],
    vacancies: Sequence[Vacancy],
    employer_id: int,
    now: dt.datetime,
) -> int:
    """
    Add an application of about every fourth seeker; return how many.

    Every third of them is to the employer who has a login, so that there is a board.
    """
    live = [row for row in vacancies if row.status is VacancyStatus.LIVE]
    own = [row for row in live if row.employer_id == employer_id]
    rows: list[Application] = []
    for seeker in seekers:
        if not live or rng.random() > 0.25:
            continue
        alike = [row for row in live if row.title[:2] == seeker.wanted_title[:2]]
        to_own = own and len(rows) % 3 == 0
        vacancy = rng.choice(own if to_own else alike or live)
        sent_at = now - dt.timedelta(minutes=rng.randrange(60 * 24 * 10))
        status = rng.choices(list(STATES), list(STATES.values()))[0]
        rows.append(
            Application(
                seeker_id=seeker.id,
                vacancy_id=vacancy.id,
                status=status,
                message=rng.choice(("", "", "我做过这个，想来试试", "请问还招人吗")),
                created_at=sent_at,
                updated_at=sent_at,
                events=_events(status, sent_at, now),
            )
        )
    session.add_all(rows)
    session.flush()
    return len(rows)


def _events(
    status: ApplicationStatus, sent_at: dt.datetime, now: dt.datetime
) -> list[ApplicationEvent]:
    """Return the steps that lead to a state, evenly from the sending until now."""
    sent, seen = ApplicationStatus.SENT, ApplicationStatus.SEEN
    steps = list(dict.fromkeys((sent, seen, status))) if status is not sent else [sent]
    return [
        ApplicationEvent(status=step, at=sent_at + (now - sent_at) * i / len(steps))
        for i, step in enumerate(steps)
    ]
