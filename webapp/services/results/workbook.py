"""
A campaign's figures as a workbook: a sheet a table, with charts; no person is in it.

In Chinese whatever the reader's language, for it is handed on. What nobody noted is
"未记录", never 0.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter

from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from models import Campaign
    from webapp.services.results.figures import Group, Results
    from webapp.services.subsidies import SubsidyRule

FONT = "Noto Sans CJK SC"
MISSING = "未记录"
YUAN, PER_CENT, WHOLE, TEXT = "#,##0.00", "0.0%", "0", "@"
CHART = {"x_scale": 1.5, "y_scale": 1.25}

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width, and how its numbers are written."""

    head: str
    width: int
    form: str = TEXT


TRIP_COLUMNS = (
    Column("车次", 7, WHOLE),
    Column("线路", 44),
    Column("客运公司", 20),
    Column("车型", 14),
    Column("可售座位", 9, WHOLE),
    Column("预订人数", 9, WHOLE),
    Column("实际上车", 9, WHOLE),
    Column("没有来", 8, WHOLE),
    Column("未核对", 8, WHOLE),
    Column("实载率", 9, PER_CENT),
    Column("应到", 8),
    Column("实到", 8),
    Column("晚点（分钟）", 11, WHOLE),
    Column("里程（公里）", 11, WHOLE),
    Column("费用（元）", 13, YUAN),
    Column("人均费用（元）", 13, YUAN),
    Column("日期", 12),
)
COUNTY_COLUMNS = (
    Column("上车地", 20),
    Column("停靠车次", 10, WHOLE),
    Column("预订人数", 10, WHOLE),
    Column("实际上车", 10, WHOLE),
    Column("没有来", 10, WHOLE),
)
COACH_COLUMNS = (
    Column("车次", 10, WHOLE),
    Column("预订人数", 10, WHOLE),
    Column("实际上车", 10, WHOLE),
    Column("没有来", 10, WHOLE),
    Column("费用（元）", 14, YUAN),
)
OPERATOR_COLUMNS = (Column("客运公司", 28), *COACH_COLUMNS)
DAY_COLUMNS = (Column("日期", 14), *COACH_COLUMNS)
SUBSIDY_COLUMNS = (
    Column("车次", 7, WHOLE),
    Column("线路", 44),
    Column("客运公司", 20),
    Column("车型", 14),
    Column("实际上车", 10, WHOLE),
    Column("里程（公里）", 12, WHOLE),
    Column("包车费用（元）", 15, YUAN),
    Column("补贴金额（元）", 15, YUAN),
)


def write_workbook(campaign: Campaign, results: Results, rule: SubsidyRule) -> bytes:
    """Return the figures as an .xlsx file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"{campaign.name} 总结"})
        writer = _Writer(book)
        writer.summary(campaign, results)
        writer.trips(results)
        if len(results.days) > 1:
            writer.groups("日期", DAY_COLUMNS, results.days)
        writer.groups("上车地", COUNTY_COLUMNS, results.counties)
        writer.groups("客运公司", OPERATOR_COLUMNS, results.operators)
        writer.subsidy(campaign, results, rule)
    return buffer.getvalue()


def rule_words(rule: SubsidyRule) -> str:
    """Return a subsidy rule in a sentence."""
    if not rule.pays:
        return "本次活动没有设置补贴规则。"
    paid = [f"每车补贴包车费用的 {rule.share:.0%}"] if rule.share else []
    paid += [
        f"{from_m / 1000:,.0f} 公里以上每人补贴 {cents / 100:,.2f} 元"
        for from_m, cents in rule.by_distance
    ]
    words = "，".join(paid)
    if rule.from_riders:
        words += f"，实际上车满 {rule.from_riders} 人才补"
    if rule.most_cents is not None:
        words += f"，每车最多 {rule.most_cents / 100:,.2f} 元"
    return f"{words}。"


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        base: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        boxed = {**base, "border": 1}
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.text = book.add_format({**base, "quote_prefix": True})
        self.head = book.add_format(
            {**boxed, "bold": True, "bg_color": "#D9EFEC", "text_wrap": True}
        )
        self.forms: dict[str, Format] = {
            form: book.add_format(
                {**boxed, "num_format": form, "quote_prefix": form == TEXT}
            )
            for form in (YUAN, PER_CENT, WHOLE, TEXT)
        }
        self.missing = book.add_format(
            {**boxed, "font_color": "#8A5A00", "quote_prefix": True}
        )

    def summary(self, campaign: Campaign, results: Results) -> None:
        """Write the figures of the whole campaign."""
        sheet = self._sheet("总览", f"{campaign.name} 总结")
        lines: list[tuple[str, Cell, str]] = [
            ("运行日期", _days(campaign), TEXT),
            ("开行车次", len(results.trips), WHOLE),
            ("取消车次", results.called_off, WHOLE),
            ("没有核对人数的车次", results.uncounted, WHOLE),
            ("预订人数", results.booked, WHOLE),
            ("实际上车人数（已核对车次）", results.carried, WHOLE),
            ("没有来的人数", results.no_shows, WHOLE),
            ("没有来的比例", results.no_show_share, PER_CENT),
            ("实载率", results.fill, PER_CENT),
            ("总费用（元）", results.cost_cents / 100, YUAN),
            *(
                [("其中火车票（元）", results.tickets_cents / 100, YUAN)]
                if results.tickets_cents
                else []
            ),
            ("人均费用（元）", _yuan(results.cost_per_rider_cents), YUAN),
            ("每公里费用（元）", _yuan(results.cost_per_km_cents), YUAN),
            ("有到达记录的车次", results.arrivals, WHOLE),
            ("正点率（晚点不超过15分钟）", results.on_time_share, PER_CENT),
            ("按座位至少需要的车数", results.fewest_coaches, WHOLE),
            ("方案费用（元）", _yuan(results.planned_cents), YUAN),
            ("已证明的最低费用（元）", _yuan(results.bound_cents), YUAN),
            ("方案比最低费用高", results.above_bound, PER_CENT),
            ("补贴金额（元）", _yuan(results.subsidy_cents), YUAN),
        ]
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 20)
        for row, (name, value, form) in enumerate(lines, start=2):
            sheet.write_string(row, 0, name, self.head)
            self._cell(sheet, row, 1, value, form)

    def trips(self, results: Results) -> None:
        """Write a line a coach, with how full and how late each was."""
        rows: list[list[Cell]] = [
            [
                trip.number,
                trip.way,
                trip.operator,
                trip.coach,
                trip.seats,
                trip.booked,
                trip.carried,
                trip.no_shows,
                trip.unseen,
                trip.fill,
                _clock(trip.due_at),
                _clock(trip.arrived_at),
                None if trip.late_s is None else trip.late_s // 60,
                round(trip.distance_m / 1000),
                trip.cost_cents / 100,
                _yuan(trip.cost_per_rider_cents),
                trip.date.isoformat(),
            ]
            for trip in results.trips
        ]
        sheet = self._sheet("车次", "各车次情况")
        last = self._table(sheet, TRIP_COLUMNS, rows)
        below = last + 3
        self._chart(sheet, (below, 0), "实载率", "车次", 9, last, PER_CENT)
        self._chart(sheet, (below, 5), "晚点（分钟）", "车次", 12, last, WHOLE)

    def groups(
        self, name: str, columns: tuple[Column, ...], groups: Sequence[Group]
    ) -> None:
        """Write people by county, or coaches by company."""
        rows = [_group(group)[: len(columns)] for group in groups]
        sheet = self._sheet(name, f"按{name}汇总")
        last = self._table(sheet, columns, rows)
        self._chart(sheet, (last + 3, 0), "预订人数", name, 2, last, WHOLE)

    def subsidy(self, campaign: Campaign, results: Results, rule: SubsidyRule) -> None:
        """Write the subsidy sheet, with a sum and lines to sign."""
        rows: list[list[Cell]] = [
            [
                trip.number,
                trip.way,
                trip.operator,
                trip.coach,
                trip.carried,
                round(trip.distance_m / 1000),
                trip.cost_cents / 100,
                _yuan(trip.subsidy_cents),
            ]
            for trip in results.trips
        ]
        sheet = self._sheet("补贴", f"{campaign.name} 包车补贴表")
        sheet.write_string(1, 0, rule_words(rule), self.text)
        last = self._table(sheet, SUBSIDY_COLUMNS, rows)
        total: list[Cell] = [
            "合计",
            "",
            "",
            "",
            results.carried,
            round(results.distance_m / 1000),
            results.coaches_cents / 100,
            _yuan(results.subsidy_cents),
        ]
        for column, value in enumerate(total):
            form = TEXT if column == 0 else SUBSIDY_COLUMNS[column].form
            self._cell(sheet, last + 1, column, value, form)
        sheet.write_string(last + 3, 0, "制表：", self.text)
        sheet.write_string(last + 3, 2, "审核：", self.text)
        sheet.write_string(last + 3, 5, "日期：", self.text)

    def _sheet(self, name: str, title: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, title, self.title)
        return sheet

    def _table(
        self, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[list[Cell]]
    ) -> int:
        """Write a table from the third row on; return the number of its last row."""
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(2, number, column.head, self.head)
        for row, values in enumerate(rows, start=3):
            for number, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._cell(sheet, row, number, value, column.form)
        return 2 + len(rows)

    def _cell(
        self, sheet: Worksheet, row: int, column: int, value: Cell, form: str
    ) -> None:
        if value is None:
            sheet.write_string(row, column, MISSING, self.missing)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self.forms[form])
        else:
            sheet.write_number(row, column, value, self.forms[form])

    def _chart(
        self,
        sheet: Worksheet,
        at: tuple[int, int],
        title: str,
        axis: str,
        column: int,
        last: int,
        form: str,
    ) -> None:
        """Draw a column of a table, named by its first one; nothing of no rows."""
        if last < 3:
            return
        chart = self.book.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": title,
                "categories": [sheet.get_name(), 3, 0, last, 0],
                "values": [sheet.get_name(), 3, column, last, column],
                "fill": {"color": "#0E766E"},
                "gap": 60,
            }
        )
        chart.set_title({"name": title})
        chart.set_x_axis({"name": axis})
        chart.set_y_axis({"num_format": form, "major_gridlines": {"visible": True}})
        chart.set_legend({"none": True})
        sheet.insert_chart(*at, chart, CHART)


def _group(group: Group) -> list[Cell]:
    return [
        group.name,
        group.coaches,
        group.booked,
        group.carried,
        group.no_shows,
        group.cost_cents / 100,
    ]


def _days(campaign: Campaign) -> str:
    first, last = campaign.first_date.isoformat(), campaign.last_date.isoformat()
    return first if first == last else f"{first} 至 {last}"


def _yuan(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _clock(at: dt.datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(LOCAL_TIME):%H:%M}"
