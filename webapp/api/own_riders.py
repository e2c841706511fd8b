"""The employer's own people on the coaches: who comes, where they sit, who arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models import Scope
from webapp.api.asking import at_once, found, own_employer, who_and_when
from webapp.api.operations import operation
from webapp.api.schemas import company as schemas
from webapp.extensions import db
from webapp.problems import ProblemError, wrong_field
from webapp.services import arrivals, own_riders
from webapp.services.documents import DocumentError, Kind, export
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from webapp.services.own_riders import CampaignLine, PartyLine

TAG = "Own riders"


@operation(
    "GET", "/employer/campaigns", "The days on which our people may ride",
    tag=TAG, scope=Scope.RIDERS, answer=schemas.RiderCampaigns,
)  # fmt: skip
def our_campaigns() -> schemas.RiderCampaigns:
    """Return the days to come, and how many of the company's people ride."""
    return schemas.RiderCampaigns(campaigns=[_campaign(each) for each in _lines()])


@operation(
    "GET", "/employer/campaigns/<int:campaign_id>/parties", "Our people of one day",
    tag=TAG, scope=Scope.RIDERS, answer=schemas.OwnParties,
)  # fmt: skip
def our_parties(campaign_id: int) -> schemas.OwnParties:
    """Return the company's parties: state, coach, seat, arrival; masked."""
    line = _line(campaign_id)
    rows = own_riders.list_own(db.session, own_employer(), line.campaign)
    return schemas.OwnParties(
        campaign=_campaign(line), parties=[_party(each) for each in rows]
    )


@operation(
    "POST", "/employer/parties/<int:party_id>/status", "Whether a party comes",
    tag=TAG, scope=Scope.RIDERS, body=schemas.PartyAnswer,
    kinds=("stale", "not_theirs"),
)  # fmt: skip
def decide_party(party_id: int, body: schemas.PartyAnswer) -> None:
    """Confirm a party of the roster, or drop it; its seats go to those who wait."""
    if body.status not in own_riders.DECISIONS:
        words = ", ".join(own_riders.DECISIONS)
        raise wrong_field("status", _("One of these, please: %(words)s.", words=words))
    party = found(own_riders.find_party(db.session, own_employer(), party_id))
    try:
        own_riders.decide(
            db.session, party, body.status, seen_at=body.changed_at, **who_and_when()
        )
    except StaleError as error:
        raise ProblemError("stale") from error
    except own_riders.NotTheirsError as error:
        raise ProblemError("not_theirs") from error
    db.session.commit()


@operation(
    "PUT", "/employer/parties/<int:party_id>/people/<int:number>/arrival",
    "Who has arrived",
    tag=TAG, scope=Scope.RIDERS, body=schemas.ArrivalIn, kinds=("too_early",),
)  # fmt: skip
def check_off_person(party_id: int, number: int, body: schemas.ArrivalIn) -> None:
    """Tick off a person of a party, from 1, at the gate; null takes the tick back."""
    party = found(own_riders.find_party(db.session, own_employer(), party_id))
    if number > party.size:
        raise ProblemError("not_found")
    try:
        arrivals.check_off(db.session, party, number, body.status, **who_and_when())
    except own_riders.TooEarlyError as error:
        raise ProblemError("too_early") from error
    db.session.commit()


@operation(
    "POST", "/employer/campaigns/<int:campaign_id>/arrived",
    "Tick off whole parties",
    tag=TAG, scope=Scope.RIDERS, body=schemas.ArrivedIn, answer=schemas.Arrived,
)  # fmt: skip
def check_off_parties(campaign_id: int, body: schemas.ArrivedIn) -> schemas.Arrived:
    """Tick off all of these parties of whom nothing is noted; not who stayed away."""
    lines = own_riders.list_own(db.session, own_employer(), _line(campaign_id).campaign)
    count = arrivals.check_off_all(
        db.session,
        [
            line.party
            for line in lines
            if line.booking and line.party.id in body.parties
        ],
        **who_and_when(),
    )
    db.session.commit()
    return schemas.Arrived(people=count)


@operation(
    "POST", "/employer/campaigns/<int:campaign_id>/arrivals",
    "Who comes by which coach, as a file",
    tag=TAG, scope=Scope.RIDERS, body=schemas.ArrivalsIn,
    media="application/octet-stream", kinds=("nobody_rides",),
)  # fmt: skip
def export_arrivals(campaign_id: int, body: schemas.ArrivalsIn) -> bytes:
    """Return the list of one's own people on published coaches; masked, recorded."""
    try:
        file = export(
            db.session,
            _line(campaign_id).campaign,
            Kind.ARRIVALS,
            str(own_employer().id),
            body.form,
            **who_and_when(),
        )
    except DocumentError as error:
        raise ProblemError("nobody_rides") from error
    db.session.commit()
    return file.content


def _lines() -> list[CampaignLine]:
    return own_riders.list_campaigns(db.session, own_employer(), at_once())


def _line(campaign_id: int) -> CampaignLine:
    lines = (each for each in _lines() if each.campaign.id == campaign_id)
    line: CampaignLine = found(next(lines, None))
    return line


def _campaign(line: CampaignLine) -> schemas.RiderCampaign:
    campaign = line.campaign
    return schemas.RiderCampaign(
        id=campaign.id,
        name=campaign.name,
        service_date=campaign.first_date,
        last_date=campaign.last_date,
        status=campaign.status,
        riders=line.riders or 0,
        confirmed=line.confirmed or 0,
        takes_rosters=own_riders.takes_rosters(campaign, own_employer(), at_once()),
    )


def _party(line: PartyLine) -> schemas.OwnParty:
    party, booking = line.party, line.booking
    return schemas.OwnParty(
        id=party.id,
        label=party.label,
        size=party.size,
        status=party.status,
        pickup=party.pickup_place.full_name,
        gate=party.site.name,
        is_own_wish=line.is_own_wish,
        coach=booking.trip.number if booking else None,
        departs_at=booking.trip.departs_at if booking else None,
        riders=[
            schemas.OwnRider(
                number=each.place,
                masked_name=each.rider.masked("name") if each.rider else "",
                masked_phone=each.rider.masked("phone") if each.rider else "",
                seat=each.seat,
                arrival=each.arrival.status if each.arrival else None,
                noted_at=each.arrival.noted_at if each.arrival else None,
                stayed_away=each.stayed_away,
            )
            for each in line.riders
        ],
        unnamed=line.unnamed,
        changed_at=party.updated_at,
    )
