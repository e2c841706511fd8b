"""
What a person typed into the search box, read span by span.

``盛泽 缝纫工 8000以上 包住 两班倒`` becomes a place, a floor for the pay, lodging and a
shift, which are conditions; 缝纫工 is left, and is ranked by meaning and words.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from matcher.pay import find_pay
from matcher.text import fold, readable
from matcher.types import Schooling, Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matcher.places.place import Mention, Place

# People do not write more conditions than this; the rest of a longer text is ranked.
READ_CHARACTERS: Final = 500
# What "near a town" means to someone who has no car: an hour on an electric scooter.
NEARBY_M: Final = 15_000


class SpanKind(enum.StrEnum):
    """What a piece of the text says."""

    PLACE = "place"
    ORIGIN = "origin"
    RADIUS = "radius"
    PAY = "pay"
    LODGING = "lodging"
    BOARD = "board"
    SHIFT = "shift"
    SCHOOLING = "schooling"


@dataclass(frozen=True, slots=True)
class Span:
    """
    A piece that was understood.

    Parameters
    ----------
    start, end
        Where it stands: ``text[start:end]``.
    value
        A place's code (codes with "|" when the name is ambiguous), metres, fen a month,
        "yes" or "no", or the value of an enumeration.
    """

    start: int
    end: int
    kind: SpanKind
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """
    What was understood.

    Parameters
    ----------
    places
        Where the work should be: in any of these.
    choice
        What an ambiguous name may mean; for the person to choose from.
    origin
        Where the person says to come from.
    radius_m
        How far around the places; None: inside their borders.
    schooling
        What the person has; vacancies that ask for more are out of reach.
    rest
        Everything that was not understood.
    """

    text: str
    spans: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    choice: tuple[Place, ...] = ()
    origin: Place | None = None
    radius_m: int | None = None
    pay_floor_cents: int | None = None
    lodging: bool = False
    board: bool = False
    shift: Shift | None = None
    schooling: Schooling | None = None
    rest: str = ""


class FindsPlaces(Protocol):
    """What is asked of a gazetteer."""

    def find_mentions(self, text: str, prefer: str | None = None) -> Sequence[Mention]:
        """Return where a text names places, from left to right."""
        ...


# 缝纫工 8000: a round sum that stands alone in a search is what someone wants to earn.
_BARE_PAY: Final = re.compile(r"(?<![0-9a-z.\-])[0-9]{4,5}(?![0-9a-z.年人号\-])")
_BARE_FLOORS: Final = range(2_500, 60_001)
_ROUND: Final = 100
_NOT: Final = "(?:不要|不用|不需要?|不想?|不提供|无|没有?|别)(?:上|做|倒)?"
_RADIUS: Final = re.compile(
    r"(?:(?:附近|周边|方圆|周围|半径|within)\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d)?)\s*(?P<unit>公里|千米|km|里|米|m)(?![a-z²])"
    r"(?:\s*(?:以?内|之内|范围内?))?|附近|周边|周围|一带|nearby|near"
)
_METRES: Final = {"公里": 1000, "千米": 1000, "km": 1000, "里": 500, "米": 1, "m": 1}
_BOTH: Final = re.compile(
    rf"(?P<no>{_NOT})?(?:[包管](?:吃[包管]?住|住[包管]?吃|食宿|吃喝住)|(?:提供|免费)?食宿"
    r"(?:全?[包免])?|吃住(?:全?包|免费)|board and lodging|room and board)"
)
_LODGING: Final = re.compile(
    rf"(?P<no>{_NOT})?(?:(?:[包管]|提供|有|可以?|能|要)?(?:住宿|宿舍)|[包管]住"
    r"|夫妻房|dormitory|dorm|housing|lodging)"
)
_BOARD: Final = re.compile(
    rf"(?P<no>{_NOT})?(?:[包管](?:[一二两三123]餐|[吃饭伙餐]食?)|提供(?:工作餐|三餐|伙食)"
    r"|(?:有|免费)(?:工作餐|食堂)|meals?)"
)
_SHIFTS: Final = {
    Shift.DAY: re.compile(
        "(?:不(?:想|要|用)?(?:上|做|加)?(?:夜班|晚班|倒班)|不倒班|没有?夜班|无夜班)"
        "|[长常]白班|白班|正常班|day shift|no night shift"
    ),
    Shift.TWO: re.compile("[两二2]班[倒制]?|双班倒?|12小时倒班|two shifts"),
    Shift.THREE: re.compile("[三3]班[倒制]?|四班三(?:运)?[转倒]|three shifts"),
    Shift.NIGHT: re.compile("夜班|晚班|night shift"),
    Shift.FLEXIBLE: re.compile(
        "弹性(?:工作制?|上班|时间)?|时间自由|flexible(?: hours)?"
    ),
}
_SCHOOLINGS: Final = {
    Schooling.ANY: re.compile(
        "(?:学历不限|不限学历|不要学历|无学历要求|没有?学历|没(?:上|读)过学)"
    ),
    Schooling.MASTER: re.compile("硕士(?:研究生)?|研究生|博士|master's"),
    Schooling.BACHELOR: re.compile("(?:大学)?本科|学士|bachelor's"),
    Schooling.COLLEGE: re.compile("大专|专科|高职|college"),
    Schooling.SENIOR: re.compile("高中|中专|技校|职高|中技|high school"),
    Schooling.JUNIOR: re.compile("初中"),
    Schooling.PRIMARY: re.compile("小学(?!老师|教师|语文|数学|英语)"),
}
_SCHOOLING_TAIL: Final = re.compile("(?:及|或)?(?:以上|以下)?(?:学历|文化|毕业生?)?")
_ORIGIN_BEFORE: Final = re.compile("(?:老家(?:在|是)?|家(?:在|住)|户籍|籍贯|从|来自)$")
_ORIGIN_AFTER: Final = re.compile("人(?![事力资员工才])|老乡|出发|户籍|籍")
_PLACE_BEFORE: Final = re.compile("(?:在|去|到)$")


def understand(text: str, gazetteer: FindsPlaces, home: str | None = None) -> Query:
    """
    Return what a text says.

    Parameters
    ----------
    text
        Anything; no content makes this fail.
    gazetteer
        Finds places.
    home
        The code of the district whose towns may be named alone.
    """
    head = text[:READ_CHARACTERS]
    reading = _Reading(head)
    reading.read_places(gazetteer, home)
    reading.read_radius()
    reading.read_pay()
    reading.read_words()
    rest = readable(reading.remaining() + text[READ_CHARACTERS:])
    return reading.query(text, rest)


class _Reading:
    """A text that is read, and what was found in it so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.spans: list[Span] = []
        self.places: list[Place] = []
        self.choice: tuple[Place, ...] = ()
        self.origin: Place | None = None
        self.taken = bytearray(len(text))

    def read_pay(self) -> None:
        for mention in find_pay(self.folded):
            low, high = mention.pay.monthly_cents()
            floor = low if low is not None else high
            self._take(
                mention.start,
                mention.end,
                SpanKind.PAY,
                "" if mention.pay.negotiable or floor is None else str(floor),
            )

        for match in _BARE_PAY.finditer(self.folded):
            yuan = int(match[0])
            if yuan in _BARE_FLOORS and yuan % _ROUND == 0:
                self._take(*match.span(), SpanKind.PAY, str(yuan * 100))

    def read_places(self, gazetteer: FindsPlaces, home: str | None) -> None:
        for mention in gazetteer.find_mentions(self.text, home):
            found = mention.resolution
            meanings = (found.place,) if found.place else found.candidates
            if not meanings:
                continue
            start, end = mention.start, mention.end
            before = _ORIGIN_BEFORE.search(self.folded[:start])
            after = _ORIGIN_AFTER.match(self.folded, end)
            is_origin = bool(before or after)
            before = before or _PLACE_BEFORE.search(self.folded[:start])
            kind = SpanKind.ORIGIN if is_origin else SpanKind.PLACE
            codes = "|".join(place.code for place in meanings)
            if not self._take(
                before.start() if before else start,
                after.end() if after else end,
                kind,
                codes,
            ):
                continue
            if is_origin:
                self.origin = self.origin or (meanings[0] if found.place else None)
            elif found.place:
                self.places.append(found.place)
            else:
                self.choice = self.choice or meanings

    def read_radius(self) -> None:
        if not self.places and not self.choice:
            return
        for match in _RADIUS.finditer(self.folded):
            number, unit = match["number"], match["unit"]
            metres = float(number) * _METRES[unit] if number else NEARBY_M
            self._take(*match.span(), SpanKind.RADIUS, str(round(metres)))

    def read_words(self) -> None:
        for match in _BOTH.finditer(self.folded):
            value = "no" if match["no"] else "yes"
            if self._take(*match.span(), SpanKind.LODGING, value):
                self._add(*match.span(), SpanKind.BOARD, value)
        for kind, pattern in (
            (SpanKind.LODGING, _LODGING),
            (SpanKind.BOARD, _BOARD),
        ):
            for match in pattern.finditer(self.folded):
                self._take(*match.span(), kind, "no" if match["no"] else "yes")
        self._read_values(SpanKind.SHIFT, _SHIFTS.items())
        self._read_values(SpanKind.SCHOOLING, _SCHOOLINGS.items(), _SCHOOLING_TAIL)

    def _read_values(
        self,
        kind: SpanKind,
        patterns: Iterable[tuple[enum.StrEnum, re.Pattern[str]]],
        tail: re.Pattern[str] | None = None,
    ) -> None:
        for value, pattern in patterns:
            for match in pattern.finditer(self.folded):
                after = tail.match(self.folded, match.end()) if tail else None
                end = after.end() if after else match.end()
                self._take(match.start(), end, kind, value.value)

    def _take(self, start: int, end: int, kind: SpanKind, value: str) -> bool:
        """Claim a piece; return False when part of it is claimed already."""
        if start >= end or any(self.taken[start:end]):
            return False
        self.taken[start:end] = b"\x01" * (end - start)
        self._add(start, end, kind, value)
        return True

    def _add(self, start: int, end: int, kind: SpanKind, value: str) -> None:
        self.spans.append(Span(start, end, kind, value, self.text[start:end]))

    def remaining(self) -> str:
        """Return the text with a blank for every claimed character."""
        return "".join(
            " " if taken else char
            for char, taken in zip(self.text, self.taken, strict=True)
        )

    def _values(self, kind: SpanKind) -> Iterator[str]:
        return (span.value for span in self.spans if span.kind is kind and span.value)

    def query(self, text: str, rest: str) -> Query:
        shift = next(self._values(SpanKind.SHIFT), None)
        schooling = next(self._values(SpanKind.SCHOOLING), None)
        radius = next(self._values(SpanKind.RADIUS), None)
        return Query(
            text=text,
            spans=tuple(sorted(self.spans, key=lambda span: (span.start, span.kind))),
            places=tuple(dict.fromkeys(self.places)),
            choice=self.choice,
            origin=self.origin,
            radius_m=int(radius) if radius else None,
            pay_floor_cents=max(map(int, self._values(SpanKind.PAY)), default=None),
            lodging=next(self._values(SpanKind.LODGING), "no") == "yes",
            board=next(self._values(SpanKind.BOARD), "no") == "yes",
            shift=Shift(shift) if shift else None,
            schooling=Schooling(schooling) if schooling else None,
            rest=rest.strip(" ,，、;；|。"),
        )
