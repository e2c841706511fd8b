"""
A whole advert, as it is pasted from a chat or a poster, read into the fields of a form.

What is read is only proposed: each proposal says which words it comes from, and a
person looks at it before anything is stored.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.certificates import OR, alternatives, canonical, is_wish, leaves_choice
from matcher.pay import chinese_number, find_pay
from matcher.query import SpanKind, understand
from matcher.text import clean_title, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.query import FindsPlaces, Query

# What a form takes; what follows in a longer text is not read.
CHARACTERS: Final = 4_000
MOST_PEOPLE: Final = 5_000
LONGEST_TITLE: Final = 30
LONGEST_ADDRESS: Final = 60


class AdvertField(enum.StrEnum):
    """What an advert may say; the values name the fields of a posting."""

    TITLE = "title"
    HEADCOUNT = "headcount"
    PAY = "pay_text"
    PLACE = "place_code"
    ADDRESS = "address"
    SHIFT = "shift"
    LODGING = "has_lodging"
    BOARD = "has_board"
    INSURANCE = "has_insurance"
    SCHOOLING = "schooling"
    EXPERIENCE = "experience_months"
    CERTIFICATES = "certificates"
    LAST_DAY = "valid_until"


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A field's proposed value.

    Parameters
    ----------
    value
        As text: a number, an ISO date, a place's code, the value of an enumeration,
        "yes"; certificates are parted by "、".
    words
        The words of the advert that say so.
    """

    field: AdvertField
    value: str
    words: str


# A label opens a piece of a line and ends with a colon, or stands in brackets.
_LABEL: Final = (
    r"(?:^|[\n。；;，, ])\s*(?:[0-9一二三四五六七八九]+[、.．]\s*)?"
    r"(?:(?:{0})\s*[:：]|[【\[]\s*(?:{0})\s*[】\]]\s*[:：]?)\s*"
)
_TITLE_LABEL: Final = re.compile(
    _LABEL.format("岗位名称|招聘岗位|招聘职位|职位名称|招聘工种|工种|职位|岗位")
    + r"([^\n。；;]+)"
)
_RECRUITS: Final = re.compile(
    r"(?:诚聘|急聘|招聘|急招|诚招|直招|现招|招收|招)[:：]?(?P<title>[^\n，。,；;:：!！]{2,24})"
)
_COUNT: Final = re.compile(
    r"(?<![\d.])(\d{1,4}|[一两二三四五六七八九十百]{1,4})\s*多?\s*(?:名|人|位)(?![上下均/月天事员])"
)
_COUNT_LABEL: Final = re.compile(
    _LABEL.format("招聘人数|人数|需求人数|招工人数|招聘数量") + r"约?(\d{1,4})"
)
_ADDRESS_LABEL: Final = re.compile(
    r"(?:工作地点|上班地点|工作地址|上班地址|公司地址|厂址|地址|地点|位于)\s*[:：]?\s*"
    r"([^\n。；;，,]{3,})"
)
# Without a label only what names a street and a number: 盛泽镇舜新路1号, 云创路88号3幢.
_STREET: Final = re.compile(
    r"(?<!\w)(?:[一-鿿]{0,6}[在于到])?([一-鿿]{1,20}?(?:大道|路|街|巷|弄)\d{1,5}(?:-\d{1,4})?号"
    r"(?:[A-Za-z\d一-鿿]{1,4}(?:楼|幢|栋|厂房|车间|室))?)"
)
_INSURANCE: Final = re.compile(r"五险一金|六险一金|五险|社保|社会保险|缴纳?保险|交保险")
_NO_INSURANCE: Final = re.compile(r"(?:不|无|没有?)(?:交|缴|买|含)?(?:五险|社保|保险)")
_BED_AND_MEALS: Final = re.compile(r"食宿全免|免费食宿|提供食宿|包食宿|食宿免费|管吃住")
_DAY: Final = re.compile(
    r"(?:有效期|截止|截至|报名|到期|招满)[^\n。]{0,8}?"
    r"((?:20\d\d)\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?)"
)
_PAY_WORD: Final = re.compile(r"^(?:综合)?(?:工资|薪资|薪酬|待遇|月薪)[:：]?\s*(?=\d)")
# 持叉车证 者优先 is one clause.
_CLAUSE_END: Final = re.compile(r"[，,;；。!！?？\n]|\s+(?!者?优先)")
_EITHER: Final = re.compile(r"\s*(?:或者?|/)\s*")
_CALL: Final = re.compile(r"\W*(?:(?:急|诚|直|高薪)?[招聘]+(?:工|人|信息)?了?)?\W*")
# Behind these words a title is over.
_TITLE_ENDS: Final = re.compile(
    r"\d|[一两二三四五六七八九十]+[名人位]|若干|数名|多名|要求|工资|薪|包|男|女|[（(【\[]"
)
_FIRM: Final = re.compile(r"^.*?(?:公司|集团|厂|店|中心|工场|合作社)(?=.)")


def read_advert(
    text: str, gazetteer: FindsPlaces, home_district: str | None
) -> tuple[Proposal, ...]:
    """
    Return what an advert proposes, at most one value a field, in the fields' order.

    What is not said, or cannot be told, has no proposal; nothing makes this fail.
    """
    head = seen(text[:CHARACTERS])
    query = understand(head, gazetteer, home_district)
    first: dict[AdvertField, Proposal] = {}
    for proposal in (*_own(head), *_understood(head, query)):
        first.setdefault(proposal.field, proposal)
    return tuple(first[field] for field in AdvertField if field in first)


def _own(text: str) -> Iterator[Proposal]:
    """Yield what adverts say and searches do not."""
    if title := _title(text):
        yield title
    if match := _COUNT_LABEL.search(text) or _COUNT.search(text):
        count = _count(match[1])
        if 0 < count <= MOST_PEOPLE:
            yield Proposal(AdvertField.HEADCOUNT, str(count), match[0].strip())
    if match := _ADDRESS_LABEL.search(text):
        address = match[1].strip()[:LONGEST_ADDRESS]
        yield Proposal(AdvertField.ADDRESS, address, match[0].strip())
    if match := _STREET.search(text):
        address = match[1][:LONGEST_ADDRESS]
        yield Proposal(AdvertField.ADDRESS, address, address)
    if (match := _INSURANCE.search(text)) and not _NO_INSURANCE.search(text):
        yield Proposal(AdvertField.INSURANCE, "yes", match[0])
    if match := _BED_AND_MEALS.search(text):
        yield Proposal(AdvertField.LODGING, "yes", match[0])
        yield Proposal(AdvertField.BOARD, "yes", match[0])
    if match := _DAY.search(text):
        parts = [int(part) for part in re.findall(r"\d+", match[1])]
        try:
            day = dt.date(parts[0], parts[1], parts[2])
        except ValueError:
            return
        yield Proposal(AdvertField.LAST_DAY, day.isoformat(), match[0])


def _count(written: str) -> int:
    """Return how many: 20, 二十, 两."""
    if written.isdecimal():
        return int(written)
    # A last digit alone would count in tenths: 一万二.
    digit = "零一二三四五六七八九".find(written.replace("两", "二"))
    return digit if digit > 0 else int(chinese_number(written))


def _title(text: str) -> Proposal | None:
    """Return the work advertised: labelled, after 招聘, or in the first line."""
    if match := _TITLE_LABEL.search(text):
        written = match[1]
    elif match := _RECRUITS.search(text):
        written = match["title"]
    else:
        parts = re.split(r"[，。,；;:：!！\n]", text.strip()[:100])
        written = next((part for part in parts if not _CALL.fullmatch(part)), "")
    ends = _TITLE_ENDS.search(written, 1)
    short = written[: ends.start()] if ends else written
    title = clean_title(_FIRM.sub("", short))[:LONGEST_TITLE].strip()
    return Proposal(AdvertField.TITLE, title, written.strip()) if title else None


def _understood(text: str, query: Query) -> Iterator[Proposal]:
    """Yield what a search understands too."""
    # The first sum in figures is the pay; 计件 alone is one where there is none.
    if mentions := find_pay(text):
        words = text[mentions[0].start : mentions[0].end].strip()
        yield Proposal(AdvertField.PAY, _PAY_WORD.sub("", words), words)
    spans: dict[SpanKind, list[tuple[str, str]]] = {}
    for span in query.spans:
        spans.setdefault(span.kind, []).append((span.value, span.text))

    def said(kind: SpanKind) -> list[tuple[str, str]]:
        return [(value, words) for value, words in spans.get(kind, []) if value]

    # The longest name says most: 吴江区盛泽镇 after 盛泽.
    places = [each for each in said(SpanKind.PLACE) if "|" not in each[0]]
    for value, words in sorted(places, key=lambda each: -len(each[1]))[:1]:
        yield Proposal(AdvertField.PLACE, value, words)
    if (pay := spans.get(SpanKind.PAY)) and not mentions:
        yield Proposal(AdvertField.PAY, pay[0][1], pay[0][1])
    for kind, field in (
        (SpanKind.LODGING, AdvertField.LODGING),
        (SpanKind.BOARD, AdvertField.BOARD),
    ):
        if affirmed := [words for value, words in said(kind) if value == "yes"]:
            yield Proposal(field, "yes", affirmed[0])
    for kind, field in (
        (SpanKind.SHIFT, AdvertField.SHIFT),
        (SpanKind.SCHOOLING, AdvertField.SCHOOLING),
        (SpanKind.EXPERIENCE, AdvertField.EXPERIENCE),
    ):
        for value, words in said(kind)[:1]:
            yield Proposal(field, value, words)
    yield from _certificates(text, query)


def _certificates(text: str, query: Query) -> Iterator[Proposal]:
    """Yield what is asked for, without what would only be welcome."""
    names: list[str] = []
    words, last, end = "", -1, 0
    for span in query.spans:
        if span.kind is not SpanKind.CERTIFICATE or not span.value:
            continue
        start = max(
            (m.end() for m in _CLAUSE_END.finditer(text, 0, span.start)), default=0
        )
        after = _CLAUSE_END.search(text, span.end)
        clause = text[start : after.start() if after else len(text)]
        if is_wish(clause):
            continue
        name = canonical(span.value)
        either = _EITHER.fullmatch(text, end, max(end, span.start))
        if names and (either or (start == last and leaves_choice(clause))):
            if name not in alternatives(names[-1]):
                names[-1] += f"{OR}{name}"
        else:
            names.append(name)
        words, last, end = words or span.text, start, span.end
    if names:
        yield Proposal(AdvertField.CERTIFICATES, "、".join(dict.fromkeys(names)), words)
