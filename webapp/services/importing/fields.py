"""One function a kind of cell: what stands in it becomes a value, or a sentence."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from matcher.certificates import read_asked, read_held
from matcher.pay import Pay, parse_pay
from models import PartyStatus, Schooling, Shift
from webapp.services.importing.message import Message, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webapp.services.importing.workbook import Value

EXCEL_EPOCH = dt.date(1899, 12, 30)
LONGEST_TEXT = 4000
LONGEST_CERTIFICATE = 40


class RefusedCellError(Exception):
    """A cell cannot be taken; ``message`` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def text(value: Value, longest: int = LONGEST_TEXT) -> str:
    """
    Return the cell's text, without the blanks and marks that nobody sees.

    Raises
    ------
    RefusedCellError
        When it is longer than can be stored.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime) and not value.time():
        value = value.date()
    written = re.sub(r"[\u0000-\u0008\u200b\ufeff]", "", str(value))
    written = re.sub(r"[^\S\n]+", " ", written).strip()
    if len(written) > longest:
        raise RefusedCellError(
            say(
                "The text “%(begin)s…” has %(length)s characters; %(longest)s are "
                "possible. Shorten it.",
                begin=written[:12], length=len(written), longest=longest,
            )
        )  # fmt: skip
    return written


def folded(value: Value) -> str:
    """Return the text with plain digits and letters and no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text(value)))


def whole(value: Value, column: str, least: int, most: int) -> int:
    """Return a number of people or months: 5, "５", "5人", 5.0."""
    written = folded(value)
    match = re.fullmatch(r"约?(\d+)(?:\.0+)?[人名个位]?", written)
    if match is None or not least <= int(match[1]) <= most:
        raise RefusedCellError(
            say(
                "%(column)s must be a number from %(least)s to %(most)s; it says "
                "“%(found)s”.",
                column=column, least=least, most=most, found=text(value)[:30],
            )
        )  # fmt: skip
    return int(match[1])


def phone(value: Value) -> str:
    """Return the digits of a telephone number; "" for an empty cell."""
    written = re.sub(r"[-() ]|\.0+$", "", folded(value)).removeprefix("+86")
    if not written:
        return ""
    if not re.fullmatch(r"1\d{10}|0\d{9,11}", written):
        raise RefusedCellError(
            say(
                "The telephone number “%(found)s” does not have 11 digits. Correct it.",
                found=text(value)[:30],
            )
        )
    return written


def id_number(value: Value) -> str:
    """
    Return a citizen's ID number (GB 11643-1999); "" for an empty cell.

    A spreadsheet keeps fifteen digits of a number: one that is stored as a number has
    lost its last three, and nobody can tell which they were.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise RefusedCellError(_lost_digits())
    written = folded(value).upper().lstrip("'")
    if not written:
        return ""
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", written):
        raise RefusedCellError(_lost_digits())
    if not re.fullmatch(r"\d{17}[\dX]", written):
        raise RefusedCellError(
            say("The ID number has %(length)s characters; it must have 18. Correct it.",
                length=len(written))
        )  # fmt: skip
    if id_check_digit(written[:17]) != written[17]:
        raise RefusedCellError(
            say("The ID number's last digit does not fit the others. Correct it.")
        )
    return written


def _lost_digits() -> Message:
    return say(
        "The ID number is stored as a number, so its last digits are lost. Format the "
        "column as text, and type the number again."
    )


def id_check_digit(first_17: str) -> str:
    """
    Return the last character of an ID number (GB 11643-1999, ISO 7064 MOD 11-2).

    >>> id_check_digit("11010519491231002")
    'X'
    """
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(first_17))
    return "10X98765432"[total % 11]


def date(value: Value, column: str) -> dt.date | None:
    """Return a date: a date cell, its serial number, 2027-2-24, 2027年2月24日."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    written = folded(value)
    if not written or written in ("长期", "长期有效", "不限", "随时", "无"):
        return None
    if re.fullmatch(r"[3-6]\d{4}(\.0)?", written):
        return EXCEL_EPOCH + dt.timedelta(days=int(float(written)))
    match = re.match(r"(20\d\d)[-./年](\d{1,2})[-./月](\d{1,2})日?", written)
    try:
        if match is None:
            raise ValueError
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise RefusedCellError(
            say(
                "%(column)s must be a date such as 2027-02-24; it says “%(found)s”.",
                column=column, found=text(value)[:30],
            )
        ) from None  # fmt: skip


def pay(value: Value) -> Pay | None:
    """Return what is paid; None for an empty cell."""
    written = text(value, 80)
    if not written:
        return None
    understood = parse_pay(written)
    if understood is None:
        raise RefusedCellError(
            say(
                "The pay “%(found)s” cannot be understood. Write it as 6000-8000元/月, "
                "200元/天 or 面议.",
                found=written[:30],
            )
        )
    return understood


_SHIFTS = (
    (r"三班|3班|四班三|4班3", Shift.THREE),
    (r"两班|二班|2班|倒班|对班|白夜|早晚班|轮班", Shift.TWO),
    (r"夜班|晚班", Shift.NIGHT),
    (r"弹性|灵活|自由|不固定|综合工时", Shift.FLEXIBLE),
    (r"白班|长白|常白|日班|单班|8小时|八小时|双休|单休|\d{1,2}[:点]", Shift.DAY),
)


def shift(*values: Value) -> Shift | None:
    """Return how the working day is laid; None where nothing tells."""
    written = " ".join(folded(value) for value in values)
    for pattern, found in _SHIFTS:
        if re.search(pattern, written):
            return found
    return None


_SCHOOLING = (
    (r"不限|无要求|无$|均可", Schooling.ANY),
    (r"硕士|研究生|博士", Schooling.MASTER),
    (r"本科|学士", Schooling.BACHELOR),
    (r"大专|专科|高职", Schooling.COLLEGE),
    (r"高中|中专|中技|职高|技校|职校", Schooling.SENIOR),
    (r"初中|九年", Schooling.JUNIOR),
    (r"小学", Schooling.PRIMARY),
)


def schooling(value: Value) -> Schooling:
    """Return the schooling; "大专及以上" is 大专, what is not understood is any."""
    written = folded(value)
    for pattern, found in _SCHOOLING:
        if re.search(pattern, written):
            return found
    return Schooling.ANY


_NO_BED = re.compile(r"不(?:提供|包|管|需要?)?(?:食宿|吃住|住宿|住)|无住宿|^[否无×]$")
_BED_AND_MEALS = re.compile(
    r"包(?:食宿|吃住|吃包住)|(?:提供|免费|管)(?:食宿|吃住)|食宿全包"
)
_BED = re.compile(r"包住|住宿|宿舍|公寓|夫妻房|^[是有√]$")
_MEALS = re.compile(r"包吃|工作餐|免费.{0,2}餐|三餐|两餐|伙食|餐补|就餐")


def lodging_and_board(*values: Value) -> tuple[bool, bool]:
    """Return whether a bed, and whether meals, are offered or asked for."""
    written = " ".join(folded(value) for value in values)
    if _BED_AND_MEALS.search(written):
        return True, True
    meals = bool(_MEALS.search(written))
    return bool(_BED.search(written)) and not _NO_BED.search(written), meals


def yes(value: Value) -> bool:
    """Return whether the cell affirms: 是, 有, √, 缴纳, 五险一金."""
    written = folded(value)
    return bool(written) and not re.match(r"否|无|不|×|x$|没", written.lower())


def certificates(value: Value) -> list[str]:
    """Return the certificates that a person holds: 叉车证、电工证 -> two."""
    return _short(read_held(text(value)))


def asked_certificates(value: Value) -> list[str]:
    """Return those that a vacancy asks for: 叉车证或电工证 -> one, with its choice."""
    return _short(read_asked(text(value)).required)


def wishes(value: Value) -> list[str]:
    """Return what is only wished for among the certificates: 有叉车证优先."""
    return list(read_asked(text(value)).preferred)


def _short(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name[:LONGEST_CERTIFICATE] for name in names))


def experience_months(value: Value) -> int:
    """Return months of experience: 1年以上 -> 12, 6个月 -> 6, 不限 -> 0."""
    written = folded(value)
    years = re.search(r"(\d+(?:\.\d)?)(?:[-~至]\d+)?年", written)
    if years:
        return min(600, round(float(years[1]) * 12))
    months = re.search(r"(\d+)个?月", written)
    if months:
        return min(600, int(months[1]))
    chinese = re.search(r"([一两二三四五六七八九十])年", written)
    return (
        12 * "零一二三四五六七八九十".index(chinese[1].replace("两", "二"))
        if chinese
        else 0
    )


_STATES = (
    (r"未确认|未联系|待确认|未打", PartyStatus.NEW),
    (r"放弃|取消|不来|不坐", PartyStatus.GAVE_UP),
    (r"无人接|未接|没人接|关机|不通", PartyStatus.NO_ANSWER),
    (r"空号|错号|号码错", PartyStatus.WRONG_NUMBER),
    (r"改期|换日期|另约|改日", PartyStatus.OTHER_DATE),
    (r"确认|是|√|已", PartyStatus.CONFIRMED),
)


def party_state(value: Value) -> PartyStatus:
    """Return what the telephone brought; new where nothing tells."""
    written = folded(value)
    for pattern, found in _STATES:
        if re.search(pattern, written):
            return found
    return PartyStatus.NEW
