"""
The documents of a published campaign, as Excel and PDF, each download audited.

Charter orders for operators, arrival lists for enterprises, feeder lists for counties,
the toll application; the riders' own papers are the manifests.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from models import Campaign, Employer, Operator, Place, Site
from webapp.services import audit
from webapp.services.documents.content import (
    Document,
    DocumentError,
    NothingToSayError,
    NotPublishedError,
)
from webapp.services.documents.issues import (
    Told,
    issue,
    of_county,
    of_gates,
    of_operator,
    of_trips,
)
from webapp.services.documents.orders import charter_order, toll_application
from webapp.services.documents.people import arrival_list, feeder_list, homes_of
from webapp.services.editions import Promises, list_editions
from webapp.services.manifests import File, Form, ReasonMissingError, required_reason

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable

    from sqlalchemy.orm import Session

__all__ = [
    "Document",
    "DocumentError",
    "Kind",
    "NotPublishedError",
    "NothingToSayError",
    "Offer",
    "ReasonMissingError",
    "compose",
    "export",
    "list_offers",
    "write",
]


class Kind(enum.StrEnum):
    """What there is for whom: an operator, an enterprise, a county, the authorities."""

    ORDER = "order"
    ARRIVALS = "arrivals"
    FEEDERS = "feeders"
    TOLLS = "tolls"


Row = TypeVar("Row", Operator, Employer)
NUMBER = re.compile("[0-9]{1,9}")
NAMES_PEOPLE = frozenset({Kind.ARRIVALS, Kind.FEEDERS})


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be taken: for whom, and in which version."""

    kind: Kind
    subject: str
    name: str
    version: int
    at: dt.datetime
    is_latest: bool


def list_offers(session: Session, campaign: Campaign) -> list[Offer]:
    """Return every document of a campaign; none before it was published."""
    history = _history(session, campaign)
    if not history:
        return []
    latest = history[-1].promises

    def offer(
        kind: Kind, subject: str, name: str, part: Callable[[Promises], Hashable]
    ) -> Offer:
        found = issue(history, part)
        is_latest = found.number == history[-1].number
        return Offer(kind, subject, name, found.number, found.at, is_latest)

    offers = [offer(Kind.TOLLS, "", "", of_trips)]
    # Also who has no coach any more is told so once.
    trips = (
        [*history[-2].promises.trips, *latest.trips] if history[1:] else latest.trips
    )
    operators = {trip.operator_id: trip.operator for trip in trips}
    for operator_id, name in sorted(operators.items()):
        offers.append(
            offer(Kind.ORDER, str(operator_id), name, of_operator(operator_id))
        )
    gates = {int(party.gate.removeprefix("site ")) for party in latest.parties}
    sites = [session.get_one(Site, id_) for id_ in sorted(gates)]
    for employer in dict.fromkeys(site.employer for site in sites):
        keys = frozenset(f"site {site.id}" for site in employer.sites)
        part = of_gates(keys)
        offers.append(offer(Kind.ARRIVALS, str(employer.id), employer.name, part))
    homes = homes_of(
        session, {p.party_id for told in history for p in told.promises.parties}
    )
    stops = {party.pickup for party in latest.parties}
    riding = {party.party_id for party in latest.parties}
    counties = stops | {code for id_, code in homes.items() if id_ in riding}
    for code in sorted(counties):
        county = session.get_one(Place, code)
        part = of_county(code, homes)
        offers.append(offer(Kind.FEEDERS, code, county.full_name, part))
    return offers


def compose(
    session: Session,
    campaign: Campaign,
    kind: Kind,
    subject: str,
    *,
    is_full: bool,
    now: dt.datetime,
) -> Document:
    """
    Return a document of a campaign.

    Raises
    ------
    NotPublishedError
        When nothing was published.
    NothingToSayError
        When there is no such subject, or nobody for it.
    """
    history = _history(session, campaign)
    if not history:
        msg = f"Campaign {campaign.id} was not published."
        raise NotPublishedError(msg)
    if kind is Kind.TOLLS:
        return toll_application(
            history, campaign=campaign.name, campaign_id=campaign.id, now=now
        )
    if kind is Kind.ORDER:
        operator = _get(session, Operator, subject)
        return charter_order(
            history,
            operator.id,
            campaign=campaign.name,
            campaign_id=campaign.id,
            now=now,
        )
    if kind is Kind.ARRIVALS:
        employer = _get(session, Employer, subject)
        return arrival_list(
            session, history, campaign, employer, is_full=is_full, now=now
        )
    county = session.get(Place, subject)
    if county is None:
        msg = f"There is no place {subject!r}."
        raise NothingToSayError(msg)
    return feeder_list(session, history, campaign, county, is_full=is_full, now=now)


def export(
    session: Session,
    campaign: Campaign,
    kind: Kind,
    subject: str,
    form: Form,
    *,
    is_full: bool = False,
    reason: str = "",
    account_id: int | None,
    now: dt.datetime,
) -> File:
    """
    Return a document as a file, and record who took it and why.

    Raises
    ------
    ReasonMissingError
        When full names are asked for without a reason of a few characters.
    NotPublishedError, NothingToSayError
        As `compose`.
    """
    is_full = is_full and kind in NAMES_PEOPLE
    reason = required_reason(reason, is_full=is_full)
    document = compose(session, campaign, kind, subject, is_full=is_full, now=now)
    audit.record(
        session,
        "document.export",
        campaign,
        account_id=account_id,
        now=now,
        detail={
            "kind": kind.value,
            "subject": subject,
            "version": document.version,
            "form": form.value,
            "full": is_full,
            "reason": reason,
            "people": document.people,
        },
    )
    suffix = ("-full" if is_full else "-masked") if document.names_people else ""
    name = f"{kind}-{document.reference}{suffix}.{form}"
    return File(name=name, mimetype=form.mimetype, content=write(document, form))


def write(document: Document, form: Form) -> bytes:
    """Return a document's bytes; the libraries are loaded when they are needed."""
    if form is Form.PDF:
        from webapp.services.documents.paper import write_pdf

        return write_pdf(document)
    from webapp.services.documents.excel import write_workbook

    return write_workbook(document)


def _history(session: Session, campaign: Campaign) -> list[Told]:
    return [
        Told(edition.number, edition.published_at, Promises.of(edition.promises))
        for edition in list_editions(session, campaign)
    ]


def _get(session: Session, table: type[Row], subject: str) -> Row:
    found = session.get(table, int(subject)) if NUMBER.fullmatch(subject) else None
    if found is None:
        msg = f"There is no {table.__tablename__} {subject!r}."
        raise NothingToSayError(msg)
    return found
