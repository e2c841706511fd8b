"""
The documents of a published campaign, as Excel and PDF, each download audited.

Charter orders for operators, arrival lists for enterprises, feeder lists for counties,
lists of passengers for the railway, the toll application; the riders' own papers are
the manifests. Each is for the whole campaign, or for the coaches of one of its days.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from models import Campaign, Employer, Operator, Place, Site, TrainBlock, TripRole
from webapp.services import audit
from webapp.services.archives import pack
from webapp.services.documents.content import (
    Document,
    DocumentError,
    NothingToSayError,
    NotPublishedError,
)
from webapp.services.documents.issues import (
    Told,
    issue,
    leaves_on,
    of_county,
    of_gates,
    of_operator,
    of_train,
    of_trips,
)
from webapp.services.documents.orders import charter_order, toll_application
from webapp.services.documents.people import (
    arrival_list,
    feeder_list,
    homes_of,
    train_list,
    train_name,
)
from webapp.services.editions import Promises, list_editions
from webapp.services.manifests import File, Form, ReasonMissingError, required_reason
from webapp.services.windows import chinese_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from sqlalchemy.orm import Session

__all__ = [
    "Document",
    "DocumentError",
    "Kind",
    "NotPublishedError",
    "NothingToSayError",
    "Offer",
    "ReasonMissingError",
    "bundle",
    "compose",
    "compose_all",
    "export",
    "list_days",
    "list_offers",
    "write",
]


class Kind(enum.StrEnum):
    """What there is for whom: operator, enterprise, county, authorities, railway."""

    ORDER = "order"
    ARRIVALS = "arrivals"
    FEEDERS = "feeders"
    TOLLS = "tolls"
    TRAINS = "trains"


Row = TypeVar("Row", Operator, Employer, TrainBlock)
NUMBER = re.compile("[0-9]{1,9}")
NAMES_PEOPLE = frozenset({Kind.ARRIVALS, Kind.FEEDERS, Kind.TRAINS})


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be taken: for whom, and in which version."""

    kind: Kind
    subject: str
    name: str
    version: int
    at: dt.datetime
    is_latest: bool


def list_days(session: Session, campaign: Campaign) -> list[dt.date]:
    """Return the day on which each published coach leaves."""
    history = _history(session, campaign)
    return [leaves_on(t) for told in history[-1:] for t in told.promises.trips]


def list_offers(
    session: Session, campaign: Campaign, day: dt.date | None = None
) -> list[Offer]:
    """Return every document of a campaign, or of a day; none before it was public."""
    history = _history(session, campaign, day)
    if not history:
        return []
    latest = history[-1].promises

    def offer(
        kind: Kind, subject: str, name: str, part: Callable[[Promises], Hashable]
    ) -> Offer:
        found = issue(history, part)
        is_latest = found.number == history[-1].number
        return Offer(kind, subject, name, found.number, found.at, is_latest)

    offers = [offer(Kind.TOLLS, "", "", of_trips)] if latest.trips else []
    # Also who has no coach any more is told so once.
    trips = (
        [*history[-2].promises.trips, *latest.trips] if history[1:] else latest.trips
    )
    operators = {trip.operator_id: trip.operator for trip in trips}
    for operator_id, name in sorted(operators.items()):
        offers.append(
            offer(Kind.ORDER, str(operator_id), name, of_operator(operator_id))
        )
    gates = {
        int(party.gate.removeprefix("site "))
        for party in latest.parties
        if party.gate.startswith("site ")
    }
    sites = [session.get_one(Site, id_) for id_ in sorted(gates)]
    for employer in dict.fromkeys(site.employer for site in sites):
        keys = frozenset(f"site {site.id}" for site in employer.sites)
        part = of_gates(keys)
        offers.append(offer(Kind.ARRIVALS, str(employer.id), employer.name, part))
    homes = homes_of(
        session, {p.party_id for told in history for p in told.promises.parties}
    )
    stops = {party.pickup for party in latest.parties if party.leg == 1}
    riding = {party.party_id for party in latest.parties}
    counties = stops | {code for id_, code in homes.items() if id_ in riding}
    for code in sorted(counties):
        county = session.get_one(Place, code)
        part = of_county(code, homes)
        offers.append(offer(Kind.FEEDERS, code, county.full_name, part))
    feeders = (trip for trip in latest.trips if trip.role == TripRole.FEEDER)
    for block_id in dict.fromkeys(trip.block_id for trip in feeders):
        block = session.get_one(TrainBlock, block_id)
        part = of_train(block.id)
        offers.append(offer(Kind.TRAINS, str(block.id), train_name(block), part))
    return offers


def compose(
    session: Session,
    campaign: Campaign,
    kind: Kind,
    subject: str,
    *,
    is_full: bool,
    day: dt.date | None = None,
    now: dt.datetime,
) -> Document:
    """
    Return a document of a campaign, or of the coaches that leave on one day of it.

    Raises
    ------
    NotPublishedError
        When nothing was published.
    NothingToSayError
        When there is no such subject, or nobody for it.
    """
    history = _history(session, campaign, day)
    if not history:
        msg = f"Campaign {campaign.id} was not published."
        raise NotPublishedError(msg)
    document = _of(session, history, campaign, kind, subject, is_full=is_full, now=now)
    if day is None:
        return document
    return replace(
        document,
        campaign=f"{campaign.name} {chinese_days(day, day)}",
        reference=f"{document.reference}-{day:%m%d}",
    )


def _of(
    session: Session,
    history: list[Told],
    campaign: Campaign,
    kind: Kind,
    subject: str,
    *,
    is_full: bool,
    now: dt.datetime,
) -> Document:
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
    if kind is Kind.TRAINS:
        block = _get(session, TrainBlock, subject)
        return train_list(session, history, campaign, block, is_full=is_full, now=now)
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
    day: dt.date | None = None,
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
    document = compose(
        session, campaign, kind, subject, is_full=is_full, day=day, now=now
    )
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
    name = f"{kind}-{document.reference}{_masking(document)}.{form}"
    return File(name=name, mimetype=form.mimetype, content=write(document, form))


def compose_all(
    session: Session,
    campaign: Campaign,
    kind: Kind,
    form: Form,
    *,
    is_full: bool = False,
    reason: str = "",
    day: dt.date | None = None,
    account_id: int | None,
    now: dt.datetime,
) -> list[Document]:
    """
    Return every document of a kind, and record who took them and why.

    Raises
    ------
    ReasonMissingError
        When full names are asked for without a reason of a few characters.
    """
    is_full = is_full and kind in NAMES_PEOPLE
    reason = required_reason(reason, is_full=is_full)
    documents = [
        compose(
            session, campaign, kind, offer.subject, is_full=is_full, day=day, now=now
        )
        for offer in list_offers(session, campaign, day)
        if offer.kind is kind
    ]
    audit.record(
        session,
        "document.export_all",
        campaign,
        account_id=account_id,
        now=now,
        detail={
            "kind": kind.value,
            "form": form.value,
            "full": is_full,
            "reason": reason,
            "day": None if day is None else day.isoformat(),
            "documents": len(documents),
            "people": sum(document.people for document in documents),
        },
    )
    return documents


def bundle(documents: Sequence[Document], form: Form) -> bytes:
    """Return a ZIP of documents, each called by whom it is for; needs no session."""
    names = [
        f"{document.addressee.replace('/', ' ')}-{document.reference}"
        f"{_masking(document)}.{form}"
        for document in documents
    ]
    return pack(documents, names, partial(write, form=form), is_slow=form is Form.PDF)


def _masking(document: Document) -> str:
    if not document.names_people:
        return ""
    return "-full" if document.is_full else "-masked"


def write(document: Document, form: Form) -> bytes:
    """Return a document's bytes; the libraries are loaded when they are needed."""
    if form is Form.PDF:
        from webapp.services.documents.paper import write_pdf

        return write_pdf(document)
    from webapp.services.documents.excel import write_workbook

    return write_workbook(document)


def _history(
    session: Session, campaign: Campaign, day: dt.date | None = None
) -> list[Told]:
    return [
        Told(edition.number, edition.published_at, Promises.of(edition.promises)).on(
            day
        )
        for edition in list_editions(session, campaign)
    ]


def _get(session: Session, table: type[Row], subject: str) -> Row:
    found = session.get(table, int(subject)) if NUMBER.fullmatch(subject) else None
    if found is None:
        msg = f"There is no {table.__tablename__} {subject!r}."
        raise NothingToSayError(msg)
    return found
