from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models import (
    Account,
    AlertedVacancy,
    Application,
    ApplicationNote,
    ApplicationStatus,
    AssignmentRun,
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Call,
    Channel,
    Contact,
    Frequency,
    Impression,
    Interview,
    Invitation,
    LoginSession,
    Message,
    NoticeKind,
    OutboxMessage,
    PartyStatus,
    Proposal,
    Report,
    ReportReason,
    Rider,
    Role,
    SavedSearch,
)
from models.base import Base
from tests.factories.campaigns import make_campaign, make_site
from tests.factories.postings import (
    NOW,
    TODAY,
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from tests.factories.riding import make_published_trip, make_request
from webapp.services import notices, outbox, own_data

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY = dt.timedelta(days=1)
NAME, PHONE = "欧阳示例", "13800001234"

# What holds something of a person, by table, and what a copy of the data shows of it.
COPIED = {
    "account": "account",
    "application": "applications",
    "application_event": "applications",
    "contact": "notices_go_to",
    "impression": "shown_to_you",
    "interview": "applications",
    "invitation": "invitations",
    "login_session": "signed_in",
    "message": "applications",
    "notice": "notices",
    "proposal": "suggested_to_the_office",
    "report": "reports",
    "ride_request": "rides",
    "saved_search": "saved_searches",
    "seeker": "profile",
}
NOT_COPIED = {
    "application_note": "A company's own notes, which nobody else reads.",
    "alerted_vacancy": "What not to tell again; the notices tell what was told.",
    "audit_event": "Nobody reads it but auditors; who saw the person is copied.",
}
DELETED = {
    "alerted_vacancy",
    "application_note",
    "contact",
    "impression",
    "invitation",
    "login_session",
    "message",
    "notice",
    "proposal",
    "saved_search",
}
KEPT = {
    "account": "The audit log points here; it has no name.",
    "application": "A service record of the law, without the words.",
    "application_event": "A service record.",
    "audit_event": "Nothing is ever taken out of it.",
    "interview": "A service record, without the remark.",
    "report": "It is about a vacancy, and no longer from anybody.",
    "ride_request": "A service record; its riders have no name.",
    "seeker": "What the records hang on; it says nothing.",
}
# Who of the staff or of a company did it, and what escorts noted; a seeker's account
# never stands there.
BY_STAFF = {
    "api_key",
    "arrival",
    "assignment_run",
    "boarding_event",
    "call_state",
    "charter_plan",
    "corridor_speed",
    "edition",
    "employer_paper",
    "escort_pass",
    "import_batch",
    "operator_pass",
    "phone_call",
    "plan_draft",
    "plan_step",
    "posting_draft",
    "replanning",
    "team_invitation",
    "trip_event",
    "walk_on",
}


def test_every_table_that_leads_to_a_person_is_copied_and_deleted_or_named() -> None:
    found, waiting = set(), ["account", "seeker"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in BY_STAFF:
            continue
        waiting += [
            table.name
            for table in Base.metadata.tables.values()
            if any(key.column.table.name == name for key in table.foreign_keys)
        ]
    found -= BY_STAFF
    assert found == set(COPIED) | set(NOT_COPIED)
    assert found == DELETED | set(KEPT)
    assert not set(COPIED) & set(NOT_COPIED)
    assert not DELETED & set(KEPT)


@pytest.fixture
def person(session: Session) -> Account:
    """A person with something in every table, and a coach taken that has left."""
    account = make_account(session, Role.SEEKER, display_name=NAME, login=PHONE)
    seeker = make_seeker(session, account_id=account.id, name=NAME, phone=PHONE)
    vacancy = make_vacancy(session, title="电焊工")
    staff = make_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id)
    sent = make_application(
        session, vacancy, seeker=seeker, message=f"我叫{NAME}",
        status=ApplicationStatus.HIRED,
    )  # fmt: skip
    search = SavedSearch(
        account_id=account.id, name=f"{NAME}的", address="q=x", looked_at=NOW,
        frequency=Frequency.DAILY,
    )  # fmt: skip
    contact = Contact(
        account_id=account.id, channel=Channel.SMS, address=PHONE, confirmed_at=NOW
    )
    session.add_all(
        [
            search,
            contact,
            Interview(
                application_id=sent.id, starts_at=NOW + DAY, place="二号门",
                remark=f"{NAME}带上焊工证",
            ),
            Message(
                application_id=sent.id, account_id=staff.id, sent_at=NOW,
                body=f"{NAME}您好",
            ),
            ApplicationNote(
                application_id=sent.id, account_id=staff.id, written_at=NOW,
                body=f"{NAME}不错",
            ),
            Invitation(
                vacancy_id=vacancy.id, seeker_id=seeker.id, account_id=staff.id
            ),
            Report(
                vacancy_id=vacancy.id, account_id=account.id, text="先交押金",
                reason=ReportReason.DEPOSIT, due_on=TODAY,
            ),
            LoginSession(
                account_id=account.id, token_hash="0" * 64, created_at=NOW,
                expires_at=NOW + DAY,
            ),
            Impression(
                seeker_id=seeker.id, vacancy_id=vacancy.id, shown_on=TODAY,
                position=1, closeness=0.5,
            ),
        ]
    )  # fmt: skip
    run = AssignmentRun(created_at=NOW)
    session.add(run)
    session.flush()
    session.add(Proposal(run_id=run.id, seeker_id=seeker.id, left_because="pay"))
    session.add(AlertedVacancy(saved_search_id=search.id, vacancy_id=vacancy.id))
    notices.tell(
        session, account_id=account.id, kind=NoticeKind.HIRED, path="/me/applications",
        about={"title": "电焊工", "employer": "示例公司"}, now=NOW,
    )  # fmt: skip
    campaign, site = make_campaign(session), make_site(session)
    ride = make_request(session, campaign, site, seeker=seeker)
    assert ride.party is not None
    session.add(
        Call(
            party_id=ride.party.id, at=NOW, outcome=PartyStatus.CONFIRMED,
            note=f"{NAME}的妻子接的",
        )
    )  # fmt: skip
    trip = make_published_trip(session)
    session.add(
        BoardingEvent(
            trip_id=trip.id, client_id="phone-1", party_id=ride.party.id, place=1,
            kind=BoardingKind.ABOARD, means=BoardingMeans.QR, temperature_tenths=371,
            is_well=True, happened_at=NOW, received_at=NOW,
        )
    )  # fmt: skip
    for key in (f"code-{contact.id}-1", f"party-{ride.party.id}-a", "notice-x"):
        outbox.put(
            session, channel=Channel.SMS, address=PHONE, subject="", text=f"text {key}",
            key=key, now=NOW,
        )  # fmt: skip
    session.flush()
    return account


def test_a_copy_holds_what_every_table_holds(session: Session, person: Account) -> None:
    data = own_data.export(session, person, now=NOW)
    assert all(data[part] for part in COPIED.values())
    (sent,) = data["applications"]
    assert sent["message"] == f"我叫{NAME}"
    assert sent["interview"] == {
        "at": "2027-02-01T20:30:00+08:00",
        "place": "二号门",
        "remark": f"{NAME}带上焊工证",
        "reply": None,
    }
    assert [each["text"] for each in sent["messages"]] == [f"{NAME}您好"]
    assert "不错" not in json.dumps(data, ensure_ascii=False)
    (ride,) = data["rides"]
    assert ride["noted_at_the_coach"][0]["temperature_tenths"] == 371
    told, text = data["sent_to_you"]
    assert "电焊工" in told["text"]
    assert text["text"].startswith("text party-")


def test_nothing_that_is_kept_says_whose_it_is(
    session: Session, person: Account
) -> None:
    # The coach has left long ago, or the seats would have to be given back first.
    later = NOW + 365 * DAY
    own_data.erase(session, person, now=later)
    session.flush()
    session.expire_all()
    for name in DELETED:
        assert count(session, name) == 0, name
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert NAME not in str(tuple(row)), table.name
    for each in session.scalars(select(Rider)):
        assert (each.name, each.phone, each.id_number) == (None, None, None)
    (noted,) = session.scalars(select(BoardingEvent))
    assert (noted.temperature_tenths, noted.is_well) == (None, None)
    assert session.scalars(select(Application.status)).one()
    assert session.scalars(select(Report.account_id)).one() is None
    # Another person's message stays.
    assert session.scalars(select(OutboxMessage.key)).all() == ["notice-x"]


def test_who_waits_for_a_coach_gives_the_seat_back_first(
    session: Session, person: Account
) -> None:
    with pytest.raises(own_data.RideOpenError):
        own_data.erase(session, person, now=NOW)


def count(session: Session, name: str) -> Any:
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[name]))
