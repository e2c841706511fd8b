from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    AuditEvent,
    Booking,
    BookingStatus,
    CampaignStatus,
    NoticeKind,
    Office,
    OfficeKind,
    Party,
    PartyStatus,
    RideRequest,
    Seat,
    Seeker,
    Trip,
    TripStatus,
)
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_party,
    make_plan,
    make_site,
    make_trip,
)
from tests.factories.riding import (
    CONSENT,
    ID_NUMBER,
    NO_GAZETTEER,
    make_published_trip,
    make_request,
    make_rider,
    make_wish,
)
from webapp.services import notices, publishing, riding, waiting
from webapp.services.campaigns import set_party_status
from webapp.services.plans import choose_plan
from webapp.services.riding import CampaignOverError, Standing, show
from webapp.services.rules import CampaignRules
from webapp.services.seats import take_seats
from webapp.services.spaces import Brought

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from models import Site

TAPS = 8


@pytest.fixture
def trip(session: Session) -> Trip:
    return make_published_trip(session)


@pytest.fixture
def site(trip: Trip) -> Site:
    site = trip.stops[-1].site
    assert site is not None
    return site


def fill(trip: Trip, session: Session, free: int) -> None:
    trip.seats_taken = trip.seats_allowed - free
    session.flush()


def test_while_a_campaign_gathers_a_wish_is_planned_with_the_others(
    session: Session,
) -> None:
    request = make_request(session, make_campaign(session), make_site(session), size=3)
    party = request.party
    assert party is not None
    assert (party.size, party.status) == (3, PartyStatus.CONFIRMED)
    assert [rider.name for rider in party.riders] == ["示例甲", "示例1", "示例2"]
    assert show(session, request).standing is Standing.LATER


def test_a_published_trip_with_room_seats_the_party_at_once(
    session: Session, trip: Trip, site: Site
) -> None:
    ride = show(session, make_request(session, trip.plan.campaign, site, size=2))
    assert ride.standing is Standing.SEATED
    assert ride.booking is not None
    assert ride.booking.seat_numbers == (1, 2)
    assert ride.pickup is not None
    assert (ride.pickup.place_code, ride.gate) == ("411525", trip.stops[-1])


def test_who_finds_no_room_waits_in_the_order_of_asking(
    session: Session, trip: Trip, site: Site
) -> None:
    fill(trip, session, free=1)
    first, second = (
        make_request(session, trip.plan.campaign, site, size=2) for _ in range(2)
    )
    assert show(session, first).standing is Standing.WAITING
    assert [show(session, each).place_in_queue for each in (first, second)] == [1, 2]


def test_who_waits_for_another_coach_is_not_before_one_in_the_queue(
    session: Session, trip: Trip, site: Site
) -> None:
    other = make_published_trip(
        session, campaign=trip.plan.campaign, number=2, site=make_site(session)
    )
    fill(trip, session, free=0)
    fill(other, session, free=0)
    elsewhere = other.stops[-1].site
    assert elsewhere is not None
    requests = [
        make_request(session, trip.plan.campaign, gate)
        for gate in (elsewhere, site, site)
    ]
    assert [show(session, each).place_in_queue for each in requests] == [1, 1, 2]


def test_a_trip_to_another_gate_or_from_another_county_is_not_taken(
    session: Session, trip: Trip, site: Site
) -> None:
    elsewhere = make_request(session, trip.plan.campaign, make_site(session))
    far = make_request(session, trip.plan.campaign, site, pickup_place_code="411528")
    for request in (elsewhere, far):
        assert show(session, request).standing is Standing.NO_COACH


def test_an_alternative_stop_is_taken_and_becomes_the_partys(
    session: Session, trip: Trip, site: Site
) -> None:
    request = make_request(
        session,
        trip.plan.campaign,
        site,
        pickup_place_code="411528",
        alternatives=("411526",),
    )
    ride = show(session, request)
    assert ride.standing is Standing.SEATED
    assert ride.pickup == trip.stops[0]


def test_the_fullest_coach_with_room_is_taken_first(
    session: Session, trip: Trip, site: Site
) -> None:
    fuller = make_published_trip(session, campaign=trip.plan.campaign, site=site)
    fill(fuller, session, free=2)
    two, three = (
        show(session, make_request(session, trip.plan.campaign, site, size=n)).booking
        for n in (2, 3)
    )
    assert two is not None
    assert three is not None
    assert (two.trip_id, three.trip_id) == (fuller.id, trip.id)


def test_freed_seats_go_to_the_first_that_fits(
    session: Session, trip: Trip, site: Site
) -> None:
    campaign = trip.plan.campaign
    leaves = make_request(session, campaign, site, size=2)
    fill(trip, session, free=0)
    family, couple, single = (
        make_request(session, campaign, site, size=size) for size in (3, 2, 1)
    )
    riding.cancel(session, leaves, account_id=None, now=NOW)
    assert [show(session, r).standing for r in (leaves, family, couple, single)] == [
        Standing.CANCELLED,
        Standing.WAITING,
        Standing.SEATED,
        Standing.WAITING,
    ]
    assert trip.seats_taken == trip.seats_allowed


def test_who_brings_more_than_a_coach_has_space_for_waits_and_is_not_told_otherwise(
    session: Session, trip: Trip, site: Site
) -> None:
    campaign = trip.plan.campaign
    trip.plan.rules = {"wheelchairs": 1, "luggage": 4}
    holds, wheelchair, sacks, nothing = (
        make_request(session, campaign, site, **brought)
        for brought in ({"wheelchairs": 1, "luggage": 3}, {"wheelchairs": 1},
                        {"luggage": 2}, {})
    )  # fmt: skip

    def standings() -> list[Standing]:
        asked = (holds, wheelchair, sacks, nothing)
        return [show(session, each).standing for each in asked]

    outlook = riding.chances(
        session, riding.list_open_days([campaign], NOW), codes=["411525"],
        site_id=site.id, size=1, brought=Brought(luggage=2), now=NOW,
    )  # fmt: skip
    day = riding.Day(campaign, SERVICE_DATE)
    assert outlook == [(day, Standing.WAITING)]
    assert standings() == [Standing.SEATED, Standing.WAITING, Standing.WAITING,
                           Standing.SEATED]  # fmt: skip
    riding.cancel(session, holds, account_id=None, now=NOW)
    assert standings() == [Standing.CANCELLED, *[Standing.SEATED] * 3]


def test_seats_that_the_desk_frees_go_to_those_who_wait(
    session: Session, trip: Trip, site: Site
) -> None:
    party = make_party(session, trip.plan.campaign, site=site)
    take_seats(session, trip, party)
    fill(trip, session, free=0)
    request = make_request(session, trip.plan.campaign, site)
    set_party_status(
        session,
        party,
        PartyStatus.GAVE_UP,
        seen_at=party.updated_at,
        account_id=None,
        now=NOW,
    )
    assert show(session, request).standing is Standing.SEATED


def test_the_queue_survives_what_others_took_meanwhile(
    session: Session, trip: Trip, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = trip.plan.campaign
    fill(trip, session, free=0)
    seated, waits, last = (make_request(session, campaign, site) for _ in range(3))
    other = make_published_trip(session, campaign=campaign, site=site)
    assert seated.party is not None
    take_seats(session, other, seated.party)
    fill(other, session, free=0)
    fill(trip, session, free=1)
    # As a list read before the desk seated the first, and filled the other coach.
    stale = [seated, waits, last]
    monkeypatch.setattr(waiting, "list_waiting", lambda *_: stale)
    booked = waiting.seat_waiting(session, campaign, now=NOW)
    assert [booking.party_id for booking in booked] == [waits.party_id]
    monkeypatch.undo()
    assert [show(session, r).standing for r in (seated, waits, last)] == [
        Standing.SEATED,
        Standing.SEATED,
        Standing.WAITING,
    ]


def test_cancelling_twice_frees_once_and_forgets_the_id_number(
    session: Session, trip: Trip, site: Site
) -> None:
    request = make_request(session, trip.plan.campaign, site, size=2)
    assert request.party is not None
    assert request.party.riders[0].id_number == ID_NUMBER
    assert riding.cancel(session, request, account_id=None, now=NOW)
    assert not riding.cancel(session, request, account_id=None, now=NOW)
    assert trip.seats_taken == 0
    assert request.party.riders[0].id_number is None
    assert request.party.status is PartyStatus.GAVE_UP


def test_a_second_wish_is_the_first_until_it_is_cancelled(
    session: Session, trip: Trip, site: Site
) -> None:
    seeker, campaign = make_rider(session), trip.plan.campaign
    first, again = (
        make_request(session, campaign, site, seeker=seeker) for _ in range(2)
    )
    assert first is again
    riding.cancel(session, first, account_id=None, now=NOW)
    assert make_request(session, campaign, site, seeker=seeker) is not first


def test_without_consent_no_id_number_is_stored(
    session: Session, trip: Trip, site: Site
) -> None:
    request = make_request(session, trip.plan.campaign, site, consent_version=None)
    assert request.party is not None
    (rider,) = request.party.riders
    assert (rider.id_number_sealed, rider.consented_at) == (None, None)
    assert request.consented_at is None


def test_consent_is_withdrawn_without_losing_the_seat_and_given_again(
    session: Session, trip: Trip, site: Site
) -> None:
    request = make_request(session, trip.plan.campaign, site)
    assert (request.consent_version, request.consented_at) == (CONSENT, NOW)
    later = NOW + dt.timedelta(hours=1)
    riding.withdraw_consent(session, request, account_id=None, now=later)
    assert request.party is not None
    (rider,) = request.party.riders
    assert (rider.id_number, request.consent_withdrawn_at) == (None, later)
    assert show(session, request).standing is Standing.SEATED
    riding.give_ids(
        session,
        request,
        [ID_NUMBER],
        consent_version="test-2",
        account_id=None,
        now=later,
    )
    assert (rider.id_number, request.consent_version) == (ID_NUMBER, "test-2")
    assert request.consent_withdrawn_at is None


def test_another_date_moves_the_party_and_frees_the_seats(
    session: Session, trip: Trip, site: Site
) -> None:
    later = make_campaign(
        session,
        status=CampaignStatus.PUBLISHED,
        first_date=SERVICE_DATE + dt.timedelta(days=2),
    )
    other = make_published_trip(session, campaign=later, site=site)
    request = make_request(session, trip.plan.campaign, site, size=2)
    fill(trip, session, free=0)
    waits = make_request(session, trip.plan.campaign, site, size=2)
    left = request.party
    assert left is not None
    assert riding.change_date(session, request, later, account_id=None, now=NOW)
    assert not riding.change_date(session, request, later, account_id=None, now=NOW)
    assert (left.status, left.riders[0].id_number) == (PartyStatus.MERGED, None)
    ride = show(session, request)
    assert ride.booking is not None
    assert ride.booking.trip_id == other.id
    assert request.party is not None
    assert request.party.riders[0].id_number == ID_NUMBER
    assert show(session, waits).standing is Standing.SEATED


def test_a_full_campaign_gives_way_to_another_of_the_window(
    session: Session, trip: Trip, site: Site
) -> None:
    next_day = SERVICE_DATE + dt.timedelta(days=1)
    roomy = make_campaign(session, status=CampaignStatus.PUBLISHED, first_date=next_day)
    make_published_trip(session, campaign=roomy, site=site)
    fill(trip, session, free=0)
    campaign = trip.plan.campaign
    assert make_request(session, campaign, site).campaign is campaign
    request = make_request(session, campaign, site, last_date=next_day)
    assert request.campaign is roomy
    assert show(session, request).standing is Standing.SEATED


def test_a_wish_is_seated_on_the_days_that_it_takes(
    session: Session, site: Site
) -> None:
    days = [SERVICE_DATE + dt.timedelta(days=n) for n in range(3)]
    campaign = make_campaign(
        session, last_date=days[-1], status=CampaignStatus.PUBLISHED
    )
    first, second, third = (
        make_published_trip(
            session, campaign=campaign, site=site,
            departs_at=CampaignRules().departure(day),
        )
        for day in days
    )  # fmt: skip
    fill(second, session, free=1)
    fill(third, session, free=0)
    asked = {"date": days[1], "first_date": days[1], "last_date": days[2]}
    one = make_request(session, campaign, site, **asked)
    two = make_request(session, campaign, site, **asked)
    assert show(session, one).booking.trip_id == second.id
    assert show(session, two).standing is Standing.WAITING  # though the first has room
    assert riding.days_of(session, [one, two]) == {
        one.id: (days[1], days[1]),
        two.id: (days[1], days[2]),
    }
    # The other days of the same campaign are to be chosen, but not the one that is had.
    others = riding.list_other_days(session, one, NOW)
    dates = [day.date for day in others if day.campaign is campaign]
    assert dates == [days[0], days[2]]

    assert riding.change_date(session, one, campaign, days[0], account_id=None, now=NOW)
    assert show(session, one).booking.trip_id == first.id
    assert show(session, two).booking.trip_id == second.id  # its seat was free
    assert not riding.change_date(
        session, one, campaign, days[0], account_id=None, now=NOW
    )
    # Once the coach has gone the ride is past, though the campaign goes on.
    seeker, evening = one.seeker, CampaignRules().departure(days[1])
    assert riding.find_open(session, seeker, evening) is None
    assert riding.find_open(session, two.seeker, evening) is two


def test_an_enterprises_own_campaign_carries_its_own_people_only(
    session: Session, site: Site
) -> None:
    office = Office(
        name="示例企业用车办", kind=OfficeKind.ENTERPRISE, employer_id=site.employer_id
    )
    session.add(office)
    session.flush()
    own = make_campaign(session, office_id=office.id)
    other = make_site(session).employer_id
    assert own in riding.list_open_campaigns(session, NOW, site.employer_id)
    assert own not in riding.list_open_campaigns(session, NOW, other)
    assert own not in riding.list_open_campaigns(session, NOW)


@pytest.mark.parametrize(
    "values",
    [{"status": CampaignStatus.CLOSED}, {"first_date": dt.date(2027, 2, 1)}],
)
def test_a_campaign_that_is_over_takes_nobody(
    session: Session, values: dict[str, object]
) -> None:
    campaign = make_campaign(session, **values)
    with pytest.raises(CampaignOverError):
        make_request(session, campaign, make_site(session))


def test_publishing_seats_those_who_asked_after_the_plan_was_made(
    session: Session,
) -> None:
    campaign = make_campaign(session, status=CampaignStatus.PLANNED)
    site = make_site(session)
    trip = make_published_trip(
        session, campaign=campaign, site=site, status=TripStatus.DRAFT
    )
    request = make_request(session, campaign, site)
    assert show(session, request).standing is Standing.LATER
    assert publishing.publish(session, trip.plan, account_id=None, now=NOW) == 1
    assert publishing.publish(session, trip.plan, account_id=None, now=NOW) == 0
    assert show(session, request).standing is Standing.SEATED


def test_only_the_driven_plan_is_published_and_another_plan_anew(
    session: Session, trip: Trip
) -> None:
    campaign = trip.plan.campaign
    other = make_plan(session, campaign, finished_at=NOW)
    make_trip(session, other)
    with pytest.raises(publishing.NotChosenError):
        publishing.publish(session, other, account_id=None, now=NOW)
    choose_plan(session, trip.plan, account_id=None, now=NOW)
    assert campaign.status is CampaignStatus.PUBLISHED
    choose_plan(session, other, account_id=None, now=NOW)
    assert campaign.status is CampaignStatus.PLANNED


def test_a_trip_that_is_called_off_seats_its_people_elsewhere_or_lets_them_wait(
    session: Session, trip: Trip, site: Site
) -> None:
    campaign = trip.plan.campaign
    first, second = (make_request(session, campaign, site, size=2) for _ in range(2))
    other = make_published_trip(session, campaign=campaign, site=site)
    fill(other, session, free=3)
    riders = publishing.call_off(
        session,
        trip,
        "车辆故障",
        seen_at=trip.updated_at,
        account_id=None,
        now=NOW,
    )
    assert (riders, trip.seats_taken, trip.status) == (4, 0, TripStatus.CANCELLED)
    assert show(session, first).standing is Standing.SEATED
    assert show(session, second).standing is Standing.WAITING


def test_all_stops_of_a_trip_move_together(session: Session, trip: Trip) -> None:
    by = dt.timedelta(minutes=45)
    before = [stop.departs_at for stop in trip.stops]
    publishing.move_trip(
        session,
        trip,
        trip.departs_at + by,
        seen_at=trip.updated_at,
        account_id=None,
        now=NOW,
    )
    assert [stop.departs_at - by for stop in trip.stops] == before


def told(session: Session, request: RideRequest) -> list[NoticeKind]:
    rows = notices.list_of(session, request.seeker.account_id or 0)
    assert all(row.path == f"/me/rides/{request.id}" for row in rows)
    return [row.kind for row in reversed(rows)]


def test_who_rides_is_told_what_changes(
    session: Session, trip: Trip, site: Site
) -> None:
    campaign = trip.plan.campaign
    rides = make_request(session, campaign, site)
    fill(trip, session, free=0)
    waits = make_request(session, campaign, site)
    assert told(session, waits) == []
    publishing.move_trip(
        session,
        trip,
        trip.departs_at + dt.timedelta(hours=1),
        seen_at=trip.updated_at,
        account_id=None,
        now=NOW,
    )
    riding.cancel(session, rides, account_id=None, now=NOW)
    publishing.call_off(
        session, trip, "大雾", seen_at=trip.updated_at, account_id=None, now=NOW
    )
    assert told(session, rides) == [NoticeKind.SEAT_TAKEN, NoticeKind.TRIP_CHANGED]
    assert told(session, waits) == [NoticeKind.SEAT_TAKEN, NoticeKind.SEAT_CANCELLED]


def at_once(engine: Engine, act: Callable[[Session], object]) -> None:
    """Do the same in eight sessions that begin at the same moment."""
    together = threading.Barrier(TAPS)

    def tap(_: int) -> None:
        together.wait()
        with Session(engine) as session:
            act(session)
            session.commit()

    with ThreadPoolExecutor(TAPS) as pool:
        list(pool.map(tap, range(TAPS)))


def count(session: Session, table: type, *conditions: object) -> int | None:
    return session.scalar(select(func.count()).select_from(table).where(*conditions))


def test_two_taps_make_one_wish_one_party_and_one_booking(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        trip = make_published_trip(session)
        site = trip.stops[-1].site
        assert site is not None
        wish = make_wish(trip.plan.campaign, site, size=3)
        seeker_id = make_rider(session).id
        session.commit()

    def tap(session: Session) -> None:
        seeker = session.get_one(Seeker, seeker_id)
        riding.ask(session, NO_GAZETTEER, seeker, wish, account_id=None, now=NOW)

    at_once(fresh_engine, tap)
    with Session(fresh_engine) as session:
        assert [count(session, t) for t in (RideRequest, Party, Booking, Seat)] == [
            1, 1, 1, 3,
        ]  # fmt: skip
        asked = AuditEvent.action == "ride.ask"
        assert count(session, AuditEvent, asked) == 1


def test_two_taps_on_cancel_free_the_seats_once(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        trip = make_published_trip(session, seats_allowed=5)
        site = trip.stops[-1].site
        assert site is not None
        campaign = trip.plan.campaign
        id_ = make_request(session, campaign, site, size=3).id
        stays = make_request(session, campaign, site, size=2).id
        waits = [make_request(session, campaign, site, size=2).id for _ in range(3)]
        trip_id = trip.id
        session.commit()

    at_once(
        fresh_engine,
        lambda session: riding.cancel(
            session, session.get_one(RideRequest, id_), account_id=None, now=NOW
        ),
    )
    with Session(fresh_engine) as session:
        standings = [
            show(session, session.get_one(RideRequest, each)).standing
            for each in (stays, *waits)
        ]
        assert standings == [Standing.SEATED] * 2 + [Standing.WAITING] * 2
        assert session.get_one(Trip, trip_id).seats_taken == 4
        held = Booking.status == BookingStatus.HELD
        assert count(session, Booking, held) == 2


def test_eight_people_at_once_fill_a_coach_of_five_and_three_wait(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        trip = make_published_trip(session, seats_allowed=5)
        site = trip.stops[-1].site
        assert site is not None
        wish = make_wish(trip.plan.campaign, site)
        seekers = [make_rider(session).id for _ in range(TAPS)]
        session.commit()

    def tap(session: Session) -> None:
        seeker = session.get_one(Seeker, seekers.pop())
        riding.ask(session, NO_GAZETTEER, seeker, wish, account_id=None, now=NOW)

    at_once(fresh_engine, tap)
    with Session(fresh_engine) as session:
        requests = session.scalars(select(RideRequest)).all()
        standings = [show(session, request).standing for request in requests]
        assert standings.count(Standing.SEATED) == 5
        assert standings.count(Standing.WAITING) == 3
