"""A campaign's whole way in real browsers: from its roster to what came of it."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Employer, EmployerStatus, Role, Site
from tests.browser.looks import DESK, PHONE
from webapp.database import open_engine
from webapp.demo.accounts import PREFIX
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.desk import Desk
    from tests.browser.site import Site as Served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("site", "worker")]

PATIENCE_MS = 60_000
NAME = "返岗路上（测试）"
COUNTIES = ("河南固始", "安徽霍邱", "河南商城")
SIZES = (7, 2, 9, 4, 1, 6, 3, 8)
# Of the first parties of the sheet nobody has heard yet.
UNHEARD = 5
COST = "费用，人均 #"


@dataclass(frozen=True, slots=True)
class Rider:
    """A line of the list of riders."""

    gate: str
    code: str


@dataclass(frozen=True, slots=True)
class Coach:
    """The coach that is followed on its day."""

    trip: int
    seats: int
    riders: tuple[Rider, ...]


def roster(firms: list[str]) -> tuple[bytes, int]:
    """Return a roster as an office sends it, and how many people stand in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2027年返岗乘车人员名单"])
    sheet.append(["姓名", "联系电话", "上车地点", "目的地企业", "同行", "状态"])
    serial = 0
    for number in range(24):
        county, firm = COUNTIES[number % 3], firms[number // 3 % len(firms)]
        state = "" if number < UNHEARD else "已确认"
        for _ in range(SIZES[number % len(SIZES)]):
            serial += 1
            name, phone = f"测试{serial:03d}", f"138009{serial:05d}"
            sheet.append([name, phone, county, firm, f"组{number + 1:02d}", state])
    # Somebody of the seventh group stands a second time, and is written otherwise.
    sheet.append(["册试", "13800900030", COUNTIES[0], firms[0], "", "已确认"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), serial + 1


def firms_of(site: Served) -> list[str]:
    """Return the demo employer's name and that of another with a gate."""
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        own = session.scalars(
            select(Employer.name)
            .join(Account, Account.employer_id == Employer.id)
            .where(Account.login == f"{PREFIX}{Role.EMPLOYER}")
        ).one()
        other = session.scalars(
            select(Employer.name)
            .join(Site)
            .where(Employer.status == EmployerStatus.VERIFIED, Employer.name != own)
            .order_by(Employer.id)
        ).first()
    engine.dispose()
    assert other is not None
    return [own, other]


def figures(desk: Desk) -> dict[str, str]:
    """Return the figures of the page, by the words below each."""
    found = {}
    for fact in desk.page.locator(".fact").all():
        words = fact.locator("span").last.inner_text()
        found[re.sub(r"[\d.,¥]+", "#", words)] = fact.locator("strong").inner_text()
    return found


def cells(path: Path) -> set[object]:
    """Return what stands in a workbook."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    return {
        value
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }


def yuan(text: str) -> int:
    return int(re.sub(r"[^\d]", "", text))


def test_a_campaign_from_its_roster_to_its_report(
    site: Served, sit_down: Callable[..., Any]
) -> None:
    firms = firms_of(site)
    with (
        sit_down("dispatcher", DESK, Role.DISPATCHER) as desk,
        sit_down("escort", PHONE, touch=True) as escort,
        sit_down("enterprise", PHONE, Role.EMPLOYER) as enterprise,
    ):
        _make(desk)
        registered = _import(desk, *roster(firms))
        confirmed = registered - _merge(desk) - _call(desk)
        cost = _edit(desk, _plan(desk, confirmed))
        _publish(desk, cost, coaches_of=firms)
        coach = _take_the_papers(desk, firms[0])
        link = _give_a_link(desk)
        rode = _board(escort, link, coach)
        arrived = _check_off(enterprise, coach, firms[0])
        _control(desk, coach, rode, arrived)
        _report(desk, coach, rode, cost)


def _make(desk: Desk) -> None:
    page = desk.page
    page.goto("/dispatch/")
    desk.press("新建返岗包车")
    tomorrow = dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=1)
    desk.fill(name=NAME, first_date=tomorrow.isoformat())
    desk.look("new")
    desk.press("建好这次包车")
    desk.is_told("下一步")
    desk.look("made")


def _import(desk: Desk, content: bytes, people: int) -> int:
    page = desk.page
    desk.press("导入名单")
    page.set_input_files(
        "#file",
        {"name": "返岗名单.xlsx", "mimeType": "application/xlsx", "buffer": content},
    )
    desk.look("file")
    desk.press("查看每一行")
    desk.look("rows")
    desk.press(f"导入 {people} 行")
    assert figures(desk)["人要坐车"] == str(people)
    desk.look("demand")
    return people


def _merge(desk: Desk) -> int:
    """Merge the person who stands twice; return by how many fewer people they are."""
    page = desk.page
    desk.follow("main .fact a:has-text('重复')")
    assert page.locator(".twins").count() == 1
    desk.look("twice")
    desk.press("保留第一组")
    desk.is_told("已合并")
    desk.look("merged")
    return 1


def _call(desk: Desk) -> int:
    """Work through the telephone sheet; return how many do not ride after all."""
    page = desk.page
    desk.follow(f".crumbs a:has-text('{NAME}')")
    desk.look("calls-next")
    desk.press("电话表")
    desk.press("下一组")
    lost = 0
    for outcome in ("confirmed", "other_date", "gave_up", "no_answer", "confirmed"):
        size = int(page.inner_text(".call-facts div:first-child dd"))
        if outcome == "other_date":
            page.click(".call-more summary")
            wanted = dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=3)
            desk.fill(other_date=wanted.isoformat())
        desk.look(f"call-{outcome}")
        desk.follow(f".outcome-{outcome}")
        lost += 0 if outcome == "confirmed" else size
    desk.is_told("现在没有要打的了")
    desk.look("called")
    return lost


def _plan(desk: Desk, confirmed: int) -> int:
    """Start a plan in the background, wait, and return what it costs."""
    page = desk.page
    desk.follow(f".crumbs a:has-text('{NAME}')")
    desk.is_told(f"共 {confirmed} 人排车")
    desk.look("before-planning")
    desk.press("开始排车")
    page.wait_for_selector(".planning")
    desk.look("planning")
    page.wait_for_selector(".trip-row", timeout=PATIENCE_MS)
    page.wait_for_selector(".plan-map.is-ready", timeout=PATIENCE_MS)
    desk.look("plan")
    found = figures(desk)
    assert found["人已安排座位"] == str(confirmed)
    assert found["人没有座位"] == "0"
    assert found["辆客车"] == str(page.locator(".trip-row").count())
    return yuan(found[COST])


def _edit(desk: Desk, cost: int) -> int:
    """Let a party ride elsewhere and lock it there; return what the plan costs then."""
    page = desk.page
    desk.follow(".campaign-ways a:has-text('手工调整')")
    assert yuan(page.inner_text(".edit-costs dd >> nth=0")) == cost
    for chip in page.locator(".edit-card .edit-chip").all():
        chip.click()
        page.wait_for_selector(".edit-dialog[open] .edit-panel")
        if page.locator(".edit-offer").count():
            break
        page.click(".edit-close button")
    party, at = chip.get_attribute("data-party"), chip.get_attribute("data-out-of")
    added = yuan(page.inner_text(".edit-price >> nth=0"))
    if "−" in page.inner_text(".edit-price >> nth=0"):
        added = -added
    page.click(".edit-offer >> nth=0")
    moved = page.locator(f'.edit-card .edit-chip[data-party="{party}"]')
    expect(moved).not_to_have_attribute("data-out-of", at or "")
    expect(page.locator(".edit-costs dd").first).to_have_text(f"¥{cost + added:,}")
    moved.click()
    page.wait_for_selector(".edit-dialog[open] .edit-panel")
    page.click(".edit-lock button")
    expect(moved).to_have_class(re.compile("is-locked"))
    desk.is_told("所有规定都符合")
    desk.look("edited", also=PHONE)
    desk.press("存成方案")
    desk.is_told("已存成新方案")
    assert yuan(figures(desk)[COST]) == cost + added
    desk.look("saved", also=PHONE)
    desk.press("采用这个方案")
    return cost + added


def _publish(desk: Desk, cost: int, *, coaches_of: list[str]) -> None:
    desk.look("chosen")
    desk.press("发布车次")
    desk.is_told("已发布")
    assert yuan(figures(desk)[COST]) == cost
    desk.look("published", also=PHONE)
    desk.follow(".campaign-ways a:has-text('单据')")
    desk.look("documents", also=PHONE)
    page = desk.page
    order = page.locator(
        "button[value^='order/']:not([value^='order//'])[value$='/xlsx']"
    ).first
    with page.expect_download() as download:
        order.click()
    said = cells(download.value.path())
    assert any(firm in str(text) for text in said for firm in coaches_of)
    desk.follow(f".crumbs a:has-text('{NAME}')")


def _take_the_papers(desk: Desk, firm: str) -> Coach:
    """Open the first coach that goes to a firm, and take its manifest."""
    page = desk.page
    row = page.locator(".trip-row", has_text=firm).first
    seats = int(row.locator(".load-text").inner_text().partition("/")[2])
    with page.expect_navigation():
        row.locator(".trip-way").click()
    desk.look("trip", also=PHONE)
    with page.expect_download() as download:
        page.locator("#manifest button[value=xlsx]").first.click()
    riders = tuple(
        Rider(cell[6], cell[7])
        for row in page.locator(".riders tbody tr").all()
        if (cell := row.locator("td").all_inner_texts())
    )
    assert {rider.code for rider in riders} <= cells(download.value.path())
    return Coach(int(page.url.rpartition("/")[2]), seats, riders)


def _give_a_link(desk: Desk) -> str:
    """Let the coach leave now, and make the escort's link."""
    page = desk.page
    now = dt.datetime.now(LOCAL_TIME)
    desk.fill(departs_at=now.strftime("%Y-%m-%dT%H:%M"))
    desk.press("改时间")
    desk.is_told("已改")
    desk.press("上车和随车人员")
    desk.fill(holder="王师傅")
    desk.press("生成链接")
    desk.look("link", also=PHONE)
    return page.input_value("input[id^=link-]")


def _board(escort: Desk, link: str, coach: Coach) -> int:
    """Note without signal who is there; return how many ride."""
    page = escort.page
    page.goto(link)
    page.wait_for_selector("html[data-kept]")
    escort.look("loaded")
    page.context.set_offline(True)
    page.reload()
    *present, absent = dict.fromkeys(rider.code for rider in coach.riders)
    for code in present:
        page.evaluate("document.querySelector('[data-told]').hidden = true")
        page.fill("#code", code)
        page.press("#code", "Enter")
        page.wait_for_selector(".told:not([hidden])")
    stay = [rider.code for rider in coach.riders].count(absent)
    ride = len(coach.riders) - stay
    for row in page.locator("li.person:not([data-state=aboard])[data-key]").all():
        row.locator(".tap-absent").tap()
    expect(page.locator("[data-aboard]")).to_have_text(str(ride))
    expect(page.locator("[data-absent]")).to_have_text(str(stay))
    page.tap("#walk-on summary")
    page.fill("#walk-name", "测试无票")
    page.tap("#walk-on .tap-aboard")
    expect(page.locator("[data-aboard]")).to_have_text(str(ride + 1))
    for button in page.locator(
        ".stop:not(details *) [data-move=departed] button"
    ).all():
        button.tap()
    escort.look("without-signal")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-link][data-unsent='0']")
    page.reload()
    page.wait_for_selector("[data-link][data-unsent='0']")
    expect(page.locator("[data-aboard]")).to_have_text(str(ride + 1))
    page.tap("#on-the-road summary")
    for button in page.locator("#on-the-road [data-move=reached] button").all():
        button.tap()
    page.wait_for_selector("[data-link][data-unsent='0']")
    escort.look("arrived")
    return ride + 1


def _check_off(enterprise: Desk, coach: Coach, firm: str) -> int:
    """Tick off at the gate; return how many of the enterprise's own have come."""
    page = enterprise.page
    page.goto("/employer/")
    page.click(".menu-button")
    enterprise.follow("nav a:has-text('本企业乘车人员')")
    enterprise.follow(f"main a:has-text('{NAME}')")
    enterprise.look("gate")
    enterprise.follow("#gates button:has-text('全部到齐')")
    arrived = int(re.findall(r"(\d+) 人已到", page.inner_text("main"))[0])
    enterprise.look("checked")
    absent = coach.riders[-1].code
    assert arrived == len(
        [each for each in coach.riders if firm in each.gate and each.code != absent]
    )
    return arrived


def _control(desk: Desk, coach: Coach, rode: int, arrived: int) -> None:
    page = desk.page
    desk.follow("nav a:has-text('运行监控')")
    desk.look("control", also=PHONE)
    said = page.locator(f"tr[data-trip='{coach.trip}'] [data-cell]").all_inner_texts()
    assert "已到" in said[0]
    assert (said[4], said[6]) == (f"{rode}/{len(coach.riders)}", str(arrived))


def _report(desk: Desk, coach: Coach, rode: int, cost: int) -> None:
    page = desk.page
    page.goto("/dispatch/")
    desk.follow(f"main a:has-text('{NAME}')")
    desk.follow(".way-steps a:has-text('总结报告')")
    desk.look("report", also=PHONE)
    found = figures(desk)
    assert found["人实际乘车，预订 # 人"] == str(rode)
    # Somebody without a booking rides too.
    stayed = len(coach.riders) + 1 - rode
    assert found["没有来（# 人）"] == f"{stayed / len(coach.riders):.1%}"
    assert found["实载率"] == f"{rode / coach.seats:.1%}"
    assert yuan(found["费用"]) == cost > 0
    with page.expect_download() as download:
        page.click("main a:has-text('Excel')")
    assert rode in cells(download.value.path())
