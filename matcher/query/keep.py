"""Board and lodging: 包吃住, 有宿舍, 管两顿饭, room and meals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_NO: Final = (
    "(?P<no>(?:不(?:想|要|用|需要?|提供|含|带|是|必|一定)?|(?<!有)没有?|无需?|别|自|"
    "(?<![a-z])(?:no|not|without|don'?t need(?: a)?|no need for(?: a)?) )(?:再|去|"
    "来)?)?"
)
_GIVES: Final = "(?:[包管供给提]|提供|免费|解决|安排|有|带|要有?|能|可以?|需要?)"
_EN_LODGING: Final = (
    "(?<![a-z])(?:rooms?|bed|lodging|accommodation|housing|dorm(?:itory)?)"
)
_EN_BOARD: Final = "(?<![a-z])(?:board|meals?|food)"
_EN_AND: Final = "(?: and (?:an? )?| n | ?[&+/] ?)"
_EN_GIVEN: Final = (
    "(?: are| is)?(?: all)?(?: included| inclusive| provided| offered| supplied| free)"
)
# A room that is given, none that is cleaned: need a room, own room, a flat provided.
_EN_ROOM: Final = (
    "(?:(?<![a-z])(?:provid(?:es?|ing)|offer(?:s|ing)?|needs?|wants?|with|having|"
    "ha(?:ve|s)|includ(?:es?|ing|ed)|gives?|gets?|own|private|single|shared|double)"
    "(?: (?:us|me|an?|one|the|my|our|free|staff|own|private|single|shared|double|"
    "company))* (?:rooms?|apartment|flat|studio|bed|place)(?! (?:attendant|service|"
    "clean|maid|mak|boy|sales|agent|manager|to work|near|of))|"
    "(?<![a-z])(?:rooms?|apartment|flat|studio|bed)"
    f"(?:{_EN_GIVEN}))"
)
_BOTH: Final = re.compile(
    f"{_NO}(?:[包管供给](?:吃饭?[包管供给和]?住|住[包管供给和]?吃|食宿|吃喝住)|"
    "[吃食膳][住宿](?:都|全)?(?:[包管免]|免费|解决|提供|不愁|不要钱|不花钱)|"
    "(?:[供包管附])?膳宿|[包管供](?:[一二两三123])?[餐顿饭](?:和|跟|与|加)?住(?:宿)?|"
    "吃住(?:都)?在(?=厂|店|公司|单位|工地|里)(?:厂|店|公司|单位|工地)?里?(?:面)?|"
    "(?:提供|免费|解决|有|带|要|安排)(?:免费)?(?:食宿|吃住|吃的?住的?)|"
    "有吃(?:的)?(?:也)?有住(?:的)?|能吃(?:饭)?(?:还)?能住(?:宿)?|(?:住宿|宿舍)(?:和|"
    "与|及|跟)(?:工作餐|伙食|三餐|吃饭)|"
    "(?:(?:提供|有|包|管)(?:住宿|宿舍|住)(?:和|与|及|跟|、|还|也)?(?:工作餐|伙食|"
    "三餐|吃))|"
    f"{_EN_LODGING}{_EN_AND}{_EN_BOARD}|(?<![a-z])full board|"
    f"{_EN_BOARD}{_EN_AND}{_EN_LODGING})"
    f"(?:的|{_EN_GIVEN})?"
)
_LODGING: Final = re.compile(
    f"{_NO}(?:[包管供给](?:住|宿)(?:宿)?(?![址院在房地])|{_GIVES}?(?:个)?(?:员工|"
    f"集体|厂里|单人|免费)?"
    "(?:住宿(?!服务|接待|业|部|登记|[费补自])|宿舍(?!管理?|保洁|阿姨|楼|长|员|清洁|"
    "维修))|夫妻(?:房|宿舍|屋|"
    "间)|给安排(?:个)?(?:房间|房子?|单间|住处)|"
    "(?:提供|有|安排|免费)(?:员工|人才)?公寓(?!管|保|前)|有(?:个)?地方睡(?:觉)?|"
    "住的(?:地方)?(?:要|得)?有|[两双单]人(?:间|宿舍)|"
    f"{_GIVES}(?:个)?(?:地方|单间|房子?|屋)(?:可以?|能)?住(?:的)?|"
    f"{_GIVES}住的(?:地方|宿舍)?|有(?:个)?住处|能住(?:进去|下|人|厂里?|宿)|"
    "(?:(?:能|可以?)(?:带|跟|和)(?:着)?(?:小孩|孩子|老婆|老公|家属|家人|"
    "对象)(?:一起)?|(?<=带老婆))住|可(?:以)?住(?:宿|厂)|住(?:在)?(?:厂|公司|店|"
    "单位)里?|有[得的]?住(?:的)?(?:没有)?(?=$|[^\\w]|[吗嘛不])|"
    f"{_EN_ROOM}|"
    "(?:free |provided |need |with |a |staff )*(?<![a-z])(?:dorm(?:itory|s)?|housing|"
    "lodging|accommodations?|"
    "free room|(?:place|somewhere) to (?:live|stay|sleep)|live[- ]in|"
    "room provided)(?! (?:allowance|subsid|fund|supplement|agen|sales)))"
    f"(?:的|{_EN_GIVEN}(?![a-z]))?"
)
_EN_MEAL: Final = (
    "(?:(?:daily|staff|company|[123]|one|two|three) )*"
    "(?:meals?|food|lunch(?:es)?|dinners?)"
    "(?! (?:process|industr|servic|packag|deliver|factor|safety|hygien|court|prep|"
    "produc|on ))"
)
_BOARD: Final = re.compile(
    f"{_NO}(?:[包管供给](?:[一二两三123](?:餐|顿)(?:中午|早|晚|午)?(?:饭|伙食|餐)?|"
    f"[中午晚早]?[饭餐](?![馆店厅盒桌])|吃(?:饭)?|伙食?|餐食|工作餐|顿饭)|"
    "(?:提供|有|免费|带|要有|含)(?:免费)?(?:工作餐|三餐|伙食|[中午晚]餐|[中午晚]饭|"
    "食堂|饭[吃食])|能吃饭|"
    "(?:免费吃饭|吃饭(?:免费|不要钱|不花钱)|(?:工作餐|三餐|伙食|午餐|中饭|晚饭)(?:都|"
    "全)?(?:免费|[包管])|"
    "饭管[饱够]|一日三餐|[包管供]早中晚?(?:[餐饭])?|[供附包]膳|附餐)|"
    "(?<![a-z])(?:free|with(?: free)?|includ(?:es|ing|ed)|plus|need|provid(?:es?|ing)) "
    f"{_EN_MEAL}(?:{_EN_GIVEN})?(?![a-z])|"
    f"(?:free |with )*(?<![a-z]){_EN_MEAL}(?:{_EN_GIVEN}(?![a-z])|(?= and|$|,)))(?:的)?"
)


_WITHOUT: Final = re.compile(
    "(?:不(?:想|要|愿意?|用|需要?|打算)?|别)住(?:在)?(?:集体|员工|厂里?的?|公司|"
    "单位)*(?:宿舍|厂里?|宿)|"
    "(?:我)?自己(?:有|租)(?:了)?房(?:子)?(?:住)?|自己租|(?:食宿|吃住|住宿|住)自理|"
    "住自己(?:解决)?"
)
# 包不包吃住都行, 包吃包住不限: nothing is asked for.
_NO_MATTER: Final = re.compile(
    " ?(?:都|也)?(?:不限|无所谓|随便|不重要|与否|都行|没关系)"
)


def read_keep(reading: Reading) -> None:
    """
    Claim what a text says of board and lodging.

    Who does without (不包住, 自住, no dorm) asks for nothing: the value is "no".
    """
    for match in reading.find(_WITHOUT):
        reading.take(*match.span(), (SpanKind.LODGING, "no"))
    for match in reading.find(_BOTH):
        value = _value(reading, match)
        reading.take(*match.span(), (SpanKind.LODGING, value), (SpanKind.BOARD, value))
    for kind, pattern in ((SpanKind.LODGING, _LODGING), (SpanKind.BOARD, _BOARD)):
        for match in reading.find(pattern):
            reading.take(*match.span(), (kind, _value(reading, match)))


def _value(reading: Reading, match: re.Match[str]) -> str:
    indifferent = _NO_MATTER.match(reading.plain, match.end())
    return "no" if match["no"] or indifferent else "yes"
