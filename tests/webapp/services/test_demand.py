from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import (
    CallState,
    Channel,
    OutboxMessage,
    PartyStatus,
    Role,
    TripStatus,
)
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_driven_trip,
    make_party,
    make_rider,
    make_site,
)
from tests.factories.postings import make_account
from webapp.services import campaign_texts, demand
from webapp.services.campaigns import Count
from webapp.services.demand import Gap
from webapp.services.villages import NobodyError, read_lines, roster

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LATER = SERVICE_DATE + dt.timedelta(days=2)


def test_the_board_counts_by_county_date_and_enterprise(session: Session) -> None:
    campaign = make_campaign(session)
    site = make_site(session)
    make_party(session, campaign, size=4, site=site)
    make_party(session, campaign, size=2, pickup_place_code="411525100", site=site)
    moved = make_party(
        session, campaign, size=3, pickup_place_code="411526",
        status=PartyStatus.OTHER_DATE,
    )  # fmt: skip
    session.add(CallState(party_id=moved.id, other_date=LATER))
    make_party(session, campaign, size=9, status=PartyStatus.GAVE_UP)
    session.flush()

    board = demand.board(session, campaign)

    assert board.dates == (SERVICE_DATE, LATER)
    gushi, huangchuan = board.counties
    assert gushi.total.all == gushi.total.confirmed == Count(2, 6)
    assert [line.name for line in gushi.enterprises] == [site.employer.name]
    assert huangchuan.by_date[LATER].all == Count(1, 3)
    assert huangchuan.total.confirmed == Count()
    assert board.total.total.all == Count(3, 9)
    assert [line.total.all.riders for line in board.enterprises] == [6, 3]
    only = demand.board(session, campaign, site.employer_id)
    assert only.total.total.all == Count(2, 6)


def test_who_may_travel_on_several_days_stands_apart(session: Session) -> None:
    campaign = make_campaign(session, last_date=LATER)
    make_party(session, campaign, size=4)
    make_party(session, campaign, size=3, first_date=LATER)
    make_party(session, campaign, size=2, last_date=LATER - dt.timedelta(days=1))
    board = demand.board(session, campaign)
    assert board.dates == (*campaign.dates, demand.SEVERAL)
    by_date = board.total.by_date
    riders = [by_date[day].all.riders if day in by_date else 0 for day in board.dates]
    assert riders == [0, 0, 3, 6]


def test_each_gap_is_found_and_nothing_else(session: Session) -> None:
    campaign = make_campaign(session)
    make_party(session, campaign)
    lacking = {
        Gap.HOME: make_party(session, campaign, pickup_place_code="410000"),
        Gap.PHONE: make_party(
            session, campaign, size=1, riders=[make_rider(1, phone=None)]
        ),
        Gap.WRONG_NUMBER: make_party(
            session, campaign, status=PartyStatus.WRONG_NUMBER
        ),
        Gap.DATE: make_party(session, campaign, status=PartyStatus.OTHER_DATE),
        Gap.NAMES: make_party(session, campaign, size=2, riders=[make_rider(1)]),
        Gap.ID_NUMBERS: make_party(
            session, campaign, size=1, riders=[make_rider(1, id_number=None)]
        ),
    }
    assert demand.missing(session, campaign) == {
        gap: [party] for gap, party in lacking.items()
    }


def test_a_text_goes_to_each_party_once(session: Session) -> None:
    campaign = make_campaign(session)
    clerk = make_account(session, Role.CLERK)
    for status in (PartyStatus.NEW, PartyStatus.NEW, PartyStatus.CONFIRMED):
        make_party(session, campaign, status=status)
    make_party(
        session, campaign, size=1, status=PartyStatus.NEW,
        riders=[make_rider(1, phone=None)],
    )  # fmt: skip

    def send() -> int:
        return campaign_texts.send(
            session, campaign, [PartyStatus.NEW], campaign_texts.FIRST_TEXT,
            phone="0512-12333", account_id=clerk.id, now=NOW,
        )  # fmt: skip

    assert (send(), send()) == (2, 0)
    message = session.query(OutboxMessage).first()
    assert message is not None
    assert (message.channel, message.address) == (Channel.SMS, "13800000000")
    assert "2月24日返岗专车，同行4人。请回电0512-12333" in message.text


def test_who_has_public_seats_is_told_of_them_once(session: Session) -> None:
    trip = make_driven_trip(session)
    trip.plan.is_chosen = True
    campaign, clerk = trip.plan.campaign, make_account(session, Role.CLERK)
    waits = make_party(session, campaign)
    session.flush()

    def send() -> int:
        return campaign_texts.send(
            session, campaign, [PartyStatus.CONFIRMED], campaign_texts.SEAT_TEXT,
            phone="0512-12333", account_id=clerk.id, now=NOW,
        )  # fmt: skip

    assert send() == 0
    trip.status = TripStatus.PUBLISHED
    session.flush()
    seated = [booking for booking in trip.bookings if booking.party is not waits]
    assert (send(), send()) == (len(seated), 0)
    texts = session.scalars(select(OutboxMessage.text)).all()
    assert all("{" not in text and "上车" in text for text in texts)
    assert {code for b in seated if (code := b.code)} == {
        text.partition("上车码")[2].partition("。")[0] for text in texts
    }


@pytest.mark.parametrize(
    "line",
    [
        "示例甲\t13800000001\t99999919900100001X",
        "3 99999919900100001X 示例甲 13800000001",
        "3、示例甲，13800000001，99999919900100001X",
    ],
)
def test_a_line_is_read_whatever_the_order_of_its_columns(line: str) -> None:
    text = f"序号\t姓名\t电话\t身份证号\n{line}"
    assert read_lines(text, families=False) == [
        ("示例甲", "13800000001", "99999919900100001X", "")
    ]


def test_people_between_empty_lines_are_a_family() -> None:
    people = read_lines("\n\n甲 1\n乙\n\n\n丙", families=True)
    assert [(name, group) for name, *_, group in people] == [
        ("甲", "1"), ("乙", "1"), ("丙", "2"),
    ]  # fmt: skip
    table = roster(people, home="河南固始", employer="=厂", key="村").decode(
        "utf-8-sig"
    )
    assert table.splitlines()[1] == "甲,,,河南固始,=厂,村-1,,,"


@pytest.mark.parametrize("text", ["", "  \n\t\n", "姓名\t电话"])
def test_nobody_is_said(text: str) -> None:
    with pytest.raises(NobodyError):
        read_lines(text, families=True)
