"""The English words that people say of themselves, and where they stand in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.impersonal.cut import Cut

if TYPE_CHECKING:
    from collections.abc import Iterator

# Behind these a word about people is a product or a place: women's wear, elderly care.
_GOODS: Final = (
    r"(?:wear|cloth(?:es|ing)?|shoes?|fashion|apparel|garments?|underwear|lingerie|"
    r"dress(?:es)?|bags?|wigs?|store|shop|clinic|health|hospital|hotel|hostel|"
    r"dorm(?:itory)?|salon|spa|school|prison|toilets?|care|department|products?|"
    r"perfume|jeans|coats?|shirts?|socks?|hats?|watch(?:es)?|and baby|nursing|home|"
    r"restaurants?|food|cuisine|dish(?:es)?|noodles?|medicine|languages?|canteen|"
    r"translat\w+|interpret\w+|teachers? of|dances?|barbecue|bbq|speak\w*|kitchen|"
    r"embroidery|crafts?|learners|children|kids|people'?s? home)(?![a-z])"
)
_PROVINCES: Final = (
    "beijing|tianjin|shanghai|chongqing|hebei|shanxi|liaoning|jilin|heilongjiang|"
    "jiangsu|zhejiang|anhui|fujian|jiangxi|shandong|henan|hubei|hunan|guangdong|hainan|"
    "sichuan|guizhou|yunnan|shaanxi|gansu|qinghai|taiwan|inner mongolia|guangxi|tibet|"
    "ningxia|xinjiang|hong kong|macao|macau|dongbei|the countryside|a village"
)
_COUNT: Final = r"(?:an?|one|two|three|four|five|[1-5]|no|my|small|little|young)"
_KIDS: Final = r"(?:kids?|child(?:ren)?|bab(?:y|ies)|sons?|daughters?|toddlers?)"
_NUMBER: Final = (
    r"(?:[1-8]\d|(?:twenty|thirty|forty|fifty|sixty)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|eighteen|nineteen)"
)
_PERSON: Final = re.compile(
    r"(?<![a-z'])(?:(?:i(?:'?m| am| was)|we(?:'re| are)|am)(?: an?| the)? |"
    r"(?:an?|the|as an?|for an?) )?"
    rf"(?:(?:{_PROVINCES}) )?"
    rf"(?:(?:aged?|age)[: ]+(?:of )?{_NUMBER}(?:[ -]?(?:years?|yrs?)(?:[ -]old)?)?|"
    rf"{_NUMBER}[ -]?(?:years?|yrs?)[ -]?olds?|{_NUMBER} ?(?:y/o|yo|y\.o\.)|"
    rf"(?:(?<=i am )|(?<=i'm )){_NUMBER}(?=$|[,.;]| (?!kg|cm|yuan|rmb|hours?|k))|"
    rf"s?he(?:'s| is) {_NUMBER}(?=$|[,.;])|s?he(?:'s| is)?|"
    r"[mf][ /,]+[1-7]\d(?=$|[ ,.;])|"
    r"han(?= (?:m[ae]n|wom[ae]n|people|guy|girl|lady))|"
    r"couples?(?! (?:of|rooms?|dorm))|"
    r"(?:sex|gender)[: ]+(?:f|m|(?:fe)?male)|(?:fe)?male[ ,]+[1-7]\d(?=$|[,.;])|"
    r"[1-7]\d[ ,]+(?:fe)?male|[1-7]\d ?sui|nv(?:de|gong|sheng|xing|shi)?|"
    r"nan(?:de|gong|sheng|xing)|"
    r"(?:in )?(?:my|her|his) (?:early |mid[- ]?|late )?(?:teens|twenties|thirties|"
    r"forties|fifties|sixties|[2-7]0'?s)|"
    r"middle[- ]aged|(?<!the )(?<!for )elderly|young(?:er|ster)?|teenagers?|retired|"
    r"(?:old|older|senior)(?= (?:m[ae]n|wom[ae]n|lad(?:y|ies)|guys?|gentlem[ae]n|"
    r"workers?|persons?)(?![a-z]))|"
    r"(?:mother|father|mom|mum|mama|dad|parent)s? of "
    rf"{_COUNT}(?: {_KIDS})?|(?:i )?(?:with|have|has|having|got) {_COUNT} "
    rf"(?:{_COUNT} )*{_KIDS}|"
    r"(?:single|working|full[- ]time|stay[- ]at[- ]home|new|married|unmarried) "
    r"(?:mothers?|moms?|mums?|fathers?|dads?|parents?)|"
    r"single(?=$|[,.;/]| ?[一-鿿]| (?:m[ae]n|wom[ae]n|male|female|lady|girl|boy|guy|"
    r"person)(?![a-z]))|"
    r"(?:wo)?m[ae]n|(?:fe)?males?|lad(?:y|ies)|gentlem[ae]n|girls?|boys?|guys?|"
    r"mothers?|moms?|mums?|mommy|fathers?|dads?|daddy|housewi(?:fe|ves)|wi(?:fe|ves)|"
    r"husbands?|boyfriend|girlfriend|grand(?:ma|pa|mother|father)|aunt(?:y|ie)?|uncle|"
    r"widow(?:ed|er)?|divorc(?:ed|ee)|married(?: couple)?|unmarried|never married|"
    r"newlyweds?|pregnant|"
    r"(?:han chinese|hui|uy?ghurs?|uighurs?|tibetans?|mongol(?:ian)?s?|zhuang|manchu|"
    r"miao|tujia|yi|dong|yao|kazakhs?|(?:ethnic )?minorit(?:y|ies)|ethnic \w+)"
    r"(?: (?:people|ethnic\w*|nationality|minority|descent|group))*|"
    r"muslims?|islamic|christians?|catholics?|protestants?|buddhists?|taoists?|hindus?|"
    r"jewish|religious|"
    r"(?:(?:(?:i )?(?:come |originally |originate )*from|natives? of|born in|"
    rf"hometown(?: is| in)?[: ]*) (?:{_PROVINCES}|\w+ (?:province|county|village))"
    r"(?: province)?|"
    rf"(?:{_PROVINCES})[- ](?:natives?|born|people|person)|"
    r"(?:local|native) (?:resident|person)|villagers?|sichuanese|shanghainese))"
    rf"(?![a-z'’-]| {_GOODS})(?: (?:and|who is)(?= ?$))?"
)
# Before these it is somebody cared for.
_OF_WORK: Final = re.compile(
    r"(?<![a-z])(?:restaurant|care for|look after|caring for) (?:the |an? )?$"
)
_LETTER: Final = re.compile(r"[a-z]")
# What introduces such a word, and says nothing without it.
_INTRODUCTION: Final = re.compile(
    r"(?<![a-z'])(?:i'?m|i am|we are|i|am|an?|my|is|gender|sex|age|and|with|of|:)"
    r"(?![a-z])"
)
# Trades with a word for either sex: one word for both, never a longer one.
_TRADES: Final = {
    "waiter": "waitress(?:es)?",
    "sales": "sales(?:wom[ae]n|m[ae]n|girls?|lady|boys?)",
    "steward": "stewardess(?:es)?",
    "host": "hostess(?:es)?",
    "actor": "actress(?:es)?",
    "sewer": "seamstress(?:es)?",
    "laundry": "laundress",
    "police": "policem[ae]n|policewom[ae]n",
    "foreman": "forewom[ae]n",
    "chairman": "chairwom[ae]n",
}
_TRADE: Final = re.compile(
    rf"(?<![a-z])(?:{'|'.join(f'({each})' for each in _TRADES.values())})(?![a-z])"
)


def find_english(plain: str) -> Iterator[Cut]:
    """Yield what goes of the English words of a folded text."""
    if not _LETTER.search(plain):
        return
    for match in _TRADE.finditer(plain):
        yield Cut(*match.span(), tuple(_TRADES)[(match.lastindex or 1) - 1])
    found = False
    for match in _PERSON.finditer(plain):
        if not _OF_WORK.search(plain, 0, match.start()):
            found = True
            yield Cut(*match.span())
    if found:
        for match in _INTRODUCTION.finditer(plain):
            yield Cut(*match.span())
