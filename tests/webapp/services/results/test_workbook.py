from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from models import BoardingKind, CampaignStatus, TripEventKind, TripStatus
from tests.factories.campaigns import make_campaign, make_driven_trip, make_plan
from tests.factories.travel_day import note_move, note_person
from webapp.services.results.reading import read_results
from webapp.services.results.workbook import MISSING, rule_words, write_workbook
from webapp.services.subsidies import SubsidyRule

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Campaign

RULE = SubsidyRule(share=0.5, from_riders=4, most_cents=150_000)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Two coaches: on one four of five rode and it came 20 minutes late, of the other
    nothing was noted."""
    campaign = make_campaign(
        session, status=CampaignStatus.PUBLISHED, subsidy=RULE.stored()
    )
    plan = make_plan(
        session,
        campaign,
        is_chosen=True,
        cost_cents=815_200,
        lower_bound_cents=800_000,
    )
    trips = [
        make_driven_trip(session, plan=plan, status=TripStatus.PUBLISHED)
        for _ in range(2)
    ]
    for booking in trips[0].bookings:
        for place in range(1, booking.seats + 1):
            missed = booking is trips[0].bookings[0] and place == 2
            kind = BoardingKind.NO_SHOW if missed else BoardingKind.ABOARD
            note_person(session, trips[0], booking.party, place, kind)
    # The last stop is reached at 13:45 by the timetable.
    note_move(session, trips[0].stops[-1], TripEventKind.REACHED, "14:05")
    return campaign


def test_the_figures_come_out_of_the_rows(session: Session, campaign: Campaign) -> None:
    found = read_results(session, campaign)
    assert (found.booked, found.carried, found.no_shows) == (10, 4, 1)
    assert [trip.late_s for trip in found.trips] == [1200, None]
    # Half of 4,076 yuan, at most 1,500.
    assert found.subsidy_cents == 150_000
    assert found.cost_per_rider_cents == 101_900
    assert found.above_bound == pytest.approx(0.019)


def test_the_workbook_has_a_sheet_a_table_and_charts(
    session: Session, campaign: Campaign
) -> None:
    content = write_workbook(campaign, read_results(session, campaign), RULE)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["总览", "车次", "上车地", "客运公司", "补贴"]
    summary = {row[0]: row[1] for row in book["总览"].values if row[0]}
    assert summary["实际上车人数（已核对车次）"] == 4
    assert summary["总费用（元）"] == pytest.approx(8152)
    assert summary["没有核对人数的车次"] == 1
    _, other = list(book["车次"].values)[3:5]
    assert other[6:10] == (MISSING,) * 4
    sheet = [row for row in book["补贴"].values if row[0] is not None]
    assert sheet[1][0] == rule_words(RULE)
    assert [row[7] for row in sheet[3:6]] == [1500, MISSING, 1500]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        charts = [name for name in packed.namelist() if "/charts/chart" in name]
    assert len(charts) == 4


def test_nobodys_data_is_in_the_workbook(session: Session, campaign: Campaign) -> None:
    content = write_workbook(campaign, read_results(session, campaign), RULE)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = "".join(
            packed.read(name).decode()
            for name in packed.namelist()
            if name.endswith(".xml")
        )
    for party in campaign.parties:
        assert party.label not in text
        for rider in party.riders:
            for value in (rider.name, rider.phone, rider.id_number):
                assert value not in text


def test_a_campaign_without_published_trips_has_an_empty_workbook(
    session: Session,
) -> None:
    campaign = make_campaign(session)
    found = read_results(session, campaign)
    assert found.trips == ()
    book = openpyxl.load_workbook(
        io.BytesIO(write_workbook(campaign, found, SubsidyRule()))
    )
    summary = {row[0]: row[1] for row in book["总览"].values if row[0]}
    assert summary["人均费用（元）"] == summary["正点率（晚点不超过15分钟）"] == MISSING


def test_a_rule_in_words() -> None:
    assert rule_words(SubsidyRule()) == "本次活动没有设置补贴规则。"
    assert (
        rule_words(RULE)
        == "每车补贴包车费用的 50%，实际上车满 4 人才补，每车最多 1,500.00 元。"
    )
