"""
The timetable as a Gantt chart: a row a coach or a train, the hours of the day along.

Every kind of time has a colour and a pattern of its own, so that the chart is read in
black and white too.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from routing.pictures.colours import COLOURS, OTHER
from routing.pictures.svg import HAIR, INK, QUIET, Drawing, shortened, text_width
from routing.pictures.words import clock, coaches, day, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

HOUR_S: Final = 3600
DAY_S: Final = 86_400
# Where the rules name no night: that of 道路旅客运输企业安全管理规范, article 38.
NIGHT: Final = (22 * HOUR_S, 6 * HOUR_S)

WIDTH: Final = 1480
MARGIN: Final = 28
NAMES: Final = 430  # the column of names
TITLE: Final = 150  # in it, at most: what is no direct trip
FEW, MANY = 40, 200  # rows from which a chart is drawn closer


class Kind(enum.StrEnum):
    """What a coach or a train does."""

    BOARD = "board"
    DRIVE = "drive"
    NIGHT = "night"
    REST = "rest"
    ALIGHT = "alight"
    TRAIN = "train"


COLOUR: Final = {
    Kind.BOARD: COLOURS[4],
    Kind.DRIVE: COLOURS[0],
    Kind.NIGHT: COLOURS[5],
    Kind.REST: "#ffffff",
    Kind.ALIGHT: COLOURS[2],
    Kind.TRAIN: COLOURS[3],
}
WORDS: Final = {
    Kind.BOARD: "上车",
    Kind.DRIVE: "行车",
    Kind.NIGHT: "夜间行车",
    Kind.REST: "休息（停车）",
    Kind.ALIGHT: "下车",
    Kind.TRAIN: "火车",
}
CHANGE: Final = "换司机"
CHANGE_COLOUR: Final = COLOURS[1]


class Means(enum.StrEnum):
    """What people ride on, in the order of the rows."""

    COACH = ""
    FEEDER = "送站车"
    TRAIN = "火车"
    SHUTTLE = "接驳车"


@dataclass(frozen=True, slots=True)
class Bar:
    """What a coach does from one second to another, after midnight of its date."""

    kind: Kind
    starts_s: int
    ends_s: int


@dataclass(frozen=True, slots=True)
class Row:
    """
    A trip, a train, or a shuttle coach with all its drives of one date.

    Parameters
    ----------
    number
        Of a trip; 0 for what has none.
    pickups, gates
        The names of the places where people get on, and off.
    load
        What it carries.
    bars
        In order.
    changes_s
        When drivers change.
    name
        Of the train, or of the shuttle coach.
    """

    number: int
    pickups: tuple[str, ...]
    gates: tuple[str, ...]
    load: str
    bars: tuple[Bar, ...]
    changes_s: tuple[int, ...] = ()
    means: Means = Means.COACH
    name: str = ""

    @property
    def title(self) -> str:
        """Return what it is; nothing for a direct coach."""
        return f"{self.means} {self.name}".strip()

    @property
    def starts_s(self) -> int:
        """Return when boarding begins."""
        return self.bars[0].starts_s

    @property
    def ends_s(self) -> int:
        """Return when the last rider is off, or the shuttle coach is back."""
        return self.bars[-1].ends_s


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one date."""

    service_date: dt.date
    rows: tuple[Row, ...]


def way(row: Row, size: float, width: float) -> str:
    """
    Return the way of a trip in so much room: all its stops, or the first of each end.

    >>> row = Row(1, ("固始", "淮滨"), ("盛泽",), "", ())
    >>> way(row, 10, 200), way(row, 10, 100)
    ('固始 → 淮滨 → 盛泽', '固始等2处 → 盛泽')
    """
    whole = " → ".join(row.pickups + row.gates)
    if text_width(whole, size) <= width:
        return whole
    ends = [
        names[0] + (f"等{len(names)}处" if len(names) > 1 else "")
        for names in (row.pickups, row.gates)
        if names
    ]
    return shortened(" → ".join(ends), size, width)


def driving(starts_s: int, ends_s: int, night: tuple[int, int] = NIGHT) -> list[Bar]:
    """
    Return the time at the wheel, cut where night falls and where it ends.

    `night` is from and until, in seconds after midnight, and may lie over midnight.

    >>> [(bar.kind.value, bar.ends_s // 3600) for bar in driving(75_600, 90_000)]
    [('drive', 22), ('night', 25)]
    """
    if ends_s <= starts_s:
        return []
    days = range(starts_s // DAY_S - 1, ends_s // DAY_S + 2)
    cuts = {edge + DAY_S * k for k in days for edge in night}
    edges = [starts_s, *sorted(e for e in cuts if starts_s < e < ends_s), ends_s]
    return [
        Bar(Kind.NIGHT if _is_night(start, night) else Kind.DRIVE, start, end)
        for start, end in pairwise(edges)
    ]


def _is_night(second: int, night: tuple[int, int]) -> bool:
    since, until = night
    at = second % DAY_S
    return since <= at < until if since <= until else at >= since or at < until


def draw_gantt(
    groups: Sequence[Group], title: str, detail: str = "", width: int = WIDTH
) -> str:
    """
    Return the chart as SVG.

    Rows become lower as there are more of them; nothing is left out.
    """
    rows = [row for group in groups for row in group.rows]
    count = len(rows)
    height = 26 if count <= FEW else 19 if count <= MANY else 13
    head, group_head, foot = 118, 46, 40
    total = head + foot + height * count + (group_head + 14) * max(1, len(groups))
    drawing = Drawing(width, total, title)
    with_trains = any(row.means is Means.TRAIN for row in rows)
    kinds = [kind for kind in Kind if with_trains or kind is not Kind.TRAIN]
    for kind in kinds:
        drawing.define(_pattern(kind))
    drawing.text(MARGIN, 44, title, size=24, bold=True)
    drawing.text(MARGIN, 68, detail, size=14, fill=QUIET)
    _legend(drawing, 96, kinds, any(row.changes_s for row in rows))
    if not groups:
        drawing.text(MARGIN, head + 30, "没有车次。", size=16, fill=QUIET)
    axis = _Axis.over(groups, MARGIN + NAMES, width - MARGIN)
    top = float(head)
    for group in groups:
        top = _group(drawing, group, axis, top, height, group_head) + 14
    return str(drawing)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Seconds to units, the same for all dates."""

    first_s: int
    last_s: int
    left: float
    right: float

    @classmethod
    def over(cls, groups: Sequence[Group], left: float, right: float) -> _Axis:
        rows = [row for group in groups for row in group.rows]
        first = min((row.starts_s for row in rows), default=6 * HOUR_S)
        last = max((row.ends_s for row in rows), default=18 * HOUR_S)
        first = first // HOUR_S * HOUR_S
        last = -(-last // HOUR_S) * HOUR_S
        return cls(first, max(last, first + 2 * HOUR_S), left, right)

    def at(self, second: float) -> float:
        share = (second - self.first_s) / (self.last_s - self.first_s)
        return self.left + share * (self.right - self.left)

    def ticks(self) -> Iterator[int]:
        """Yield so many full hours as have room."""
        hours = (self.last_s - self.first_s) // HOUR_S
        every = next((n for n in (1, 2, 3, 4, 6, 12) if hours / n <= 18), 24) * HOUR_S
        yield from range(-(-self.first_s // every) * every, self.last_s + 1, every)

    def nights(self) -> Iterator[tuple[int, int]]:
        """Yield the nights that can be seen, cut to the axis."""
        since, until = NIGHT
        for k in range(self.first_s // DAY_S - 1, self.last_s // DAY_S + 1):
            start = max(self.first_s, since + k * DAY_S)
            end = min(self.last_s, until + (k + 1) * DAY_S)
            if start < end:
                yield start, end


def _group(
    drawing: Drawing, group: Group, axis: _Axis, top: float, height: int, head: int
) -> float:
    """Draw a date; return where it ends."""
    rows_top = top + head
    bottom = rows_top + height * len(group.rows)
    counts = _counts(group)
    drawing.text(MARGIN, top + 32, day(group.service_date), size=16, bold=True)
    name_width = text_width(day(group.service_date), 16)
    drawing.text(MARGIN + name_width + 12, top + 32, counts, size=13, fill=QUIET)
    for start, end in axis.nights():
        x = axis.at(start)
        drawing.add(
            "rect", x=x, y=rows_top, width=axis.at(end) - x, height=bottom - rows_top,
            fill="#eef0f6",
        )  # fmt: skip
    written = axis.left - MARGIN  # up to where
    for tick in axis.ticks():
        x = axis.at(tick)
        midnight = tick % DAY_S == 0
        drawing.add(
            "line", x1=x, x2=x, y1=rows_top - 5, y2=bottom,
            stroke=QUIET if midnight else HAIR, stroke_width=1,
        )  # fmt: skip
        words = clock(tick)
        half = text_width(words, 12) / 2
        middle = min(x, axis.right - half)
        if middle - half < written + 4:
            continue
        written = middle + half
        drawing.text(
            middle, rows_top - 10, words, size=12, fill=INK if midnight else QUIET,
            anchor="middle",
        )  # fmt: skip
    for index, row in enumerate(group.rows):
        _draw_row(drawing, row, axis, rows_top + index * height, height)
    drawing.add(
        "line", x1=MARGIN, x2=axis.right, y1=bottom, y2=bottom, stroke=HAIR,
        stroke_width=1,
    )  # fmt: skip
    return bottom


def _counts(group: Group) -> str:
    """Return how many of each there are on a date."""
    of = Counter(row.means for row in group.rows)
    trips = of[Means.COACH] + of[Means.FEEDER]
    parts = [coaches(trips, of[Means.FEEDER])] if trips else []
    if of[Means.TRAIN]:
        parts.append(f"{number(of[Means.TRAIN])} 列火车")
    if of[Means.SHUTTLE]:
        parts.append(f"接驳车 {number(of[Means.SHUTTLE])} 辆")
    return " · ".join(parts)


def _draw_row(drawing: Drawing, row: Row, axis: _Axis, top: float, height: int) -> None:
    size = min(13.0, height - 3.0)
    baseline = top + height / 2 + 0.36 * size
    load_width = text_width(row.load, size)
    drawing.add(
        "line", x1=MARGIN, x2=axis.right, y1=top, y2=top, stroke="#eceff2",
        stroke_width=1,
    )  # fmt: skip
    if row.number:
        drawing.text(
            MARGIN + 26, baseline, str(row.number), size=size, anchor="end", bold=True
        )
    left = MARGIN + 36.0
    if row.title:
        title = shortened(row.title, size, TITLE)
        drawing.text(left, baseline, title, size=size, bold=True)
        left += text_width(title, size) + 8
    room = MARGIN + NAMES - load_width - 24 - left
    drawing.text(left, baseline, way(row, size, room), size=size)
    drawing.text(
        MARGIN + NAMES - 12, baseline, row.load, size=size, fill=QUIET, anchor="end"
    )
    gap = max(1.5, height * 0.14)
    for bar in row.bars:
        left, right = axis.at(bar.starts_s), axis.at(bar.ends_s)
        rest = bar.kind is Kind.REST
        drawing.add(
            "rect", x=left, y=top + gap, width=max(right - left, 1.0),
            height=height - 2 * gap, fill=f"url(#{bar.kind})",
            stroke=OTHER if rest else COLOUR[bar.kind], stroke_width=0.8,
        )  # fmt: skip
    for second in row.changes_s:
        _diamond(drawing, axis.at(second), top + height / 2, 0.3 * height)
    ends = axis.at(row.ends_s)
    words = clock(row.ends_s)
    if ends + text_width(words, size - 1) + 6 < axis.right:
        drawing.text(ends + 6, baseline, words, size=size - 1, fill=QUIET, halo=2.5)


def _diamond(drawing: Drawing, x: float, y: float, half: float) -> None:
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    drawing.add(
        "polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners),
        fill=CHANGE_COLOUR, stroke="#ffffff", stroke_width=1,
    )  # fmt: skip


def _legend(
    drawing: Drawing, baseline: float, kinds: Collection[Kind], with_changes: bool
) -> None:
    x = float(MARGIN)
    for kind in kinds:
        rest = kind is Kind.REST
        drawing.add(
            "rect", x=x, y=baseline - 12, width=34, height=14, fill=f"url(#{kind})",
            stroke=OTHER if rest else COLOUR[kind], stroke_width=0.8,
        )  # fmt: skip
        drawing.text(x + 42, baseline, WORDS[kind], size=13)
        x += 42 + text_width(WORDS[kind], 13) + 26
    if with_changes:
        _diamond(drawing, x + 8, baseline - 5, 7)
        drawing.text(x + 22, baseline, CHANGE, size=13)
        x += 22 + text_width(CHANGE, 13) + 26
    drawing.add("rect", x=x, y=baseline - 12, width=34, height=14, fill="#eef0f6")
    drawing.text(x + 42, baseline, "夜里（22:00–06:00）", size=13)


def _pattern(kind: Kind) -> str:
    """Return a kind's pattern: plain, lines, dots, so that grey prints differ too."""
    ground = f'<rect width="8" height="8" fill="{COLOUR[kind]}"/>'
    marks = {
        Kind.BOARD: '<path d="M0 8L8 0M-2 2L2-2M6 10L10 6" stroke="#1d2a35" '
        'stroke-width="1.3"/>',
        Kind.DRIVE: "",
        Kind.NIGHT: '<circle cx="2" cy="2" r="1.1" fill="#ffffff"/>'
        '<circle cx="6" cy="6" r="1.1" fill="#ffffff"/>',
        Kind.REST: f'<path d="M0 4H8" stroke="{OTHER}" stroke-width="1"/>',
        Kind.ALIGHT: '<path d="M0 0L8 8M-2 6L2 10M6-2L10 2" stroke="#ffffff" '
        'stroke-width="1.3"/>',
        Kind.TRAIN: '<path d="M4 0V8" stroke="#ffffff" stroke-width="1.8"/>',
    }[kind]
    return (
        f'<pattern id="{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{ground}{marks}</pattern>"
    )
