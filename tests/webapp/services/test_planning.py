from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import Campaign, PartyStatus
from routing import check
from routing.check import Cause
from routing.editing import SetDeparture
from routing.pictures import Kind
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
    make_site,
)
from webapp.services.bookings import pickup_code
from webapp.services.drafts import Draft, store
from webapp.services.manifests import compose
from webapp.services.planning import (
    NO_PLACE,
    NothingToPlanError,
    gather,
    make_draft,
    make_problem,
    solve,
    task_of,
)
from webapp.services.restoring import restore
from webapp.services.stored_plans import read_plan, trips_driven
from webapp.services.timetables import timetable_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COUNTIES = ("411525", "411526", "411528")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """
    Twelve parties of three counties for two gates, and two sizes of coach.

    They need three coaches: the fewer, the longer a small gap takes to be proven.
    """
    campaign = make_campaign(session)
    sites = [make_site(session) for _ in range(2)]
    for number in range(12):
        make_party(
            session,
            campaign,
            size=8 + number % 5,
            pickup_place_code=COUNTIES[number % 3],
            site=sites[number % 2],
            riders=[],
        )
    make_coach_type(session, name="33座", seats=33, hire_cents=120_000)
    make_coach_type(session)
    return campaign


def _solve(session: Session, campaign: Campaign) -> Draft:
    return solve(
        gather(session, campaign), GreatCircle(), time_limit_s=3600, gap=0.05, seed=1
    )


def test_every_confirmed_party_is_on_one_trip_or_listed_with_a_reason(
    session: Session, campaign: Campaign
) -> None:
    far = make_party(session, campaign, size=60, riders=[])
    draft = _solve(session, campaign)
    seated = [party_id for trip in draft.trips for party_id, _ in trip.seats]
    listed = [party.party_id for party in draft.left_out]
    assert sorted(seated + listed) == sorted(party.id for party in campaign.parties)
    assert len(set(seated)) == 12
    assert [(p.party_id, p.riders, p.reason) for p in draft.left_out] == [
        (far.id, 60, "too_large")
    ]


def test_parties_that_are_not_confirmed_are_not_planned(
    session: Session, campaign: Campaign
) -> None:
    for status in set(PartyStatus) - {PartyStatus.CONFIRMED}:
        make_party(session, campaign, status=status, riders=[])
    assert len(gather(session, campaign).parties) == 12


def test_a_party_known_to_the_province_only_is_listed_not_dropped(
    session: Session, campaign: Campaign
) -> None:
    vague = make_party(session, campaign, pickup_place_code="410000", riders=[])
    (left_out,) = gather(session, campaign).left_out
    assert (left_out.party_id, left_out.reason) == (vague.id, NO_PLACE)
    assert "河南省" in left_out.detail


def test_a_township_boards_with_its_county(
    session: Session, campaign: Campaign
) -> None:
    make_party(session, campaign, pickup_place_code="411525100", riders=[])
    assert gather(session, campaign).parties[-1].pickup == "411525"


def test_the_campaigns_rules_reach_the_planner(
    session: Session, campaign: Campaign
) -> None:
    campaign.rules = {"occupancy": 0.5, "kept_free_seats": 2, "max_pickups": 1}
    problem = make_problem(gather(session, campaign), GreatCircle())
    # 49 rated seats: one is the driver's, two are kept free, half may be filled.
    assert problem.max_load(problem.fleet[-1]) == 23
    draft = _solve(session, campaign)
    for trip in draft.trips:
        assert sum(riders for _, riders in trip.seats) <= trip.seats_allowed <= 23
        assert sum(stop.place_code is not None for stop in trip.stops) == 1


def test_only_the_ticked_coaches_are_used(session: Session, campaign: Campaign) -> None:
    small = make_coach_type(session, name="19座", seats=19)
    campaign.rules = {"coach_types": [small.id]}
    assert {trip.coach_type_id for trip in _solve(session, campaign).trips} == {
        small.id
    }


def test_without_coaches_there_is_nothing_to_plan(session: Session) -> None:
    campaign = make_campaign(session, rules={"coach_types": [-1]})
    make_party(session, campaign)
    with pytest.raises(NothingToPlanError, match="No coach type"):
        gather(session, campaign)


def test_stop_times_add_up_to_the_trips_duration(
    session: Session, campaign: Campaign
) -> None:
    for trip in _solve(session, campaign).trips:
        first, last = trip.stops[0], trip.stops[-1]
        assert (first.arrives_s, first.departs_s) == (-900, 0)
        assert last.departs_s - first.arrives_s == trip.duration_s
        times = [t for stop in trip.stops for t in (stop.arrives_s, stop.departs_s)]
        assert times == sorted(times)


def test_the_same_seed_gives_the_same_plan(
    session: Session, campaign: Campaign
) -> None:
    one, two = _solve(session, campaign), _solve(session, campaign)
    assert (one.cost_cents, one.trips) == (two.cost_cents, two.trips)


def test_a_plan_becomes_trips_that_leave_in_the_morning(
    session: Session, campaign: Campaign
) -> None:
    plan = make_plan(session, campaign)
    draft = _solve(session, campaign)
    store(session, plan, draft, NOW)
    assert sum(trip.seats_taken for trip in plan.trips) == sum(
        party.size for party in campaign.parties
    )
    assert {trip.departs_at for trip in plan.trips} == {
        dt.datetime(2027, 2, 24, 0, 0, tzinfo=dt.UTC)
    }
    assert plan.cost_cents == sum(trip.cost_cents for trip in plan.trips)
    assert plan.travel_engine == "great_circle"


def test_a_party_boards_in_the_next_town_where_that_is_allowed(
    session: Session,
) -> None:
    campaign = make_campaign(session, rules={"max_pickups": 1})
    site = make_site(session)
    for code in ("411525", "411526"):
        make_party(session, campaign, pickup_place_code=code, site=site)
    make_coach_type(session, count=1)
    assert len(_solve(session, campaign).left_out) == 1
    campaign.rules = {"max_pickups": 1, "alternatives_m": 90_000}
    plan = make_plan(session, campaign)
    draft = _solve(session, campaign)
    assert Draft.of(draft.plain()) == draft
    store(session, plan, draft, NOW)
    (trip,) = plan.trips
    stop = trip.stops[0].place_code
    homes = {b.party.pickup_place_code: b.pickup_code for b in trip.bookings}
    # Who lives there boards at home, the other one is told to come.
    assert homes == {"411525": None, "411526": None, **dict.fromkeys(
        {"411525", "411526"} - {stop}, stop)}  # fmt: skip
    assert [pickup_code(booking) for booking in trip.bookings] == [stop, stop]
    manifest = compose(session, trip, is_full=False, now=NOW)
    assert [line.boards for line in manifest.stops] == [8, 0]
    problem = make_problem(task_of(session, plan), GreatCircle())
    assert check(problem, read_plan(problem, trips_driven(session, plan))) == []


def test_rests_of_drivers_are_planned_where_the_rule_is_ticked(
    session: Session, campaign: Campaign
) -> None:
    campaign.rules = {"drivers_rest": True}
    plan = make_plan(session, campaign)
    draft = _solve(session, campaign)
    assert Draft.of(draft.plain()) == draft
    store(session, plan, draft, NOW)
    for trip in plan.trips:
        assert trip.rests
        # A rest of both, or a change of the two drivers.
        assert all(ends_s - starts_s >= 300 for _, starts_s, ends_s in trip.rests)
    (group,) = timetable_of(plan.trips)
    assert all(any(bar.kind is Kind.REST for bar in row.bars) for row in group.rows)
    problem = make_problem(task_of(session, plan), GreatCircle())
    assert check(problem, read_plan(problem, trips_driven(session, plan))) == []


def test_spaces_and_prices_reach_the_planner(
    session: Session, campaign: Campaign
) -> None:
    campaign.rules = {"wheelchairs": 2, "unassigned_cents": 5, "hour_cents": 300}
    problem = make_problem(gather(session, campaign), GreatCircle())
    assert {coach.wheelchairs for coach in problem.fleet} == {2}
    assert {coach.luggage for coach in problem.fleet} == {None}
    assert (problem.prices.unassigned_cents, problem.prices.hour_cents) == (5, 300)


def test_a_plan_of_three_days_keeps_windows_and_the_coaches_of_each_day(
    session: Session,
) -> None:
    first = SERVICE_DATE
    days = [first + dt.timedelta(days=n) for n in range(3)]
    campaign = make_campaign(session, last_date=days[2])
    site = make_site(session)
    make_coach_type(session, count=1)
    windows = {
        make_party(
            session, campaign, size=40, site=site, first_date=begin, last_date=end,
            riders=[],
        ).id: (begin or days[0], end or days[2])
        for begin, end in ((days[0], days[0]), (days[1], None), (days[1], days[1]))
    }  # fmt: skip
    asks = make_party(
        session, campaign, size=4, site=site, wanted_date=days[2], riders=[]
    )
    none_left = make_party(
        session, campaign, size=39, site=site, last_date=days[1], riders=[]
    )
    task = gather(session, campaign)
    draft = Draft.of(
        solve(task, GreatCircle(), time_limit_s=3600, gap=0.0, seed=1).plain()
    )
    plan = make_plan(session, campaign)
    store(session, plan, draft, NOW)

    trips = trips_driven(session, plan)
    assert [trip.service_date for trip in trips] == days
    assert [trip.number for trip in trips] == [1, 2, 3]
    for trip in trips:
        assert trip.departs_at == task.rules.departure(trip.service_date)
        for booking in trip.bookings:
            begin, end = windows.get(booking.party_id, campaign.days)
            assert begin <= trip.service_date <= end
    # With a day off its price, who asked for the third day rides on it.
    assert asks.id in {booking.party_id for booking in trips[2].bookings}
    assert [left.party_id for left in draft.left_out] == [none_left.id]
    problem = make_problem(task, GreatCircle())
    assert check(problem, read_plan(problem, trips)) == []

    # By hand: the judge knows whose day it is not, and saving keeps each trip's day.
    restored = restore(session, plan, GreatCircle())
    assert restored.editor.judge(restored.start) == []
    moved = restored.editor.apply(
        restored.start, SetDeparture(3, days[0], task.rules.departs_s)
    )
    causes = {found.violation.cause for found in restored.editor.judge(moved)}
    assert causes == {Cause.WRONG_DATE, Cause.FLEET}
    again = make_draft(task, restored.editor.problem, moved.plan, moved.numbers)
    assert [trip.service_date for trip in again.trips] == [
        str(day) for day in (days[0], days[1], days[0])
    ]
