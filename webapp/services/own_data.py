"""
A person's data: a copy of all of it, and its deletion.

Applications, interviews and rides are service records that the law wants kept for
three years (人社部令44). They stay as bare facts, without anything that says whose
they are; all else goes at once.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, delete, or_, select, update
from sqlalchemy.orm import joinedload

from models import (
    Account,
    Application,
    ApplicationEvent,
    ApplicationNote,
    ApplicationStatus,
    AuditEvent,
    BoardingEvent,
    Call,
    Contact,
    Impression,
    Interview,
    Invitation,
    LoginSession,
    Message,
    Notice,
    OutboxMessage,
    Proposal,
    Report,
    RideRequest,
    SavedSearch,
    Schooling,
    Seeker,
    Vacancy,
)
from webapp.services import applications, audit, interviews, riding
from webapp.services.rules import LOCAL_TIME
from webapp.services.seekers import ANSWERED_COLUMNS, find_of_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from models import Party

ENDED = (*applications.DECIDED, ApplicationStatus.WITHDRAWN)


class RideOpenError(Exception):
    """The person has asked for a seat on a coach: that is cancelled first."""


def export(session: Session, account: Account, *, now: dt.datetime) -> dict[str, Any]:
    """Return all that is held of a person, as JSON can hold it; that is recorded."""
    seeker = find_of_account(session, account.id)
    data: dict[str, Any] = {
        "made_at": _local(now),
        "account": {
            "login": account.login,
            "name": account.display_name,
            "since": _local(account.created_at),
            "language": account.language,
            "large_type": account.has_large_type,
            "ranked_by_profile": account.is_ranked_for,
        },
        "signed_in": [
            _local(at)
            for at in session.scalars(
                select(LoginSession.created_at)
                .where(LoginSession.account_id == account.id)
                .order_by(LoginSession.id)
            )
        ],
        "notices_go_to": [
            {"channel": row.channel, "address": row.address}
            for row in session.scalars(
                select(Contact).where(Contact.account_id == account.id)
            )
        ],
        "notices": [
            {"at": _local(row.created_at), "kind": row.kind, "about": row.about}
            for row in session.scalars(
                select(Notice)
                .where(Notice.account_id == account.id)
                .order_by(Notice.id)
            )
        ],
        "sent_to_you": [
            {"at": _local(row.created_at), "channel": row.channel, "text": row.text}
            for row in session.scalars(
                select(OutboxMessage)
                .where(or_(*_told(account, _parties(session, seeker))))
                .order_by(OutboxMessage.id)
            )
        ],
        "saved_searches": [
            {"name": row.name, "address": row.address, "frequency": row.frequency}
            for row in session.scalars(
                select(SavedSearch)
                .where(SavedSearch.account_id == account.id)
                .order_by(SavedSearch.id)
            )
        ],
        "reports": [
            {"at": _local(row.created_at), "reason": row.reason, "text": row.text}
            for row in session.scalars(
                select(Report)
                .where(Report.account_id == account.id)
                .order_by(Report.id)
            )
        ],
        "profile": None,
    }
    if seeker is not None:
        data |= _of_seeker(session, seeker)
    audit.record(session, "export", account, account_id=account.id, now=now)
    return data


def erase(session: Session, account: Account, *, now: dt.datetime) -> None:
    """
    Delete an account with its profile; a second time nothing happens.

    Raises
    ------
    RideOpenError
        When a seat was asked for that is not cancelled.
    """
    session.refresh(account, ["is_active"], with_for_update=True)
    if not account.is_active:
        return
    seeker = find_of_account(session, account.id)
    if seeker is not None:
        if riding.find_open(session, seeker, now) is not None:
            msg = f"Seeker {seeker.id} has asked for a seat."
            raise RideOpenError(msg)
        _end_applications(session, seeker, account.id, now)
    _forget_letters(session, account, _parties(session, seeker))
    if seeker is not None:
        _forget_riders(session, seeker)
        _forget_seeker(session, seeker, now)
    for table in (Notice, Contact, SavedSearch, LoginSession):
        session.execute(delete(table).where(table.account_id == account.id))
    # What was reported stays, and nobody is told what became of it.
    session.execute(
        update(Report)
        .where(Report.account_id == account.id)
        .values(account_id=None, updated_at=Report.updated_at)
    )
    # Events of the audit log point here, so the row stays; it says nobody's name.
    account.login = f"deleted-{account.id}"
    account.display_name = ""
    account.password_hash = "-"
    account.phone_index = None
    account.language = None
    account.is_active = False
    session.flush()
    audit.record(session, "account.erase", account, account_id=account.id, now=now)


def _of_seeker(session: Session, seeker: Seeker) -> dict[str, Any]:
    sent = session.scalars(
        select(Application)
        .where(Application.seeker_id == seeker.id)
        .options(joinedload(Application.vacancy).joinedload(Vacancy.employer))
        .order_by(Application.id)
    ).all()
    ids = [row.id for row in sent]
    events = session.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id.in_(ids))
        .order_by(ApplicationEvent.id)
    ).all()
    messages = session.scalars(
        select(Message).where(Message.application_id.in_(ids)).order_by(Message.id)
    ).all()
    meetings = interviews.list_by_seeker(session, seeker)
    looks = session.execute(
        select(AuditEvent.at, AuditEvent.detail, Account.role)
        .outerjoin(Account, Account.id == AuditEvent.account_id)
        .where(
            AuditEvent.action == "reveal",
            AuditEvent.subject_type == "seeker",
            AuditEvent.subject_id == str(seeker.id),
        )
        .order_by(AuditEvent.id)
    )
    columns = sorted(ANSWERED_COLUMNS | {"id_number"})
    return {
        "profile": {name: _plain(getattr(seeker, name)) for name in columns},
        "applications": [
            {
                "vacancy": row.vacancy.title,
                "employer": row.vacancy.employer.name,
                "sent_at": _local(row.created_at),
                "status": row.status,
                "message": row.message,
                "steps": [
                    {"at": _local(event.at), "status": event.status}
                    for event in events
                    if event.application_id == row.id
                ],
                "interview": _interview(meetings.get(row.id)),
                "messages": [
                    {"at": _local(each.sent_at), "text": each.body}
                    for each in messages
                    if each.application_id == row.id
                ],
            }
            for row in sent
        ],
        "invitations": [
            {"vacancy": title, "at": _local(at), "status": status}
            for title, at, status in session.execute(
                select(Vacancy.title, Invitation.created_at, Invitation.status)
                .join(Vacancy, Vacancy.id == Invitation.vacancy_id)
                .where(Invitation.seeker_id == seeker.id)
                .order_by(Invitation.id)
            )
        ],
        "suggested_to_the_office": [
            {"vacancy": title, "chance": chance, "why_none": why}
            for title, chance, why in session.execute(
                select(Vacancy.title, Proposal.chance, Proposal.left_because)
                .select_from(Proposal)
                .outerjoin(Vacancy, Vacancy.id == Proposal.vacancy_id)
                .where(Proposal.seeker_id == seeker.id)
            )
        ],
        "rides": [
            {
                "asked_at": _local(ride.created_at),
                "people": ride.size,
                "from": ride.pickup_place.full_name,
                "first_date": ride.first_date.isoformat(),
                "last_date": ride.last_date.isoformat(),
                "cancelled_at": _local(ride.cancelled_at),
                "noted_at_the_coach": [
                    {
                        "at": _local(event.happened_at),
                        "person": event.place,
                        "what": event.kind,
                        "temperature_tenths": event.temperature_tenths,
                        "is_well": event.is_well,
                    }
                    for event in session.scalars(
                        select(BoardingEvent)
                        .where(BoardingEvent.party_id == ride.party_id)
                        .order_by(BoardingEvent.id)
                    )
                ],
                "riders": [
                    {
                        "name": rider.name,
                        "phone": rider.phone,
                        "id_number": rider.id_number,
                    }
                    for rider in (ride.party.riders if ride.party else ())
                ],
            }
            for ride in session.scalars(
                select(RideRequest)
                .where(RideRequest.seeker_id == seeker.id)
                .order_by(RideRequest.id)
            )
        ],
        "shown_to_you": [
            {"on": day.isoformat(), "vacancy": title, "place": place, "opened": opened}
            for day, title, place, opened in session.execute(
                select(
                    Impression.shown_on,
                    Vacancy.title,
                    Impression.position,
                    Impression.opened,
                )
                .join(Vacancy, Vacancy.id == Impression.vacancy_id)
                .where(Impression.seeker_id == seeker.id)
                .order_by(Impression.shown_on, Impression.position)
            )
        ],
        "who_saw_your_name_or_number": [
            {"at": _local(at), "what": detail.get("fields", []), "who": role}
            for at, detail, role in looks
        ],
    }


def _end_applications(
    session: Session, seeker: Seeker, account_id: int, now: dt.datetime
) -> None:
    for sent in applications.list_of(session, seeker):
        if sent.status not in ENDED:
            applications.withdraw(session, sent, account_id=account_id, now=now)
    own = select(Application.id).where(Application.seeker_id == seeker.id)
    for table in (Message, ApplicationNote):
        session.execute(delete(table).where(table.application_id.in_(own)))
    session.execute(
        update(Application)
        .where(Application.seeker_id == seeker.id)
        .values(message="", updated_at=Application.updated_at)
    )
    session.execute(
        update(Interview)
        .where(Interview.application_id.in_(own))
        .values(remark="", updated_at=Interview.updated_at)
    )


def _forget_riders(session: Session, seeker: Seeker) -> None:
    for party in _parties(session, seeker):
        session.execute(update(Call).where(Call.party_id == party.id).values(note=""))
        session.execute(
            update(BoardingEvent)
            .where(BoardingEvent.party_id == party.id)
            .values(temperature_tenths=None, is_well=None)
        )
        for rider in party.riders:
            rider.name = rider.phone = rider.id_number = None
            rider.import_key = None


def _forget_letters(
    session: Session, account: Account, parties: Sequence[Party]
) -> None:
    codes = [
        OutboxMessage.key.startswith(f"code-{id_}-")
        for id_ in session.scalars(
            select(Contact.id).where(Contact.account_id == account.id)
        )
    ]
    session.execute(
        delete(OutboxMessage)
        .where(or_(*_told(account, parties), *codes))
        .execution_options(synchronize_session=False)
    )


def _forget_seeker(session: Session, seeker: Seeker, now: dt.datetime) -> None:
    for table in (Impression, Invitation, Proposal):
        session.execute(delete(table).where(table.seeker_id == seeker.id))
    seeker.name = seeker.phone = seeker.id_number = None
    seeker.account_id = seeker.import_key = seeker.minor_until = None
    seeker.wanted_title = seeker.skills = ""
    seeker.home_place_code = seeker.wanted_place_code = None
    seeker.wanted_monthly_cents = seeker.wanted_shift = None
    seeker.reach_m = seeker.companions = seeker.available_from = None
    seeker.refuses_nights = seeker.wants_lodging = seeker.wants_board = False
    seeker.schooling, seeker.experience_months = Schooling.ANY, 0
    seeker.certificates = seeker.answered = []
    seeker.is_looking = False
    seeker.erased_at = now


def _parties(session: Session, seeker: Seeker | None) -> Sequence[Party]:
    if seeker is None:
        return ()
    rides = session.scalars(
        select(RideRequest).where(RideRequest.seeker_id == seeker.id)
    )
    return [ride.party for ride in rides if ride.party is not None]


def _told(account: Account, parties: Sequence[Party]) -> list[ColumnElement[bool]]:
    """
    Return which messages of the outbox went to a person; their keys tell.

    Not the codes that prove an address: those are for who reads what comes there.
    """
    notices = cast(Notice.id, String)
    own = [
        OutboxMessage.key.in_(
            select(kind + notices).where(Notice.account_id == account.id)
        )
        for kind in ("notice-", "alert-")
    ]
    texts = [OutboxMessage.key.startswith(f"party-{party.id}-") for party in parties]
    return own + texts


def _interview(meeting: Interview | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    return {
        "at": _local(meeting.starts_at),
        "place": meeting.place,
        "remark": meeting.remark,
        "reply": meeting.reply,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _local(at: dt.datetime | None) -> str | None:
    return at.astimezone(LOCAL_TIME).isoformat(timespec="seconds") if at else None
