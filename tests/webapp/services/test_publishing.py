from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Booking,
    CampaignStatus,
    CharterPlan,
    Edition,
    Notice,
    NoticeKind,
    PlanStatus,
    Role,
    TripEvent,
    TripEventKind,
    TripStatus,
)
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
    make_site,
)
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip, make_request
from webapp.services import editions, publishing
from webapp.services.planning import fleet_on, gather
from webapp.services.plans import choose_plan
from webapp.services.publishing_notices import list_to_call, unchanged_operators
from webapp.services.seats import take_seats
from webapp.services.tickets import payload, read

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models import CoachType, RideRequest, Site, Trip

HOUR = dt.timedelta(hours=1)
KEY = "test"
TAPS = 4


class Season:
    """A campaign with a published plan of two coaches, and a rider in each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.campaign = make_campaign(session, status=CampaignStatus.PUBLISHED)
        self.sites = [make_site(session) for _ in range(2)]
        self.coaches = [make_coach_type(session) for _ in range(2)]
        self.people = [
            make_account(session, Role.EMPLOYER, employer_id=site.employer_id)
            for site in self.sites
        ]
        trips = [
            self.trip(site, coach)
            for site, coach in zip(self.sites, self.coaches, strict=True)
        ]
        self.plan = trips[0].plan
        self.requests = [
            make_request(session, self.campaign, site, size=2) for site in self.sites
        ]
        publishing.publish(session, self.plan, account_id=None, now=NOW)

    def trip(self, site: Site, coach: CoachType, **values: object) -> Trip:
        return make_published_trip(
            self.session, campaign=self.campaign, site=site, coach_type=coach, **values
        )

    def plan_again(self, late: dt.timedelta) -> CharterPlan:
        """Choose a plan of the same rides in another order, the second one later."""
        was = self.plan.trips
        self.plan.is_chosen = False
        self.session.flush()
        plan = make_plan(
            self.session,
            self.campaign,
            status=PlanStatus.DONE,
            finished_at=NOW,
            is_chosen=True,
        )
        self.session.refresh(self.campaign, ["plans"])
        for old, site, coach, request, by in (
            (was[1], self.sites[1], self.coaches[1], self.requests[1], late),
            (was[0], self.sites[0], self.coaches[0], self.requests[0], 0 * HOUR),
        ):
            trip = self.trip(
                site, coach, status=TripStatus.DRAFT, departs_at=old.departs_at + by
            )
            assert request.party is not None
            booking = take_seats(self.session, trip, request.party)
            booking.numbered[0].number = 40
        self.session.flush()
        choose_plan(self.session, plan, account_id=None, now=NOW)
        return plan

    def told(self, request: RideRequest) -> list[NoticeKind]:
        return list(
            self.session.scalars(
                select(Notice.kind)
                .where(Notice.account_id == request.seeker.account_id)
                .order_by(Notice.id)
            )
        )

    def booking(self, request: RideRequest, plan: CharterPlan) -> Booking:
        return self.session.scalars(
            select(Booking).where(
                Booking.plan_id == plan.id, Booking.party_id == request.party_id
            )
        ).one()


@pytest.fixture
def season(session: Session) -> Season:
    return Season(session)


def test_who_is_left_without_a_seat_hears_so_once_when_the_coaches_are_public(
    session: Session,
) -> None:
    campaign, gate = make_campaign(session), make_site(session)
    left = make_request(session, campaign, gate)
    trip = make_published_trip(session, campaign=campaign, status=TripStatus.DRAFT)
    for _time in range(2):
        publishing.publish(session, trip.plan, account_id=None, now=NOW)
        (notice,) = session.scalars(
            select(Notice).where(Notice.account_id == left.seeker.account_id)
        )
        assert notice.kind is NoticeKind.SEAT_WAITING
        assert notice.path == f"/me/rides/{left.id}"


def test_of_a_new_plan_only_those_hear_whom_it_concerns(
    session: Session, season: Season
) -> None:
    same, late = season.requests
    ticket = payload(season.booking(same, season.plan), KEY)
    code = season.booking(same, season.plan).code
    plan = season.plan_again(late=HOUR)
    difference, mark = editions.preview(session, plan)
    assert [change.party_id for change in difference.parties] == [late.party_id]
    kept = unchanged_operators(session, plan, difference)
    assert [each.id for each in kept] == [season.coaches[0].operator_id]
    publishing.publish(session, plan, seen=mark, account_id=None, now=NOW)
    assert season.told(same) == [NoticeKind.SEAT_TAKEN]
    assert season.told(late) == [NoticeKind.SEAT_TAKEN, NoticeKind.TRIP_CHANGED]
    kept_booking = season.booking(same, plan)
    assert (kept_booking.trip.number, kept_booking.code) == (1, code)
    assert read(session, ticket, KEY) is kept_booking
    enterprises = session.execute(
        select(Notice.account_id, Notice.kind)
        .where(Notice.account_id.in_([each.id for each in season.people]))
        .order_by(Notice.id)
    ).all()
    assert [(who, kind) for who, kind in enterprises] == [
        (season.people[0].id, NoticeKind.ARRIVALS_PUBLISHED),
        (season.people[1].id, NoticeKind.ARRIVALS_PUBLISHED),
        (season.people[1].id, NoticeKind.ARRIVALS_CHANGED),
    ]
    numbers = session.scalars(select(Edition.number).order_by(Edition.number)).all()
    assert list(numbers) == [1, 2]


def test_a_plan_that_promises_the_same_tells_nobody(
    session: Session, season: Season
) -> None:
    plan = season.plan_again(late=0 * HOUR)
    before = session.scalar(select(func.count(Notice.id)))
    publishing.publish(session, plan, account_id=None, now=NOW)
    assert session.scalar(select(func.count(Notice.id))) == before
    edition = editions.find_latest(session, season.campaign)
    assert edition is not None
    assert (edition.number, edition.plan_id) == (1, plan.id)


def test_a_difference_that_has_moved_on_is_not_published(
    session: Session, season: Season
) -> None:
    plan = season.plan_again(late=HOUR)
    _, mark = editions.preview(session, plan)
    publishing.publish(session, plan, seen=mark, account_id=None, now=NOW)
    with pytest.raises(publishing.MovedOnError):
        publishing.publish(session, plan, seen=mark, account_id=None, now=NOW)


def test_a_trip_that_is_moved_is_a_new_edition_and_told_once(
    session: Session, season: Season
) -> None:
    trip = season.plan.trips[1]
    publishing.move_trip(
        session,
        trip,
        trip.departs_at + HOUR,
        seen_at=trip.updated_at,
        account_id=None,
        now=NOW,
    )
    publishing.publish(session, season.plan, account_id=None, now=NOW)
    assert season.told(season.requests[1])[-1] is NoticeKind.TRIP_CHANGED
    assert len(season.told(season.requests[1])) == 2
    assert len(editions.list_editions(session, season.campaign)) == 2


def test_a_trip_that_has_arrived_is_neither_moved_nor_called_off(
    session: Session, season: Season
) -> None:
    trip = season.plan.trips[1]
    session.add(
        TripEvent(
            trip_id=trip.id,
            client_id="gate",
            kind=TripEventKind.REACHED,
            stop_id=trip.stops[-1].id,
            happened_at=trip.arrives_at,
            received_at=trip.arrives_at,
        )
    )
    session.flush()
    for change, what in (
        (publishing.call_off, "没有车"),
        (publishing.move_trip, trip.departs_at + HOUR),
    ):
        with pytest.raises(publishing.ArrivedError):
            change(
                session, trip, what, seen_at=trip.updated_at, account_id=None, now=NOW
            )


def test_who_came_by_a_roster_is_listed_to_be_called(
    session: Session, season: Season
) -> None:
    plan = season.plan_again(late=HOUR)
    party = make_party(session, season.campaign, site=season.sites[0])
    take_seats(session, plan.trips[1], party)
    difference, _ = editions.preview(session, plan)
    assert len(difference.parties) == 2
    assert list_to_call(session, difference) == [party]


def test_of_many_who_publish_at_once_one_edition_comes_and_each_is_told_once(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        season = Season(session)
        plan = season.plan_again(late=HOUR)
        plan_id = plan.id
        late = season.requests[1].seeker.account_id
        _, mark = editions.preview(session, plan)
        session.commit()
    together = threading.Barrier(TAPS)

    def tap(_: int) -> bool:
        together.wait()
        with Session(fresh_engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            try:
                publishing.publish(session, plan, seen=mark, account_id=None, now=NOW)
            except publishing.MovedOnError:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(TAPS) as pool:
        assert sum(pool.map(tap, range(TAPS))) == 1
    with Session(fresh_engine) as session:
        assert session.scalar(select(func.count(Edition.id))) == 2
        kinds = session.scalars(
            select(Notice.kind).where(Notice.account_id == late).order_by(Notice.id)
        ).all()
        assert list(kinds) == [NoticeKind.SEAT_TAKEN, NoticeKind.TRIP_CHANGED]


def test_a_coach_that_another_campaign_has_made_public_is_neither_planned_nor_published(
    session: Session,
) -> None:
    coach = make_coach_type(session, count=2)
    first, second = (
        make_published_trip(
            session,
            campaign=make_campaign(session),
            coach_type=coach,
            status=TripStatus.DRAFT,
        )
        for _ in range(2)
    )
    ours = second.plan.campaign
    more = make_published_trip(
        session, campaign=ours, coach_type=coach, status=TripStatus.DRAFT
    )

    def offered() -> int | None:
        task = gather(session, ours)
        dates = [*task.dates, task.dates[-1] + dt.timedelta(days=1)]
        (row,) = [c for c in fleet_on(task, dates) if c.id == str(coach.id)]
        assert row.counts[1:] in ((), (2,))  # the day after has them all
        return row.counts[0] if row.counts else row.count

    assert offered() == 2  # What is not public takes nothing.
    publishing.publish(session, first.plan, account_id=None, now=NOW)
    assert offered() == 1
    with pytest.raises(publishing.CoachesTakenError) as refused:
        publishing.publish(session, second.plan, account_id=None, now=NOW)
    (overused,) = refused.value.overused
    assert (overused.coach, overused.elsewhere, overused.wanted) == (coach, 1, 2)
    assert more.status is TripStatus.DRAFT
    # By hand no trip goes to a day on which others have the coaches.
    coach.count = 1
    day = dt.timedelta(days=2)
    away = make_published_trip(
        session,
        campaign=make_campaign(session),
        coach_type=coach,
        departs_at=first.departs_at + day,
        arrives_at=first.arrives_at + day,
        status=TripStatus.DRAFT,
    )
    publishing.publish(session, away.plan, account_id=None, now=NOW)
    with pytest.raises(publishing.CoachesTakenError) as refused:
        publishing.move_trip(
            session, away, first.departs_at, seen_at=away.updated_at,
            account_id=None, now=NOW,
        )  # fmt: skip
    (overused,) = refused.value.overused
    assert (overused.elsewhere, overused.wanted) == (1, 1)
    coach.count = 2
    publishing.call_off(
        session, first, "示例", seen_at=first.updated_at, account_id=None, now=NOW
    )
    assert offered() == 2
    publishing.publish(session, second.plan, account_id=None, now=NOW)
    # What is public already stays so, whatever the company has meanwhile.
    coach.count = 1
    publishing.publish(session, second.plan, account_id=None, now=NOW)
