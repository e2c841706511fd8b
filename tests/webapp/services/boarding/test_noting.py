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
from tests.factories.campaigns import make_campaign, make_party
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
from webapp.services.boarding.offline import hashed, offline_check
from webapp.services.seats import take_seats
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from webapp.services.boarding.noting import Note

MINUTE = dt.timedelta(minutes=1)


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


def test_a_walk_on_gets_the_seats_of_a_party_that_did_not_come(
    session: Session,
) -> None:
    trip, (absent, half) = make_coach(session, 1, 2, seats_allowed=3)
    at, gate = trip.departs_at, trip.stops[-1]
    assert gate.site_id
    notes: list[Note] = [
        person("a", absent, 1, at, "no_show"),
        person("b", half, 1, at, "no_show"),
        WalkOnNote("c", at, "=示例", trip.stops[1].id, gate.site_id),
    ]
    for _ in range(2):
        take_in(session, trip, notes, now=at)
    coach = read_coach(session, trip)
    (joined,) = [each for each in coach.people if each.is_walk_on]
    assert (joined.name, joined.is_aboard, bool(joined.seat)) == ("=示例", True, True)
    assert (coach.aboard, coach.no_shows, coach.free, trip.seats_taken) == (1, 2, 0, 3)
    # The next finds no seat, and is known of all the same.
    take_in(
        session, trip, [WalkOnNote("d", at, "示例", trip.stops[1].id, gate.site_id)],
        now=at,
    )  # fmt: skip
    coach = read_coach(session, trip)
    assert [each.seat for each in coach.people if each.name == "示例"] == [None]
    assert (coach.aboard, trip.seats_taken) == (2, 3)


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
