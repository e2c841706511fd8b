"""What was shown is noted, what became of it teaches, and a guard decides."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matcher.encoder.hashing import HashingEncoder
from matcher.learning import guard
from matcher.learning.finding import Finding
from matcher.learning.guard import Lesson, Verdict
from matcher.learning.outcomes import Outcome
from matcher.ranking import Ranker
from models import (
    Application,
    ApplicationStatus,
    AuditEvent,
    Impression,
    RankerStatus,
    RankerVersion,
)
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW, make_employer
from webapp.services import learning
from webapp.services.exposure import (
    KEPT_DAYS,
    forget_old,
    note_opened,
    note_shown,
)
from webapp.services.matching import MatchMaker
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.matching import Matches

LATER = NOW + dt.timedelta(days=learning.RIPE_DAYS)


@pytest.fixture
def maker() -> MatchMaker:
    return MatchMaker(HashingEncoder())


def shown_to(session: Session, maker: MatchMaker, seeker_id: int) -> Matches:
    matches = maker.for_seeker(session, seeker_id, now=NOW)
    note_shown(session, matches, None, now=NOW)
    return matches


def impressions(session: Session) -> list[Impression]:
    session.expire_all()
    query = select(Impression).order_by(Impression.shown_on, Impression.position)
    return list(session.scalars(query))


def test_a_list_is_noted_once_a_day(session: Session, maker: MatchMaker) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    for title in ("缝纫工", "厨师"):
        make_paid_vacancy(session, title)
    first = shown_to(session, maker, seeker.id)
    shown_to(session, maker, seeker.id)
    rows = impressions(session)
    assert [row.vacancy_id for row in rows] == [f.vacancy_id for f in first.fits]
    assert [row.position for row in rows] == [1, 2]
    assert rows[0].closeness == pytest.approx(first.fits[0].closeness)
    note_shown(session, first, None, now=NOW + dt.timedelta(days=1))
    assert len(impressions(session)) == 4


def test_opening_is_noted_for_what_was_shown_today(
    session: Session, maker: MatchMaker
) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    vacancy = make_paid_vacancy(session, "缝纫工")
    other = make_paid_vacancy(session, "厨师", headcount=1)
    shown_to(session, maker, seeker.id)
    assert note_opened(session, seeker.id, vacancy.id, now=NOW)
    tomorrow = NOW + dt.timedelta(days=1)
    assert not note_opened(session, seeker.id, other.id, now=tomorrow)
    assert [row.opened for row in impressions(session)] == [True, False]


def test_what_was_shown_is_forgotten_in_time(
    session: Session, maker: MatchMaker
) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工")
    shown_to(session, maker, seeker.id)
    forget_old(session, now=NOW + dt.timedelta(days=KEPT_DAYS))
    assert len(impressions(session)) == 1
    forget_old(session, now=NOW + dt.timedelta(days=KEPT_DAYS + 1))
    assert impressions(session) == []


@pytest.mark.parametrize("status", list(ApplicationStatus))
def test_every_state_of_an_application_is_an_outcome(
    session: Session, maker: MatchMaker, status: ApplicationStatus
) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    vacancy = make_paid_vacancy(session, "缝纫工")
    shown_to(session, maker, seeker.id)
    session.add(
        Application(seeker=seeker, vacancy=vacancy, status=status, created_at=NOW)
    )
    session.flush()
    log = learning.collect(session, now=LATER)
    assert log.outcomes.tolist() == [learning.OUTCOMES[status]]
    assert log.features["work"].tolist() == [1.0]


def test_an_application_belongs_to_the_last_list_before_it(
    session: Session, maker: MatchMaker
) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    vacancy = make_paid_vacancy(session, "缝纫工")
    matches = shown_to(session, maker, seeker.id)
    for day in (1, 2, 3):
        note_shown(session, matches, None, now=NOW + dt.timedelta(days=day))
    note_opened(session, seeker.id, vacancy.id, now=NOW)
    applied_at = NOW + dt.timedelta(days=2)
    session.add(Application(seeker=seeker, vacancy=vacancy, created_at=applied_at))
    session.flush()
    log = learning.collect(session, now=NOW + dt.timedelta(days=30))
    assert log.outcomes.tolist() == [
        Outcome.VIEWED, Outcome.IGNORED, Outcome.APPLIED,
    ]  # fmt: skip
    assert log.lists.tolist() == [0, 1, 2]


def test_outcomes_that_are_not_ripe_wait(session: Session, maker: MatchMaker) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工")
    shown_to(session, maker, seeker.id)
    assert len(learning.collect(session, now=NOW)) == 0
    assert len(learning.collect(session, now=LATER)) == 1


def test_too_few_outcomes_leave_the_shipped_ranker(session: Session) -> None:
    version = learning.learn(session, now=NOW)
    assert version.status is RankerStatus.REFUSED
    assert "too few" in version.why
    assert learning.live_version(session) is None
    assert learning.ranker_of(None) == Ranker.shipped()
    (event,) = session.scalars(select(AuditEvent))
    assert (event.action, event.detail) == ("ranker.learn", {"status": "refused"})


def test_learning_is_due_once_a_week_when_something_was_shown(
    session: Session, maker: MatchMaker
) -> None:
    assert learning.learn_if_due(session, now=NOW) is None
    seeker = make_wishing_seeker(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工")
    shown_to(session, maker, seeker.id)
    learning.pause(session, now=NOW)
    assert learning.learn_if_due(session, now=NOW) is None
    learning.go_on(session, now=NOW)
    assert learning.learn_if_due(session, now=NOW) is not None
    for days, due in ((6, False), (7, True)):
        now = NOW + dt.timedelta(days=days)
        assert (learning.learn_if_due(session, now=now) is not None) == due


def many_outcomes(session: Session, seed: int) -> None:
    """Lay outcomes of people who care for nothing but the pay, the work being alike."""
    random = np.random.default_rng(seed)
    employer = make_employer(session)
    offers = []
    for number in range(60):
        pay = (600_000, 800_000)[number % 2]
        offers.append(
            make_paid_vacancy(
                session,
                f"缝纫工{number}",
                employer=employer,
                has_lodging=number % 2 == 0,
                monthly_min_cents=pay,
                monthly_max_cents=pay,
            )
        )
    for _ in range(400):
        seeker = make_wishing_seeker(
            session, "缝纫工", wanted_monthly_cents=None, wants_lodging=True
        )
        drawn = random.permutation(60)[:10]
        for position, index in enumerate(drawn, start=1):
            offer = offers[index]
            looked = random.random() < 1 / position
            opened = looked and random.random() < (0.2 if offer.has_lodging else 0.9)
            session.add(
                Impression(
                    seeker_id=seeker.id, vacancy_id=offer.id, shown_on=today(NOW),
                    position=position, closeness=0.7, opened=opened,
                )
            )  # fmt: skip
            if opened and not offer.has_lodging and random.random() < 0.7:
                session.add(
                    Application(seeker=seeker, vacancy=offer, created_at=NOW,
                                status=ApplicationStatus.HIRED)
                )  # fmt: skip
    session.flush()


def test_a_better_ranker_goes_live_and_can_be_taken_back(
    session: Session, maker: MatchMaker
) -> None:
    many_outcomes(session, 1)
    version = learning.learn(session, now=LATER)
    assert version.status is RankerStatus.LIVE, version.why
    assert learning.live_version(session) is version
    assert version.metrics["finding"] == Finding.BETTER
    assert version.metrics["after"] > version.metrics["before"]
    learnt, shipped = learning.ranker_of(version), Ranker.shipped()
    rise = [
        curve.y[-1] - curve.y[0]
        for curve in (r.wants.curves["pay"] for r in (learnt, shipped))
    ]
    assert rise[0] > rise[1]

    seeker = make_wishing_seeker(session, "缝纫工", wants_lodging=True)
    with_it = maker.for_seeker(session, seeker.id, now=NOW)
    assert learning.restore_shipped(session, now=LATER)
    assert version.status is RankerStatus.RETIRED
    without = maker.for_seeker(session, seeker.id, now=NOW)
    assert with_it.fits[0].score != without.fits[0].score
    assert not learning.restore_shipped(session, now=LATER)


def test_a_new_live_ranker_retires_the_old(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    better = Lesson(Ranker.shipped(), Verdict(Finding.BETTER, "It is better."), 1.0)
    monkeypatch.setattr(guard, "relearn", lambda *_, **__: better)
    first = learning.learn(session, now=NOW)
    second = learning.learn(session, now=LATER)
    session.refresh(first)
    assert (first.status, second.status) == (RankerStatus.RETIRED, RankerStatus.LIVE)
    # Who has the first one on their page does not mean the second.
    assert not learning.restore_shipped(session, version_id=first.id, now=LATER)
    assert second.status is RankerStatus.LIVE
    assert learning.list_versions(session) == [second, first]


def test_two_live_rankers_cannot_be(session: Session) -> None:
    for _ in range(2):
        session.add(
            RankerVersion(
                created_at=NOW, status=RankerStatus.LIVE, name="x", weights={}
            )
        )
    with pytest.raises(IntegrityError):
        session.flush()


def test_weights_of_an_older_program_give_way_to_the_shipped(session: Session) -> None:
    version = RankerVersion(
        created_at=NOW, status=RankerStatus.LIVE, name="old", weights={"features": 3}
    )
    session.add(version)
    session.flush()
    assert learning.ranker_of(learning.live_version(session)) == Ranker.shipped()


def test_a_live_ranker_is_read_as_it_was_written(session: Session) -> None:
    ranker = replace(Ranker.shipped(), name="office")
    version = learning.learn(session, now=NOW)
    version.weights = json.loads(ranker.to_json())
    session.flush()
    session.expire_all()
    assert learning.ranker_of(version) == ranker
