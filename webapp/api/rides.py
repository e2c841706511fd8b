"""我要坐车: what can be asked for, the wish, another day, the papers, cancelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from webapp.api.asking import at_once, find_seeker, found, who_and_when
from webapp.api.operations import operation
from webapp.api.schemas import rides as schemas
from webapp.api.vacancies import spot
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.problems import FieldProblem, ProblemError, wrong_field
from webapp.security.sessions import current_account
from webapp.seeker.consent import CONSENTS, CURRENT
from webapp.seeker.ride_answers import (
    FLEXIBLE_DAYS,
    Answers,
    find_day,
    read_answers,
)
from webapp.seeker.ride_forms import AT_THE_DOOR, NOW, PeopleForm
from webapp.services import ride_offers, riding, seekers
from webapp.services.spaces import Brought
from webapp.services.waiting import boarding_codes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from models import RideRequest, Stop
    from webapp.services.riding import Day, Ride, Standing

TAG = "Rides"
# What the pages' questions ask -> what programs call it.
FIELDS = {
    "where": "site_id",
    "who": "people",
    "home": "home",
    "stop": "alternatives",
    "when": "campaign_id",
}


@operation(
    "GET", "/rides/gates", "Where to",
    tag=TAG, query=schemas.GateQuery, answer=schemas.Gates,
)  # fmt: skip
def find_gates(query: schemas.GateQuery) -> schemas.Gates:
    """Return gates by the employer's name, then those of employers one applied to."""
    offers = ride_offers.list_sites(db.session, find_seeker(), query.q)
    return schemas.Gates(
        gates=[
            schemas.Gate(
                id=each.site.id,
                employer=each.site.employer.name,
                name=each.site.name,
                address=each.site.address,
                status=each.status,
            )
            for each in offers
        ]
    )


@operation(
    "GET", "/rides/stops", "Which stop",
    tag=TAG, query=schemas.StopQuery, answer=schemas.StopOffers,
)  # fmt: skip
def find_stops(query: schemas.StopQuery) -> schemas.StopOffers:
    """Return the stop at home and those near it."""
    answers = _read({"site": query.site_id, "home": query.home, "size": 1}, "stop")
    if answers.home is None or answers.site is None:
        raise ProblemError("invalid")
    offers = ride_offers.stops_near(
        db.session,
        collaborators().gazetteer,
        answers.home,
        answers.site.id,
        answers.campaigns,
        at_once(),
    )
    return schemas.StopOffers(
        stops=[
            schemas.StopOffer(
                code=each.code,
                name=each.name,
                distance_m=round(each.distance_m),
                leaves_at=list(each.leaves_at),
            )
            for each in offers
        ]
    )


@operation(
    "GET", "/rides/days", "Which day",
    tag=TAG, query=schemas.DayQuery, answer=schemas.Days,
)  # fmt: skip
def find_days(query: schemas.DayQuery) -> schemas.Days:
    """Return the days to come, and what asking for each would bring just now."""
    answers = _read(
        {
            "site": query.site_id,
            "home": query.home,
            "size": query.size,
            "luggage": query.luggage,
            "wheelchairs": query.wheelchairs,
            "alt": query.alternatives,
        },
        "when",
    )
    if answers.site is None:
        raise ProblemError("invalid")
    chances = riding.chances(
        db.session,
        answers.open_days,
        codes=answers.codes,
        site_id=answers.site.id,
        size=answers.size,
        brought=answers.brought,
        now=at_once(),
    )
    return schemas.Days(days=_days(chances), flexible_days=list(FLEXIBLE_DAYS))


@operation(
    "GET", "/rides/consent", "The text of the consent for ID numbers",
    tag=TAG, answer=schemas.Consent, is_public=True,
)  # fmt: skip
def ride_consent() -> schemas.Consent:
    """Return the text that holds now, and its version, which goes back with a wish."""
    return schemas.Consent(version=CURRENT, text=str(CONSENTS[CURRENT]))


@operation(
    "POST", "/me/rides", "Ask for seats, once",
    tag=TAG, body=schemas.RideIn, answer=schemas.RideDetail, status=201,
    kinds=("campaign_over",),
)  # fmt: skip
def ask_ride(body: schemas.RideIn) -> schemas.RideDetail:
    """Take a wish, and seat the party when there is room; a second is the first."""
    answers = _read(
        {
            "site": body.site_id,
            "size": len(body.people),
            "luggage": body.luggage,
            "wheelchairs": body.wheelchairs,
            "home": body.home,
            "alt": body.alternatives,
            "campaign": _key(body),
            "days": body.flexible_days,
        },
        "name",
    )
    form = _people(body.people, body.consent_version)
    people = form.people()
    _require(form, "people")
    account, now = current_account(), at_once()
    seeker = seekers.introduce(
        db.session, account, people[0].name, people[0].phone, now=now
    )
    wish = answers.wish(people, form.consent_version)
    try:
        asked = riding.ask(
            db.session, collaborators().gazetteer, seeker, wish, **who_and_when()
        )
    except riding.CampaignOverError as error:
        raise ProblemError("campaign_over") from error
    db.session.commit()
    return _detail(asked)


@operation("GET", "/me/rides", "My seats on coaches", tag=TAG, answer=schemas.Rides)
def my_rides() -> schemas.Rides:
    """Return the wishes, the latest first, and how far each has come."""
    seeker = find_seeker()
    rows = riding.list_of(db.session, seeker) if seeker else []
    return schemas.Rides(
        rides=[schemas.Ride(**_shown(riding.show(db.session, row))) for row in rows]
    )


@operation(
    "GET", "/me/rides/<int:ride_id>", "One of them: trip, stop, times, other days",
    tag=TAG, answer=schemas.RideDetail,
)  # fmt: skip
def my_ride(ride_id: int) -> schemas.RideDetail:
    """Return a wish with all that its page shows."""
    return _detail(own_ride(ride_id))


@operation("DELETE", "/me/rides/<int:ride_id>", "Cancel", tag=TAG)
def cancel_ride(ride_id: int) -> None:
    """Cancel a ride; its seats go to those who wait; a second time changes nothing."""
    riding.cancel(db.session, own_ride(ride_id), **who_and_when())
    db.session.commit()


@operation(
    "PUT", "/me/rides/<int:ride_id>/day", "Travel on another day",
    tag=TAG, body=schemas.RideDay, answer=schemas.RideDetail, kinds=("campaign_over",),
)  # fmt: skip
def change_ride_day(ride_id: int, body: schemas.RideDay) -> schemas.RideDetail:
    """Move a wish to another day, at the end of its queue."""
    asked = own_ride(ride_id)
    if _is_its_day(asked, body):
        return _detail(asked)
    day = find_day(riding.list_other_days(db.session, asked, at_once()), _key(body))
    if day is None:
        raise wrong_field("campaign_id", _("Please choose a day."))
    try:
        riding.change_date(db.session, asked, day.campaign, day.date, **who_and_when())
    except riding.CampaignOverError as error:
        raise ProblemError("campaign_over") from error
    db.session.commit()
    return _detail(asked)


@operation(
    "PUT", "/me/rides/<int:ride_id>/papers", "Store the ID numbers, with consent",
    tag=TAG, body=schemas.RidePapers, answer=schemas.RideDetail,
)  # fmt: skip
def give_ride_papers(ride_id: int, body: schemas.RidePapers) -> schemas.RideDetail:
    """Store the party's ID numbers, sealed."""
    asked = own_ride(ride_id)
    given = [schemas.Person(id_number=each) for each in body.id_numbers[: asked.size]]
    form = _people(given, body.consent_version, asked.size)
    people = form.people(with_contact=False)
    _require(form, "id_numbers")
    riding.give_ids(
        db.session, asked, [person.id_number for person in people],
        consent_version=CURRENT, **who_and_when(),
    )  # fmt: skip
    db.session.commit()
    return _detail(asked)


@operation("DELETE", "/me/rides/<int:ride_id>/papers", "Take the consent back", tag=TAG)
def withdraw_ride_papers(ride_id: int) -> None:
    """Delete the ID numbers; the seats stay, cards are shown at the coach."""
    riding.withdraw_consent(db.session, own_ride(ride_id), **who_and_when())
    db.session.commit()


def own_ride(ride_id: int) -> RideRequest:
    """Return a wish of who asks; that of anybody else is not found."""
    seeker = find_seeker()
    asked: RideRequest = found(
        riding.find_own(db.session, seeker, ride_id) if seeker else None
    )
    return asked


def _key(body: schemas.RideIn | schemas.RideDay) -> str:
    """Return what stands for a campaign's day, as the pages call it."""
    number, date = body.campaign_id, body.service_date
    return str(number) if date is None else f"{number}@{date}"


def _is_its_day(asked: RideRequest, body: schemas.RideDay) -> bool:
    date = body.service_date
    is_day = date is None or _window(asked) == (date, date)
    return body.campaign_id == asked.campaign_id and is_day


def _window(asked: RideRequest) -> tuple[dt.date, dt.date]:
    return riding.days_of(db.session, [asked])[asked.id]


def _read(values: dict[str, Any], before: str) -> Answers:
    """Return the answers as the pages read them, those before a question all right."""
    sent: MultiDict[str, str] = MultiDict()
    for name, value in values.items():
        each = value if isinstance(value, list) else [value]
        sent.setlist(name, [str(one) for one in each])
    answers = read_answers(sent, at_once())
    wrong = answers.first_wrong(before)
    if wrong is not None:
        meant = "、".join(answers.choices) if wrong == "home" else ""
        sentence = " ".join(filter(None, (answers.wrong[wrong], meant)))
        raise wrong_field(FIELDS[wrong], sentence)
    return answers


def _people(
    people: Iterable[schemas.Person], consent: str | None, size: int | None = None
) -> PeopleForm:
    """Return the page's form about who travels, filled in."""
    people = list(people)
    gives = consent is not None or any(person.id_number for person in people)
    values = {"give": NOW if gives else AT_THE_DOOR, "consent": consent or ""}
    for number, person in enumerate(people):
        values[f"name_{number}"] = person.name
        values[f"id_{number}"] = person.id_number
    values["phone"] = people[0].phone
    return PeopleForm(size or len(people), values)


def _require(form: PeopleForm, name: str) -> None:
    if form.wrong:
        raise ProblemError(
            "invalid",
            [
                FieldProblem(_path(field, name), "value", message)
                for field, message in form.wrong.items()
            ],
        )


def _path(field: str, name: str) -> str:
    """
    Return what programs call a field of the form about people.

    >>> _path("id_2", "people"), _path("phone", "people"), _path("id_0", "id_numbers")
    ('people.2.id_number', 'people.0.phone', 'id_numbers.0')
    """
    if field == "consent":
        return "consent_version"
    what, _dash, number = field.partition("_")
    if name == "id_numbers":
        return f"{name}.{number}"
    words = {"id": "id_number"}
    return f"{name}.{number or 0}.{words.get(what, what)}"


def _detail(asked: RideRequest) -> schemas.RideDetail:
    now = at_once()
    codes = boarding_codes(db.session, asked.pickup_place_code, asked.alternatives)
    chances = riding.chances(
        db.session,
        riding.list_other_days(db.session, asked, now),
        codes=codes,
        site_id=asked.site_id,
        size=asked.size,
        brought=Brought.of(asked),
        now=now,
    )
    return schemas.RideDetail(
        **_shown(riding.show(db.session, asked)), other_days=_days(chances)
    )


def _days(chances: Iterable[tuple[Day, Standing]]) -> list[schemas.Day]:
    return [
        schemas.Day(
            campaign_id=day.campaign.id,
            name=day.campaign.name,
            service_date=day.date,
            chance=chance,
        )
        for day, chance in chances
    ]


def _shown(ride: Ride) -> dict[str, Any]:
    row = ride.request
    is_stored = row.consented_at is not None and row.consent_withdrawn_at is None
    return {
        "id": row.id,
        "standing": ride.standing,
        "campaign_id": row.campaign_id,
        "campaign": row.campaign.name,
        "service_date": _window(row)[0],
        "first_date": row.first_date,
        "last_date": row.last_date,
        "people": row.size,
        "luggage": row.luggage,
        "wheelchairs": row.wheelchairs,
        "pickup": row.pickup_place.full_name,
        "alternatives": list(row.alternatives),
        "employer": row.site.employer.name,
        "gate": row.site.name,
        "place_in_queue": ride.place_in_queue,
        "ids_are_stored": is_stored,
        "trip": _trip(ride),
    }


def _trip(ride: Ride) -> schemas.RideTrip | None:
    if ride.booking is None or ride.pickup is None or ride.gate is None:
        return None
    return schemas.RideTrip(
        coach=ride.booking.trip.number,
        seats=list(ride.booking.seat_numbers),
        code=ride.booking.code,
        pickup=_stop(ride.pickup),
        gate=_stop(ride.gate),
        train=_train(ride),
    )


def _train(ride: Ride) -> schemas.RideTrain | None:
    train, onward = ride.train, ride.onward
    if train is None or onward is None:
        return None
    return schemas.RideTrain(
        name=train.name,
        hub=train.hub.name,
        departs_at=train.departs_at,
        station=train.station.name,
        arrives_at=train.arrives_at,
        coach=onward.trip.number,
        seats=list(onward.seat_numbers),
        code=onward.code,
    )


def _stop(stop: Stop) -> schemas.RideStop:
    site, place = stop.site, stop.place
    point = site or place
    return schemas.RideStop(
        name=f"{site.employer.name} {site.name}" if site else "" if place is None
        else place.full_name,
        address=site.address if site else "",
        arrives_at=stop.arrives_at,
        departs_at=stop.departs_at,
        spot=spot(point.lat, point.lon) if point else None,
    )  # fmt: skip
