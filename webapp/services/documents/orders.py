"""
The charter order (包车任务单) of an operator; the toll application (免费通行申请表).

Pure: made of what was published, and without anybody's data. The order holds what the
charter sign (包车客运标志牌) wants: origin, destination, plate, firm, drivers, main
stops, validity. The application lists what was asked for when the government's own
charters passed toll-free in 2020: plate, seats, origin and destination, entry and exit,
time, operator. No form that holds for the whole country could be found, so the layout
is ours; the province's own form, where it has one, is filled in from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.services.documents.content import (
    Column,
    Document,
    NothingToSayError,
    Row,
    Section,
)
from webapp.services.documents.issues import issue, of_operator, of_trips
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from webapp.services.documents.issues import Told
    from webapp.services.editions import TripPromise

STOP_COLUMNS = (
    Column("站序", 6),
    Column("停靠站点", 46),
    Column("到达", 14),
    Column("发车", 14),
)
TOLL_COLUMNS = (
    Column("车次", 6),
    Column("车牌号", 12),
    Column("承运企业", 26),
    Column("车型（核定座位）", 16),
    Column("起点", 24),
    Column("终点", 28),
    Column("出发", 13),
    Column("到达", 13),
    Column("驶入收费站", 16),
    Column("驶出收费站", 16),
    Column("变动", 10),
)


def charter_order(
    history: Sequence[Told],
    operator_id: int,
    *,
    campaign: str,
    campaign_id: int,
    now: dt.datetime,
) -> Document:
    """
    Return the order of an operator's coaches.

    Raises
    ------
    NothingToSayError
        When none of its coaches was ever published.
    """
    found = issue(history, of_operator(operator_id))
    trips = [t for t in found.after.trips if t.operator_id == operator_id]
    before = found.before.trips if found.before else ()
    theirs = {trip.number: trip for trip in before if trip.operator_id == operator_id}
    gone = [trip for number, trip in theirs.items() if number not in
            {trip.number for trip in trips}]  # fmt: skip
    if not trips and not gone:
        msg = f"Operator {operator_id} drives no coach."
        raise NothingToSayError(msg)
    news = found.trip_news()
    sections = []
    for trip in trips:
        # A coach that another operator drove until now is a new one for this one.
        word = news.get(trip.number, "")
        is_new = found.before is not None and trip.number not in theirs
        sections.append(_coach(trip, "新增" if is_new else word))
    if gone:
        rows = tuple(
            Row((f"第 {trip.number} 车", _way(trip), _moment(trip.departs_at)), "取消")
            for trip in gone
        )
        columns = (Column("车次", 10), Column("线路", 60), Column("原定发车", 16))
        sections.append(Section("已取消，请勿发车", columns, rows))
    return Document(
        title="包车任务单",
        addressee=(trips or gone)[0].operator,
        campaign=campaign,
        reference=f"{campaign_id}-B{operator_id}-{found.number}",
        version=found.number,
        previous=found.previous,
        published_at=found.at.astimezone(LOCAL_TIME),
        made_at=now.astimezone(LOCAL_TIME),
        sections=tuple(sections),
        notes=(
            "请按本单办理包车客运标志牌，填写车牌号、驾驶员和从业资格证号。",
            "除所列站点外，途中不上下客；日间连续驾驶不超过 4 小时，夜间不超过 2 小时，"
            "停车休息不少于 20 分钟；凌晨 2 时至 5 时停止运行或实行接驳运输。",
            "乘客名单由调度员另行交随车人员。",
        ),
    )


def toll_application(
    history: Sequence[Told], *, campaign: str, campaign_id: int, now: dt.datetime
) -> Document:
    """
    Return the application for toll-free passage of a campaign's coaches.

    Raises
    ------
    NothingToSayError
        When no coach is driven.
    """
    found = issue(history, of_trips)
    if not found.after.trips:
        msg = f"No coach of campaign {campaign_id} is driven."
        raise NothingToSayError(msg)
    news = found.trip_news()
    rows = tuple(
        Row(
            (
                str(trip.number),
                "",
                trip.operator,
                f"{trip.coach}（{trip.rated_seats}）",
                trip.stops[0].name,
                trip.stops[-1].name,
                _moment(trip.departs_at),
                _moment(trip.arrives_at),
                "",
                "",
                news.get(trip.number, ""),
            ),
            news.get(trip.number, ""),
        )
        for trip in found.after.trips
    )
    return Document(
        title="返岗包车免费通行申请表",
        addressee="____________________（交通运输主管部门）",
        campaign=campaign,
        reference=f"{campaign_id}-T-{found.number}",
        version=found.number,
        previous=found.previous,
        published_at=found.at.astimezone(LOCAL_TIME),
        made_at=now.astimezone(LOCAL_TIME),
        sections=(
            Section(
                "申请车辆",
                TOLL_COLUMNS,
                rows,
                (
                    ("申请单位（盖章）", ""),
                    ("联系人及电话", ""),
                    ("车辆数", f"{len(rows)} 辆"),
                    ("用途", "政府组织的务工人员返岗包车"),
                ),
            ),
        ),
        notes=(
            "车牌号和驶入、驶出收费站由承运企业填写。",
            "表内项目依照 2020 年政府组织返岗包车免收通行费时的申报内容（车牌、座位、"
            "起讫点、时间、承运企业）。未查到全国统一表式；本省另有表式或当年不实行"
            "免费通行的，从其规定。",
        ),
    )


def _coach(trip: TripPromise, news: str) -> Section:
    drivers = [
        blank
        for number in range(1, trip.drivers + 1)
        for blank in (
            (f"驾驶员{number if trip.drivers > 1 else ''}", ""),
            ("从业资格证号", ""),
        )
    ]
    last = len(trip.stops)
    return Section(
        f"第 {trip.number} 车　{_way(trip)}",
        STOP_COLUMNS,
        tuple(
            Row(
                (
                    str(number),
                    stop.name,
                    _moment(stop.arrives_at),
                    "—" if number == last else _moment(stop.departs_at),
                )
            )
            for number, stop in enumerate(trip.stops, start=1)
        ),
        (
            ("车型", f"{trip.coach}（核定 {trip.rated_seats} 座）"),
            ("可售座位", f"{trip.seats_allowed}"),
            ("全程", f"约 {round(trip.distance_m / 1000)} 公里"),
            ("车牌号", ""),
            *drivers,
            (
                "标志牌有效期",
                f"{trip.departs_at.astimezone(LOCAL_TIME):%Y-%m-%d} 至 "
                f"{trip.arrives_at.astimezone(LOCAL_TIME):%Y-%m-%d}（单程）",
            ),
        ),
        news,
    )


def _way(trip: TripPromise) -> str:
    return f"{trip.stops[0].name} → {trip.stops[-1].name}"


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(LOCAL_TIME):%m-%d %H:%M}"
