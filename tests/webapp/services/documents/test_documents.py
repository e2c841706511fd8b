from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from models import AuditEvent, CampaignStatus
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
)
from webapp.services import publishing
from webapp.services.documents import (
    Kind,
    NothingToSayError,
    NotPublishedError,
    ReasonMissingError,
    compose,
    export,
    list_offers,
)
from webapp.services.documents.content import Column, Row, Section
from webapp.services.documents.paper import share_rows
from webapp.services.manifests import Form
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Campaign, CharterPlan, Operator, Site
    from webapp.services.documents import Document

RARE, PHONE, ID_NUMBER = "𠮷㛃䶮", "13800000001", "99999919900100001X"


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    """A published plan of two coaches, Gushi and Huangchuan to two gates each."""
    plan = make_plan(session, make_campaign(session), is_chosen=True, finished_at=NOW)
    for _ in range(2):
        make_driven_trip(session, plan=plan)
    session.refresh(plan, ["trips"])
    publishing.publish(session, plan, account_id=None, now=NOW)
    assert plan.campaign.status is CampaignStatus.PUBLISHED
    return plan


def _operator(plan: CharterPlan, trip: int = 0) -> Operator:
    return plan.trips[trip].coach_type.operator


def _gate(plan: CharterPlan, stop: int = 2) -> Site:
    site = plan.trips[0].stops[stop].site
    assert site is not None
    return site


def _file(
    session: Session,
    campaign: Campaign,
    kind: Kind,
    subject: str,
    form: Form,
    *,
    is_full: bool = False,
) -> bytes:
    return export(
        session,
        campaign,
        kind,
        subject,
        form,
        is_full=is_full,
        reason="接送名单" if is_full else "",
        account_id=None,
        now=NOW,
    ).content


def _cells(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for row in book.worksheets[0].rows for cell in row]


def _text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages)


def _move(session: Session, plan: CharterPlan, number: int, by: dt.timedelta) -> None:
    trip = plan.trips[number]
    publishing.move_trip(
        session,
        trip,
        trip.departs_at + by,
        seen_at=trip.updated_at,
        account_id=None,
        now=NOW,
    )


def _words(document: Document) -> str:
    return "\n".join(
        [
            *document.lines,
            *(
                " ".join((section.title, section.news, *map(" ".join, section.facts)))
                for section in document.sections
            ),
            *(" ".join(row.cells) for part in document.sections for row in part.rows),
        ]
    )


def test_a_charter_order_holds_the_operators_coaches_alone_and_nobodys_name(
    session: Session, plan: CharterPlan
) -> None:
    mine, other = _operator(plan), _operator(plan, 1)
    subject = str(mine.id)
    for form, read in ((Form.XLSX, lambda c: " ".join(_cells(c))), (Form.PDF, _text)):
        text = read(_file(session, plan.campaign, Kind.ORDER, subject, form))
        for word in ("包车任务单", mine.name, "潢川", "08:00", "核定 49 座", "驾驶员"):
            assert word in text
        assert "标志牌有效期" in text
        assert other.name not in text
        assert not any(secret in text for secret in (RARE, PHONE, ID_NUMBER))


def test_an_arrival_list_holds_own_people_by_coach_and_gate(
    session: Session, plan: CharterPlan
) -> None:
    site = _gate(plan)
    subject = str(site.employer_id)
    full = _cells(
        _file(session, plan.campaign, Kind.ARRIVALS, subject, Form.XLSX, is_full=True)
    )
    assert {RARE, "=1+1", PHONE} <= set(full)
    assert any(f"到 {site.name}" in cell and "第 1 车" in cell for cell in full)
    assert ID_NUMBER not in full
    masked = compose(
        session, plan.campaign, Kind.ARRIVALS, subject, is_full=False, now=NOW
    )
    assert masked.people == 3
    words = _words(masked)
    assert "𠮷**" in words
    assert PHONE not in words
    # The other gate's party of two stands on another enterprise's list.
    assert "示例甲" not in words


def test_a_feeder_list_says_who_boards_where_and_when(
    session: Session, plan: CharterPlan
) -> None:
    content = _file(
        session, plan.campaign, Kind.FEEDERS, "411525", Form.PDF, is_full=True
    )
    text = _text(content)
    for word in (RARE, "02-24 10:00 发车", "第 1 车", "第 2 车", "城关镇"):
        assert word in text
    assert "潢川县" not in text.replace("固始县", "")
    assert ID_NUMBER not in text


def test_a_toll_application_lists_every_coach_with_blanks_for_plate_and_stations(
    session: Session, plan: CharterPlan
) -> None:
    document = compose(session, plan.campaign, Kind.TOLLS, "", is_full=False, now=NOW)
    (section,) = document.sections
    assert [row.cells[0] for row in section.rows] == ["1", "2"]
    assert [row.cells[1] for row in section.rows] == ["", ""]
    assert "未查到全国统一表式" in "".join(document.notes)
    cells = _cells(_file(session, plan.campaign, Kind.TOLLS, "", Form.XLSX))
    assert {"车牌号", "驶入收费站", _operator(plan).name} <= set(cells)


def test_who_is_not_concerned_keeps_the_version_and_what_changed_is_marked(
    session: Session, plan: CharterPlan
) -> None:
    _move(session, plan, 1, dt.timedelta(hours=1))
    offers = {
        (offer.kind, offer.subject): (offer.version, offer.is_latest)
        for offer in list_offers(session, plan.campaign)
    }
    same, moved = _operator(plan), _operator(plan, 1)
    assert offers[Kind.ORDER, str(same.id)] == (1, False)
    assert offers[Kind.ORDER, str(moved.id)] == (2, True)
    assert offers[Kind.ARRIVALS, str(_gate(plan).employer_id)] == (1, False)
    assert offers[Kind.FEEDERS, "411525"] == (2, True)
    order = compose(
        session, plan.campaign, Kind.ORDER, str(moved.id), is_full=False, now=NOW
    )
    assert (order.version, order.previous) == (2, 1)
    assert [section.news for section in order.sections] == ["时刻"]
    feeder = compose(
        session, plan.campaign, Kind.FEEDERS, "411525", is_full=False, now=NOW
    )
    news = [row.news for section in feeder.sections for row in section.rows]
    assert sorted(news) == ["", "", "", "时间", "时间", "时间"]


def test_who_has_no_coach_and_no_people_any_more_is_told_so_once(
    session: Session, plan: CharterPlan
) -> None:
    trip = plan.trips[0]
    operator, employer = _operator(plan), _gate(plan).employer
    publishing.call_off(
        session, trip, "车辆故障", seen_at=trip.updated_at, account_id=None, now=NOW
    )
    order = compose(
        session, plan.campaign, Kind.ORDER, str(operator.id), is_full=False, now=NOW
    )
    assert [section.title for section in order.sections] == ["已取消，请勿发车"]
    arrivals = compose(
        session, plan.campaign, Kind.ARRIVALS, str(employer.id), is_full=False, now=NOW
    )
    assert [section.title for section in arrivals.sections] == ["不再列入本名单"]
    assert arrivals.people == 0


def test_every_document_taken_is_recorded_without_personal_data(
    session: Session, plan: CharterPlan
) -> None:
    subject = str(_gate(plan).employer_id)
    with pytest.raises(ReasonMissingError):
        export(
            session, plan.campaign, Kind.ARRIVALS, subject, Form.XLSX,
            is_full=True, reason=" ", account_id=None, now=NOW,
        )  # fmt: skip
    _file(session, plan.campaign, Kind.ARRIVALS, subject, Form.XLSX, is_full=True)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "document.export")
    ).one()
    assert event.detail == {
        "kind": "arrivals", "subject": subject, "version": 1, "form": "xlsx",
        "full": True, "reason": "接送名单", "people": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.ORDER, "999999"),
        (Kind.ORDER, "9" * 40),
        (Kind.ARRIVALS, "٣"),
        (Kind.FEEDERS, "411528"),
        (Kind.FEEDERS, ""),
    ],
)
def test_a_document_for_nobody_is_not_made(
    session: Session, plan: CharterPlan, kind: Kind, subject: str
) -> None:
    with pytest.raises(NothingToSayError):
        compose(session, plan.campaign, kind, subject, is_full=False, now=NOW)


def test_before_it_is_published_a_campaign_has_no_documents(session: Session) -> None:
    campaign = make_driven_trip(session).plan.campaign
    assert list_offers(session, campaign) == []
    with pytest.raises(NotPublishedError):
        compose(session, campaign, Kind.TOLLS, "", is_full=False, now=NOW)


def test_people_seated_since_stand_on_no_list_until_the_next_edition(
    session: Session, plan: CharterPlan
) -> None:
    site = _gate(plan)
    subject = str(site.employer_id)
    party = make_party(session, plan.campaign, site=site)
    take_seats(session, plan.trips[0], party)
    assert compose(
        session, plan.campaign, Kind.ARRIVALS, subject, is_full=False, now=NOW
    ).people == 3  # fmt: skip
    publishing.publish(session, plan, account_id=None, now=NOW)
    document = compose(
        session, plan.campaign, Kind.ARRIVALS, subject, is_full=False, now=NOW
    )
    news = [row.news for section in document.sections for row in section.rows]
    assert (document.people, document.version, sorted(set(news))) == (
        7,
        2,
        ["", "新增"],
    )


def test_on_paper_a_party_is_a_row_and_its_people_lines_of_it() -> None:
    columns = (
        Column("姓名", 8, is_own=True),
        Column("家住", 9),
        Column("备注", 4, is_own=True),
    )
    rows = tuple(
        Row((name, home, ""), news)
        for name, home, news in (
            ("甲", "固始", ""),
            ("李四四", "固始", ""),
            ("丙", "潢川", ""),
            ("丁", "潢川", "座位"),
        )
    )
    shared = share_rows(Section("", columns, rows))
    # Nobody has a note, so there is no column of notes.
    assert [column.name for column in shared.columns] == ["姓名", "家住"]
    assert [(row.cells, row.news) for row in shared.rows] == [
        (("甲\n李四四", "固始"), ""),
        (("丙", "潢川"), ""),
        (("丁", "潢川"), "座位"),
    ]
    bare = Section("", (Column("车次", 4),), (Row(("1",)), Row(("1",))))
    assert share_rows(bare) is bare
