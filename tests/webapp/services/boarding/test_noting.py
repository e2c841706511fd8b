from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Booking,
    CampaignStatus,
    Party,
    Trip,
    TripEventKind,
    WalkOn,
)
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import make_campaign, make_party, make_plan
from tests.factories.riding import make_published_trip, make_request
from webapp.services.boarding.coach import read_coach
from webapp.services.boarding.noting import (
    PersonNote,
    Refusal,
    TakeBackNote,
    TripNote,
    WaitingNote,
    WalkOnNote,
    take_in,
)
from webapp.services.boarding.offline import find_party, hashed, offline_check
from webapp.services.drafts import Draft, DraftStop, DraftTrip, store
from webapp.services.manifests.content import compose
from webapp.services.restoring import PlanReader
from webapp.services.seats import (
    give_away,
    held_bookings,
    release_seats,
    take_seats,
)
from webapp.services.tickets.signing import payload, read
from webapp.services.travel_day.reading import read_logs

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from webapp.services.boarding.noting import Note

MINUTE = dt.timedelta(minutes=1)
KEY = "k" * 32


def make_coach(
    session: Session, *sizes: int, **values: Any
) -> tuple[Trip, list[Party]]:
    """Add a published trip with booked parties from Gushi, its second stop."""
    trip = make_published_trip(session, **values)
    site = trip.stops[-1].site
    parties = [
        make_party(session, trip.plan.campaign, size=size, site=site) for size in sizes
    ]
    for party in parties:
        take_seats(session, trip, party)
    return trip, parties


def person(
    client_id: str, party: Party, place: int, at: dt.datetime, kind: str = "aboard"
) -> PersonNote:
    return PersonNote(
        client_id, at, BoardingKind(kind), BoardingMeans.NAME, party.id, place
    )


def test_what_is_sent_twice_or_seen_by_two_telephones_counts_once(
    session: Session,
) -> None:
    trip, (party,) = make_coach(session, 2)
    at = trip.departs_at
    notes: list[Note] = [person("a", party, 1, at), person("b", party, 2, at)]
    other: list[Note] = [person("z", party, 1, at + MINUTE)]
    for batch in (notes, notes, other, other + notes):
        receipts = take_in(session, trip, batch, now=at + MINUTE)
        assert [receipt.refusal for receipt in receipts] == [None] * len(batch)
    assert session.scalar(select(func.count(BoardingEvent.id))) == 3
    assert read_coach(session, trip).aboard == 2


def test_the_note_that_was_made_later_counts_whenever_it_comes(
    session: Session,
) -> None:
    trip, (party,) = make_coach(session, 1)
    at, now = trip.departs_at, trip.departs_at + 9 * MINUTE
    later = person("b", party, 1, at + 5 * MINUTE, "taken_back")
    take_in(session, trip, [later], now=now)
    take_in(session, trip, [person("a", party, 1, at)], now=now)
    assert read_coach(session, trip).expected == 1


def test_who_is_not_of_this_trip_and_a_stop_of_another_are_refused(
    session: Session,
) -> None:
    trip, (party,) = make_coach(session, 1)
    stranger = make_party(session, trip.plan.campaign, size=1)
    at = trip.departs_at
    notes: list[Note] = [
        person("a", stranger, 1, at),
        person("b", party, 2, at),
        TripNote("c", at, TripEventKind.DEPARTED, stop_id=0),
        WalkOnNote("d", at, "示例", stop_id=trip.stops[-1].id, site_id=0),
        TripNote("e", at, TripEventKind.DELAYED, minutes=100_000),
        person("f", party, 1, at - dt.timedelta(days=9)),
    ]
    receipts = take_in(session, trip, notes, now=at)
    assert [receipt.refusal for receipt in receipts] == [
        Refusal.NOT_ON_TRIP, Refusal.NOT_ON_TRIP, Refusal.NO_SUCH_STOP,
        Refusal.NO_SUCH_STOP, Refusal.NOT_UNDERSTOOD, Refusal.NOT_UNDERSTOOD,
    ]  # fmt: skip


def test_walk_ons_get_the_seats_of_who_did_not_come_and_the_others_keep_theirs(
    session: Session,
) -> None:
    trip, (gone, half) = make_coach(session, 1, 3, seats_allowed=4)
    at, gate = trip.departs_at, trip.stops[-1]
    assert gate.site_id
    (booking,) = held_bookings(session, half)
    ticket, numbers = payload(booking, KEY), booking.seat_numbers

    def walk_on(name: str) -> Note:
        return WalkOnNote(name, at, name, trip.stops[1].id, gate.site_id or 0)

    def seats() -> dict[str, int | None]:
        people = read_coach(session, trip).people
        return {each.name: each.seat for each in people if each.is_walk_on}

    notes: list[Note] = [
        person("a", gone, 1, at, "no_show"),
        person("b", half, 2, at, "no_show"),
        person("c", half, 1, at),
        walk_on("=甲"),
    ]
    for _ in range(2):
        take_in(session, trip, notes, now=at)
    # Of the party of which nobody came first.
    assert seats() == {"=甲": 1}
    assert booking.held == 3
    for _ in range(2):
        take_in(session, trip, [walk_on("乙"), walk_on("丙")], now=at)
    # The third finds no seat, and is known of all the same.
    assert seats() == {"=甲": 1, "乙": numbers[1], "丙": None}
    coach = read_coach(session, trip)
    assert (coach.aboard, coach.no_shows, coach.free, trip.seats_taken) == (4, 2, 0, 4)
    assert [booking.seat_of(place) for place in (1, 2, 3)] == [
        numbers[0], None, numbers[2],
    ]  # fmt: skip
    # What is printed on the family's ticket still opens the door.
    assert read(session, ticket, KEY) is booking
    check = offline_check(session, trip, KEY)
    assert find_party(check, ticket) == half.id
    manifest = compose(session, trip, is_full=True, now=at)
    assert manifest.riders == sum(stop.boards for stop in manifest.stops) == 4
    on_it = {rider.seat for stop in manifest.stops for rider in stop.riders}
    assert on_it == {1, 2, 3, 4}
    (log,) = read_logs(session, [trip])
    assert (log.booked, log.aboard, log.no_shows) == (4, 4, 2)
    take_in(session, trip, [person("late", half, 2, at + MINUTE)], now=at + MINUTE)
    assert read_coach(session, trip).aboard == 5
    # Given back as a whole: only what is still held becomes free.
    release_seats(session, booking)
    session.refresh(trip)
    assert trip.seats_taken == 2


def test_no_seat_is_given_up_for_a_group_that_does_not_fit_anyway(
    session: Session,
) -> None:
    trip, (gone, _) = make_coach(session, 1, 1, seats_allowed=2)
    at, campaign = trip.departs_at, trip.plan.campaign
    assert trip.stops[-1].site
    request = make_request(session, campaign, trip.stops[-1].site, size=2)
    assert request.party
    notes: list[Note] = [
        person("a", gone, 1, at, "no_show"),
        WaitingNote("w", at, request.party.id),
    ]
    assert take_in(session, trip, notes, now=at)[-1].refusal is Refusal.NO_SEAT
    assert [booking.held for booking in held_bookings(session, gone)] == [1]


def test_a_changed_plan_keeps_who_came_in_part(session: Session) -> None:
    trip, (half,) = make_coach(session, 3, seats_allowed=3)
    (booking,) = held_bookings(session, half)
    give_away(session, booking, 2)
    start = PlanReader(GreatCircle).read(session, trip.plan).start
    aboard = [on for stop in start.plan.trips[0].stops for on in stop.board]
    assert [(on.party, on.riders) for on in aboard] == [(str(half.id), 2)]
    assert start.plan.unassigned == ()
    made = make_plan(session, trip.plan.campaign)
    store(session, made, drafted(trip, half, 2), trip.departs_at, like=trip.plan)
    (again,) = made.trips[0].bookings
    assert (again.seats, again.held, again.given_away) == (3, 2, booking.given_away)
    assert again.seat_numbers == booking.seat_numbers
    assert made.trips[0].seats_taken == 2


def drafted(trip: Trip, party: Party, riders: int) -> Draft:
    """Return a draft of one trip that carries so many of a party."""
    return Draft(
        is_optimal=False, cost_cents=1, lower_bound_cents=None, gap=None,
        runtime_s=0.0, travel_engine="", left_out=(),
        trips=(
            DraftTrip(
                coach_type_id=trip.coach_type_id, number=trip.number, distance_m=1,
                duration_s=60, cost_cents=1, drivers=1, seats_allowed=3,
                stops=(
                    DraftStop("411525", None, 0, 0),
                    DraftStop(None, party.site_id, 60, 60),
                ),
                seats=((party.id, riders),),
            ),
        ),
    )  # fmt: skip


def test_who_waits_at_the_stop_is_given_a_free_seat(session: Session) -> None:
    trip, (absent,) = make_coach(session, 2, seats_allowed=2)
    at, campaign = trip.departs_at, trip.plan.campaign
    assert trip.stops[-1].site
    request = make_request(session, campaign, trip.stops[-1].site, size=2)
    assert request.party
    (waiting,) = read_coach(session, trip).waiting
    assert waiting.stop is trip.stops[1]
    note = WaitingNote("w", at, request.party.id)
    assert take_in(session, trip, [note], now=at)[0].refusal is Refusal.NO_SEAT
    gone: list[Note] = [
        person(f"g{place}", absent, place, at, "no_show") for place in (1, 2)
    ]
    for _ in range(2):
        assert take_in(session, trip, [*gone, note], now=at)[-1].refusal is None
    coach = read_coach(session, trip)
    assert (coach.aboard, coach.no_shows, coach.waiting) == (2, 2, ())
    assert trip.seats_taken == 2


def test_delays_breakdowns_and_what_was_a_mistake(session: Session) -> None:
    trip, _ = make_coach(session, 1)
    at, first = trip.departs_at, trip.stops[0]
    notes: list[Note] = [
        TripNote("a", at, TripEventKind.DEPARTED, stop_id=first.id),
        TripNote("b", at + MINUTE, TripEventKind.DELAYED, minutes=40),
        TripNote("c", at + 2 * MINUTE, TripEventKind.BROKE_DOWN, note="轮胎"),
    ]
    take_in(session, trip, notes, now=at + 5 * MINUTE)
    coach = read_coach(session, trip)
    assert (coach.delay_min, coach.is_broken_down) == (40, True)
    assert coach.when(first, TripEventKind.DEPARTED)
    more: list[Note] = [
        TakeBackNote("d", at + 3 * MINUTE, of="a"),
        TripNote("e", at + 3 * MINUTE, TripEventKind.GOES_ON),
    ]
    for _ in range(2):
        take_in(session, trip, more, now=at + 5 * MINUTE)
    coach = read_coach(session, trip)
    assert not coach.is_broken_down
    assert coach.when(first, TripEventKind.DEPARTED) is None


def test_a_telephone_knows_the_trips_tickets_and_codes_by_their_hash(
    session: Session,
) -> None:
    trip, (party, _) = make_coach(session, 1, 2)
    booking = session.scalars(select(Booking).where(Booking.party_id == party.id)).one()
    check = offline_check(session, trip, "key")
    for text in (payload(booking, "key"), booking.code):
        assert check.parties[hashed(check.salt, text)] == party.id
        assert text not in str(check)
    assert hashed(check.salt, payload(booking, "other")) not in check.parties


def test_eight_telephones_that_send_everything_twice_lose_and_double_nothing(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        campaign = make_campaign(session, status=CampaignStatus.PUBLISHED)
        trip, parties = make_coach(session, *[4] * 12, campaign=campaign)
        trip_id, at = trip.id, trip.departs_at
        stop, gate = trip.stops[1].id, trip.stops[-1].site_id or 0
        ids = [party.id for party in parties]
        session.commit()
    start, failed = threading.Barrier(8), []

    def telephone(number: int) -> None:
        # Each has seen two thirds of the people, so everybody is seen by several.
        notes: list[Note] = [
            PersonNote(
                f"{number}-{party_id}-{place}", at, BoardingKind.ABOARD,
                BoardingMeans.QR, party_id, place,
            )
            for party_id in ids
            for place in range(1, 5)
            if (party_id + place + number) % 3
        ]  # fmt: skip
        # One walk-on, known to all by the same id: one telephone's, sent on by others.
        notes.append(WalkOnNote("walk-on", at, "示例", stop, gate))
        start.wait()
        try:
            for batch in (notes[:20], notes, notes[10:]):
                with Session(fresh_engine) as session:
                    trip = session.get_one(Trip, trip_id)
                    take_in(session, trip, batch, now=at)
                    session.commit()
        except Exception as error:  # the thread's, told below
            failed.append(error)

    threads = [threading.Thread(target=telephone, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Session(fresh_engine) as session:
        coach = read_coach(session, session.get_one(Trip, trip_id))
        assert coach.aboard == 49
        assert session.scalar(select(func.count(WalkOn.id))) == 1
        sent = sum(
            (party_id + place + number) % 3 > 0
            for number in range(8)
            for party_id in ids
            for place in range(1, 5)
        )
        # And the walk-on's own.
        assert session.scalar(select(func.count(BoardingEvent.id))) == sent + 1
