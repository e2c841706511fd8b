"""Whole ways, by pages and forms alone: a company hires, who is hired rides to work."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Role, Trip
from tests.browser.looks import DESK, PHONE
from tests.factories.riding import ID_NUMBER
from webapp.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.desk import Desk
    from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site")]

PASSWORD = "richtig-pferd-batterie"
ADVERT = """招聘平车缝纫工12名，月薪7000-9000元，包吃住，交五险，
盛泽镇示例路8号，长白班，初中以上，一年以上经验，缝制衬衫，计件月结。"""


def test_a_company_registers_posts_and_hires_who_then_rides_to_work(
    site: Site, sit_down: Callable[..., Any]
) -> None:
    with (
        sit_down("company", DESK) as company,
        sit_down("clerk", DESK, Role.CLERK) as clerk,
        sit_down("seeker", PHONE) as seeker,
    ):
        _register(company)
        _examine(clerk)
        title = _post(company)
        _publish(clerk, title)
        _sign_up(seeker)
        _find_and_apply(seeker, title)
        _hire(company, seeker, title)
        _ride(seeker, *way_with_room(site))


def way_with_room(site: Site) -> tuple[str, str, int]:
    """Return from where most seats are free, whose gate is the last, the campaign."""
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        trips = session.scalars(
            select(Trip).where(Trip.plan_id == site.ids["plan"])
        ).all()
        coming = [trip for trip in trips if trip.departs_at > dt.datetime.now(dt.UTC)]
        trip = max(coming, key=lambda trip: trip.seats_allowed - trip.seats_taken)
        home, gate = trip.stops[0].place, trip.stops[-1].site
        assert home is not None
        assert gate is not None
        way = home.full_name, gate.employer.name, trip.plan.campaign_id
    engine.dispose()
    return way


def _register(company: Desk) -> None:
    page = company.page
    page.goto("/")
    company.look("home")
    company.press("企业注册")
    company.fill(
        name="吴江示例衬衫厂",
        credit_code="91320509MA1ABCDE03",
        display_name="示例厂长",
        phone="13800005555",
        login="hemd",
        password=PASSWORD,
    )
    company.look("register")
    company.press("注册，去提交证照")
    company.look("papers")
    licence = {
        "name": "营业执照.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4\n%%EOF\n",
    }
    page.set_input_files("#file", licence)
    company.press("发送")
    company.look("papers-sent")


def _examine(clerk: Desk) -> None:
    page = clerk.page
    page.goto("/bureau/")
    clerk.look("office")
    page.goto("/bureau/employers?state=waiting")
    clerk.look("employers")
    clerk.follow("main a:has-text('吴江示例衬衫厂')")
    clerk.look("employer")
    clerk.press("资质材料齐全")
    clerk.look("examined")


def _post(company: Desk) -> str:
    """Post from an advert, and return what it is called."""
    page = company.page
    page.goto("/employer/")
    company.look("postings")
    company.press("发布岗位")
    company.look("begin")
    company.fill(advert=ADVERT)
    company.press("读出来填表")
    company.look("proposed")
    assert page.input_value("#address") == "盛泽镇示例路8号"
    page.locator(".choice-tile").first.click()
    company.press("提交审核")
    company.look("handed-in")
    company.is_told("审核中")
    return "平车缝纫工"


def _publish(clerk: Desk, title: str) -> None:
    page = clerk.page
    page.goto("/bureau/postings")
    clerk.look("postings")
    clerk.follow(f"main a:has-text('{title}')")
    clerk.look("posting")
    clerk.press("发布")
    clerk.look("published")


def _sign_up(seeker: Desk) -> None:
    page = seeker.page
    page.goto("/")
    seeker.look("home")
    page.goto("/sign-up")
    seeker.fill(phone="138 0000 6666", name="示例小王", password=PASSWORD)
    page.check("#agreed")
    seeker.look("sign-up")
    seeker.press("注册")
    seeker.look("begin")
    seeker.press("开始填写")
    while page.url.rpartition("/")[2] != "profile":
        name = page.url.rpartition("/")[2].partition("?")[0]
        seeker.look(f"question-{name}")
        _answer(page, name)
    seeker.look("profile")


def _answer(page: Page, name: str) -> None:
    """Drive a forklift; else tap the first answer, go on where there is none to tap."""
    before = page.url
    if name == "work":
        page.click("main .tap:has-text('叉车')")
    elif page.locator("main .tap").count():
        page.locator("main .tap").first.click()
    else:
        page.locator("main .btn-next").first.click()
    page.wait_for_url(lambda url: url != before)


def _find_and_apply(seeker: Desk, title: str) -> None:
    page = seeker.page
    seeker.press("看看适合我的岗位")
    seeker.look("matches", also=DESK)
    assert re.search(
        r"有叉车证可匹配另外 \d+ 个岗位", page.inner_text("[aria-labelledby=helps]")
    )
    page.goto("/")
    seeker.fill(q="盛泽 缝纫工 7000以上 包住")
    seeker.press("搜索")
    seeker.look("search")
    seeker.follow(f"main a:has-text('{title}')")
    seeker.look("vacancy")
    seeker.follow(".apply-bar button")
    seeker.look("applied")
    seeker.is_told("已发送")


def _hire(company: Desk, seeker: Desk, title: str) -> None:
    page = company.page
    page.goto("/employer/")
    company.follow(f"main a:has-text('{title}')")
    company.look("posting")
    company.press("收到的申请")
    company.look("board")
    company.follow(".board-card a")
    company.look("person")
    company.press("查看姓名和电话")
    company.is_told("13800006666")
    company.look("contact")
    seeker.page.goto("/me/applications")
    seeker.look("seen")
    seeker.is_told("已查看")
    company.fill(day=in_days(3), time="09:30", remark="从东门进，带身份证")
    company.press("定下面试")
    company.look("interview")
    seeker.page.goto("/notices")
    seeker.look("notices")
    seeker.page.goto("/me/applications")
    seeker.press("我会来")
    seeker.look("coming")
    for status in ("offer", "hired"):
        page.reload()
        page.select_option("#status", status)
        company.follow("form[action$='/answer'] button")
        company.look(status)
    seeker.page.goto("/me/applications")
    seeker.look("hired")
    seeker.is_told("已录用")


def _ride(seeker: Desk, home: str, company: str, campaign_id: int) -> None:
    """Ask for a seat, question by question, and take the ticket along."""
    page = seeker.page
    seeker.press("我要坐车")
    seeker.look("rides")
    seeker.press("我要坐车")
    seeker.fill(employer=company)
    seeker.press("查找")
    for typed in ({}, {}, {"home": home}, {}, {}):
        step = page.locator("input[name=step]").first.get_attribute("value")
        seeker.fill(**typed)
        if step == "name":
            # Asked for after the day: others may have made another campaign here.
            page.check(f"[name=campaign][value='{campaign_id}']")
        seeker.look(f"ride-before-{step}")
        seeker.press("下一步")
    seeker.fill(id_0=ID_NUMBER)
    page.check("#consent")
    seeker.look("ride-name")
    seeker.press("我要坐车")
    seeker.look("seat")
    seeker.is_told("座位")
    seeker.press("看车票")
    seeker.look("ticket")
    for words, begins in (("存成图片", b"\x89PNG"), ("PDF", b"%PDF")):
        address = page.get_attribute(f"main a:has-text('{words}')", "href")
        assert page.request.get(address or "").body().startswith(begins)


def in_days(days: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).date().isoformat()


def test_from_a_search_to_an_application_by_keyboard_alone(
    site: Site, sit_down: Callable[..., Any]
) -> None:
    with sit_down("keyboard", PHONE, Role.SEEKER) as desk:
        page = desk.page
        page.goto("/")
        _tab_to(page, "#q")
        page.keyboard.type("缝纫工")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")
        _tab_to(page, ".vacancy-card a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/vacancies/*")
        _tab_to(page, ".apply-bar button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        desk.is_told("申请已发送")


def _tab_to(page: Page, selector: str) -> None:
    """Press the tab key until the focus is here; it is seen where it is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """selector => {
                 const e = document.activeElement;
                 if (!e.matches(selector)) return null;
                 const s = getComputedStyle(e);
                 return s.outlineStyle !== 'none' || s.boxShadow !== 'none';
               }""",
            selector,
        )
        if focused is not None:
            assert focused, f"{selector} does not show that it is focused"
            return
    pytest.fail(f"No tab reaches {selector}.")
