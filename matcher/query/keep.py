"""Board and lodging: 包吃住, 有宿舍, 管两顿饭, room and meals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_NO: Final = (
    "(?P<no>(?:不(?:想|要|用|需要?|提供|含|带|是|必|一定)?|(?<!有)没有?|无需?|别|自|"
    "(?<![a-z])(?:no|not|without|(?:(?:i|we) )?(?:don['’]?t|do not) "
    "(?:need|want|require)(?: an?| any| the)?|no need (?:for|of)(?: an?| any)?) )"
    "(?:再|去|来)?)?"
)
_GIVES: Final = "(?:[包管供给提]|提供|免费|解决|安排|有|带|要有?|能|可以?|需要?)"
_EN_LODGING: Final = (
    "(?<![a-z])(?:rooms?|bed|lodging|accommodation|housing|dorm(?:itory)?)"
)
_EN_BOARD: Final = "(?<![a-z])(?:board|meals?|food)"
# Either is not needed: both are not.
_EN_AND: Final = "(?: and (?:an? )?| n | ?[&+/] ?|(?(no) n?or (?:an? )?|(?!)))"
_EN_GIVEN: Final = (
    "(?: are| is)?(?: all)?(?: included| inclusive| provided| offered| supplied| free)"
)
_NEEDLESS: Final = (
    "(?: (?:is|are|would be))?(?: not|n['’]?t) (?:needed|required|necessary|wanted)"
    "(?![a-z])|(?: (?:is|are))? unnecessary(?![a-z])|"
    "(?:也|都|就)?(?:不(?:用|需要?|要|必)|免了|算了)(?:管|提供|安排|解决|包|了)*"
    "(?=$|[^\\w]|的)"
)
_EN_FOR: Final = (
    "(?: for (?:(?:an?|the|two|me|us|my|our|and|married|whole|husband|wife) ?){0,6}"
    "(?:(?<=[ ])(?:couples?|family|families|wife|husband|kids?|children|"
    "people))?(?![a-z]))"
)
_EN_COUPLE: Final = (
    "(?:(?:with|needs?|wants?|ha(?:ve|s)|offers?|provides?) )?(?:(?:an?|the|our) )?"
    "(?<!clean )(?<!cleaning )(?<![a-z])"
    "(?:(?:married )?couples?['’]?s?['’]?|married|family)"
    " (?:rooms?|dorm(?:itor(?:y|ies)|s)?|quarters|flats?|apartments?|housing|suites?|"
    "accommodation)(?![a-z]| (?:attendant|service|clean|maid|sales|agent|manager))"
    f"{_EN_FOR}?"
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
    f"(?P<needless>{_NEEDLESS})?(?:的|{_EN_GIVEN})?"
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
    f"{_EN_COUPLE}|(?<![a-z])(?:(?:with|needs?|wants?) )?(?:(?:an?|one) )?"
    "(?:room|dorm|place|apartment|flat)"
    f"(?= for (?:an?|my|our|me and|us|couples|two|families)(?![a-z])){_EN_FOR}|"
    f"{_EN_ROOM}|"
    "(?:free |provided |need |with |a |staff )*(?<![a-z])(?:dorm(?:itory|s)?|housing|"
    "lodging|accommodations?|"
    "free room|(?:place|somewhere) to (?:live|stay|sleep)|live[- ]in|"
    "room provided)(?! (?:allowance|subsid|fund|supplement|agen|sales)))"
    f"(?P<needless>{_NEEDLESS})?(?:的|{_EN_GIVEN}(?![a-z]))?"
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
    f"(?:free |with )*(?<![a-z]){_EN_MEAL}"
    f"(?:{_EN_GIVEN}(?![a-z])|(?= and|$|,|{_NEEDLESS})))"
    f"(?P<needless>{_NEEDLESS})?(?:的)?"
)


_WITHOUT: Final = re.compile(
    "(?:不(?:想|要|愿意?|用|需要?|打算)?|别)住(?:在)?(?:集体|员工|厂里?的?|公司|"
    "单位)*(?:宿舍|厂里?|宿)|"
    "(?:我)?自己(?:有|租)(?:了)?房(?:子)?(?:住)?|自己租|(?:食宿|吃住|住宿|住)自理|"
    f"住自己(?:解决)?|(?<![\\w])住(?:宿|的|处)?(?:{_NEEDLESS})|"
    "(?<!can )(?<!could )(?<!may )(?<![a-z])(?:i|we)(?: already)?"
    "(?: have|['’]ve(?: got)?| rent| own)(?: already)?"
    "(?: (?:my|our|an?|own))+ (?:place|flat|apartment|house|home|room|accommodation)"
    "(?: to (?:live|stay)(?: in)?)?(?: already)?(?![a-z])|"
    "(?<![a-z])have (?:an?|my|our) (?:place|flat|apartment|house|room) already(?![a-z])"
)
_OWN_MEALS: Final = re.compile(
    f"(?<![\\w])(?:吃饭?|饭|伙食|三餐)(?:{_NEEDLESS})|"
    "(?:吃饭|吃的?|伙食|三餐)(?:我)?(?:自己(?:解决|管|搞定|做|带|负责)|自理)|"
    "(?<![a-z])(?:i|we)(?:['’]ll| will)? bring(?: my| our)?(?: own)? "
    "(?:lunch|meals?|food|dinner)(?![a-z])"
)
_OWN_KEEP: Final = re.compile(f"(?<![\\w])(?:吃住|食宿)(?:{_NEEDLESS})")
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
    for match in reading.find(_OWN_MEALS):
        reading.take(*match.span(), (SpanKind.BOARD, "no"))
    for match in reading.find(_OWN_KEEP):
        reading.take(*match.span(), (SpanKind.LODGING, "no"), (SpanKind.BOARD, "no"))
    for match in reading.find(_BOTH):
        value = _value(reading, match)
        reading.take(*match.span(), (SpanKind.LODGING, value), (SpanKind.BOARD, value))
    for kind, pattern in ((SpanKind.LODGING, _LODGING), (SpanKind.BOARD, _BOARD)):
        for match in reading.find(pattern):
            reading.take(*match.span(), (kind, _value(reading, match)))


def _value(reading: Reading, match: re.Match[str]) -> str:
    indifferent = _NO_MATTER.match(reading.plain, match.end())
    return "no" if match["no"] or match["needless"] or indifferent else "yes"
