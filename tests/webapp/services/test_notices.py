from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import Channel, Contact, NoticeKind, OutboxMessage, Role
from tests.factories.postings import NOW, make_account, make_employer
from webapp.services import notices
from webapp.services.notice_texts import SENTENCES, sentence

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Account, Notice

OFFER = {"employer": "示例服饰", "title": "缝纫工"}


def tell(
    session: Session, account: Account, kind: NoticeKind = NoticeKind.OFFER
) -> Notice:
    return notices.tell(
        session,
        account_id=account.id,
        kind=kind,
        about=OFFER,
        path="/me/applications",
        now=NOW,
    )


def make_contact(session: Session, account: Account, **values: object) -> Contact:
    contact = Contact(
        **{
            "account_id": account.id,
            "channel": Channel.SMS,
            "address": "13800000003",
            "confirmed_at": NOW,
            **values,
        }
    )
    session.add(contact)
    session.flush()
    return contact


def test_every_kind_of_notice_has_its_sentence() -> None:
    assert set(SENTENCES) == set(NoticeKind)
    assert max(len(kind) for kind in NoticeKind) <= 24


def test_a_notice_is_read_in_the_readers_language(session: Session) -> None:
    notice = tell(session, make_account(session, Role.SEEKER))
    assert sentence(notice.kind, notice.about, None) == "示例服饰想录用您做“缝纫工”。"
    assert "offers you" in sentence(notice.kind, notice.about, "en")
    assert "錄用" in sentence(notice.kind, notice.about, "zh_Hant")


def test_times_are_those_of_the_district() -> None:
    about = {**OFFER, "interview_at": NOW.isoformat(), "place": "门卫室"}
    told = sentence(NoticeKind.INTERVIEW, about, "zh_Hans")
    assert "2027年1月31日星期日 20:30，" in told
    assert "门卫室" in told


def test_a_blank_that_is_not_filled_is_refused(session: Session) -> None:
    account = make_account(session, Role.SEEKER)
    with pytest.raises(ValueError, match="interview_at"):
        tell(session, account, NoticeKind.INTERVIEW)


@pytest.mark.parametrize("path", ["https://example.com", "//example.com", ""])
def test_a_notice_leads_to_a_page_of_this_site(session: Session, path: str) -> None:
    account = make_account(session, Role.SEEKER)
    with pytest.raises(ValueError, match="path"):
        notices.tell(
            session, account_id=account.id, kind=NoticeKind.OFFER,
            about=OFFER, path=path, now=NOW,
        )  # fmt: skip


def test_what_was_read_is_not_counted_again(session: Session) -> None:
    account, other = (make_account(session, Role.SEEKER) for _ in range(2))
    one, _two = tell(session, account), tell(session, account)
    later = NOW + dt.timedelta(minutes=5)
    assert notices.read(session, other.id, one.id, now=later) is None
    assert notices.count_unread(session, account.id) == 2
    assert notices.read(session, account.id, one.id, now=later) is one
    assert notices.count_unread(session, account.id) == 1
    notices.read_all(session, account.id, now=later)
    assert notices.count_unread(session, account.id) == 0
    assert one.read_at == later


def test_without_a_confirmed_address_a_notice_stays_on_the_site(
    session: Session,
) -> None:
    account = make_account(session, Role.SEEKER)
    tell(session, account)
    make_contact(session, account, confirmed_at=None)
    tell(session, account)
    assert session.scalars(select(OutboxMessage)).all() == []


def test_a_confirmed_address_gets_it_too_in_the_accounts_language(
    session: Session,
) -> None:
    account = make_account(session, Role.SEEKER, language="en")
    make_contact(session, account)
    notice = tell(session, account)
    (message,) = session.scalars(select(OutboxMessage)).all()
    assert (message.channel, message.address) == (Channel.SMS, "13800000003")
    assert message.key == f"notice-{notice.id}"
    assert "offers you the work" in message.text
    assert message.text.endswith("{site}/me/applications")
    assert b"13800000003" not in (message.address_sealed or b"")


def test_what_is_not_worth_a_call_stays_on_the_site(session: Session) -> None:
    account = make_account(session, Role.SEEKER)
    make_contact(session, account)
    tell(session, account, NoticeKind.APPLICATION_SEEN)
    assert session.scalars(select(OutboxMessage)).all() == []


def test_an_employers_notice_goes_to_each_of_its_people(session: Session) -> None:
    employer = make_employer(session)
    for is_active in (True, True, False):
        make_account(
            session, Role.EMPLOYER, employer_id=employer.id, is_active=is_active
        )
    told = notices.tell_employer(
        session, employer_id=employer.id, kind=NoticeKind.APPLICATION_NEW,
        about={"title": "缝纫工"}, path="/employer/", now=NOW,
    )  # fmt: skip
    assert len(told) == 2
