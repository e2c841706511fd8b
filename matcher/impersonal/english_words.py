"""
English patterns of what people say of themselves, and of what only looks like it.

For folded text with straight apostrophes.
"""

from __future__ import annotations

import re
from typing import Final

# ---- what looks like a person
# Behind these a word about people is a product or a place: women's wear, elderly care.
_GOODS: Final = (
    r"(?:wear|cloth(?:es|ing)?|shoes?|fashion|apparel|garments?|underwear|lingerie|"
    r"dress(?:es)?|bags?|wigs?|store|shop|clinic|health|hospital|hotel|hostel|"
    r"dorm(?:itory)?|salon|spa|school|prison|toilets?|care|department|products?|"
    r"perfume|jeans|coats?|shirts?|socks?|hats?|watch(?:es)?|and baby|nursing|home|"
    r"restaurants?|food|cuisine|dish(?:es)?|noodles?|medicine|languages?|canteen|"
    r"translat\w+|interpret\w+|teachers? of|dances?|barbecue|bbq|speak\w*|kitchen|"
    r"embroidery|crafts?|learners|children|kids|people'?s? home|barbers?|"
    r"tailor(?:ing)?|"
    r"and children'?s? (?:hospital|clinic|clothing|wear|products)|"
    r"(?:and|or|/|,) ?(?:mandarin|chinese|english|putonghua|russian|arabic))(?![a-z])"
)
# Behind these a word of a faith or a people is of no person.
_CULTURE: Final = (
    r"(?:temples?|church(?:es)?|mosques?|monaster(?:y|ies)|museum|area|region|"
    r"autonomous|prefecture|county|villages?|bookstore|bookshop|art|statues?|costumes?|"
    r"music|songs?|culture|cultural|festival|carpets?|silver\w*|bread|tea|bank|cooking|"
    r"ethnic (?:dances?|food|music|clothing|crafts?)|"
    r"and \w+ (?:translat|interpret|speak|language)\w*)(?![a-z])"
)
# Plugs and threads have a sex, too.
_PARTS: Final = (
    r"(?:[ /&-]*(?:and|to|or|/|&|-)[ /&-]*(?:fe)?male)?[ -]"
    r"(?:end |header |pin |thread(?:ed)? |screw |cable |crimp |usb )?"
    r"(?:connect\w+|plugs?|sockets?|threads?|threaded|mannequins?|dies?|mou?lds?|"
    r"headers?|terminals?|pins?|jacks?|adapt[eo]rs?|fittings?|couplings?|screws?|nuts?|"
    r"ends?|cables?|contacts?|ports?|buckles?|parts?|snaps?)(?![a-z])"
)
_YOUNG_WHAT: Final = r"(?:plants?|trees?|animals?|pigs?|cattle|seedlings?|birds?)"
_OLD_WHAT: Final = (
    r"(?:machines?|factor(?:y|ies)|compan(?:y|ies)|brands?|houses?|buildings?|cars?|"
    r"trucks?|wines?|trees?|hotels?|ships?)"
)
_MOTHER_WHAT: Final = r"(?:board|tongue|company|plant|liquor|roll|and child)"

# ---- a person
_NUMBER: Final = (
    r"(?:[1-8]\d|(?:twenty|thirty|forty|fifty|sixty)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|eighteen|nineteen)"
)
_TENS: Final = r"(?:teens|twenties|thirties|forties|fifties|sixties|[2-7]0'?s)"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
_DATE: Final = (
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?"
    rf"{_MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?)?(?:\d{{1,2}}[./-]){{0,2}}"
    r"(?:(?:19[4-9]|20[01])\d|'?\d\d(?!\d))(?:[./-]\d{1,2}){0,2}"
)
_SOMEBODY: Final = (
    r"(?:m[ae]n|wom[ae]n|people|guys?|girls?|lad(?:y|ies)|boys?|gentlem[ae]n|mothers?|"
    r"moms?|national)(?![a-z])"
)
_AGES: Final = (
    rf"(?:aged?|age)[: ]+(?:of )?{_NUMBER}(?:[ -]?(?:years?|yrs?)(?:[ -]old)?)?",
    rf"{_NUMBER}[ -]?(?:years?|yrs?)[ -]?olds?(?! {_OLD_WHAT}(?![a-z]))",
    rf"{_NUMBER} years of age",
    rf"turning {_NUMBER}(?: (?:next|this) (?:year|month))?",
    rf"(?:(?<=i am )|(?<=i'm ))(?:almost|nearly|about|over|under|just|already|"
    rf"now|only) {_NUMBER}(?=$|[,.;])",
    r"not (?:so |that |very |too )?(?:young|old)(?: any ?more)?",
    rf"{_NUMBER} ?(?:y/o|yo|y\.o\.)",
    rf"(?:(?<=i am )|(?<=i'm )){_NUMBER}"
    r"(?=$|[,.;]| (?!kg|cm|yuan|rmb|hours?|k|years? (?!old)))",
    rf"s?he(?:'s| is) {_NUMBER}(?=$|[,.;])",
    rf"{_NUMBER}-?(?:something|ish)",
    rf"(?:in )?(?:(?:my|our|her|his) )?(?:early|mid|late)[ -]?{_TENS}",
    rf"(?:in )?(?:my|our|her|his) {_TENS}",
    r"(?:(?:was |were )?born|date of birth|birth ?da(?:te|y)|dob|year of birth)"
    rf"[: ]*(?:(?:on|in) )?{_DATE}",
    r"[mf][ /,]+[1-7]\d(?=$|[ ,.;])",
    r"[1-7]\d ?/ ?[mf](?=$|[ ,.;/])",
    r"(?:fe)?male(?:[ ,]+|,? and )[1-7]\d(?=$|[,.;])",
    r"[1-7]\d[ ,]+(?:fe)?male",
    r"(?:(?:fe)?male|(?:wo)?man|lady|girl|boy|guy) [2-6]\d years?(?=$|[,.;])",
    r"[1-7]\d ?sui",
    r"middle[- ]aged?",
    rf"mature(?= {_SOMEBODY})",
    r"(?<!the )(?<!for )elderly",
    rf"young(?:er|ster)?(?! {_YOUNG_WHAT}(?![a-z]))",
    r"teenagers?",
    r"retired",
    r"(?:old|older|senior)(?= (?:m[ae]n|wom[ae]n|lad(?:y|ies)|guys?|gentlem[ae]n|"
    r"workers?|persons?)(?![a-z]))",
)
_SEXES: Final = (
    r"(?:sex|gender)[: ]+(?:f|m|(?:fe)?male)",
    r"s?he(?:'s| is)?",
    r"nv(?:de|gong|sheng|xing|shi)?",
    r"nan(?:de|gong|sheng|xing)",
    rf"(?:fe)?males?(?!{_PARTS})",
    r"(?:wo)?m[ae]n|lad(?:y|ies)|gentlem[ae]n|girls?|boys?|guys?",
)
_COUNT: Final = r"(?:an?|one|two|three|four|five|[1-5]|no|my|small|little|young)"
_KIDS: Final = r"(?:kids?|child(?:ren)?|bab(?:y|ies)|sons?|daughters?|toddlers?)"
_PARENT: Final = r"(?:mother|father|mom|mum|mama|dad|parent)s?"
_FAMILY: Final = (
    r"couples?(?! (?:of|rooms?|dorm))",
    rf"(?:single |working |new )?{_PARENT} (?:of|to) (?:twins|triplets|"
    rf"{_COUNT}(?: {_KIDS}|[ -]\d\d?[ -](?:year|month)s?[ -]old)?)",
    rf"(?:i )?(?:just |recently )?(?:with|have|has|had|having|got|raising|expecting|"
    rf"gave birth to|delivered) {_COUNT} (?:{_COUNT} |new |first |second |third |"
    r"school[- ]age[d]? |grown[- ]?(?:up )?|adult |teenage |newborn )*"
    rf"(?:(?:wife|husband) and )?(?:{_COUNT} )*{_KIDS}"
    r"(?: (?:at home|in school|at school|"
    r"to (?:raise|feed|support|look after|take care of)))?",
    rf"(?P<weak>(?:(?<=^)|(?<=[,.;] ))(?!no ){_COUNT} {_KIDS}(?=$|[,.;]))",
    rf"(?:single|working|full[- ]time|stay[- ]at[- ]home|new|married|unmarried) "
    rf"{_PARENT}",
    r"single(?=$|[,.;/]| ?[一-鿿]| (?:m[ae]n|wom[ae]n|male|female|lady|girl|boy|guy|"
    r"person)(?![a-z]))",
    rf"mothers?(?! ?{_MOTHER_WHAT}(?![a-z]))|mommy|moms?|mums?|fathers?|dads?|daddy",
    r"housewi(?:fe|ves)|wi(?:fe|ves)(?! cakes?)|husbands?|boyfriend|girlfriend",
    r"grand(?:ma|pa|mother|father)|aunt(?:y|ie)?|uncle",
    r"widow(?:ed|er)?|divorc(?:ed|ee)|unmarried|"
    r"(?:not (?:yet )?|never (?:been |got )?|(?:just )?(?:got |get |getting )|"
    r"(?:happily|newly|just|recently) )?married"
    r"(?: couple| (?:last|this) (?:year|month)| (?:for )?\d\d? years)?",
    r"(?:no )?family burdens?",
    r"newlyweds?|pregnant|no (?:kids|children)|childless",
    r"(?:(?:since|after|before|during|because of) )?my (?:divorce|marriage|wedding|"
    r"pregnancy|maternity leave|retirement)",
)
_PEOPLES: Final = (
    rf"han(?= {_SOMEBODY})|han (?:ethnic\w*|nationality)",
    r"(?:i )?(?:don't|do not|can't|cannot|never) eat pork",
    r"(?:han chinese|hui|uy?ghurs?|uighurs?|tibetans?|mongol(?:ian)?s?|zhuang|manchu|"
    r"miao|tujia|yi|dong|yao|kazakhs?|(?:ethnic )?minorit(?:y|ies)|"
    r"ethnic (?!dances?|food|music|cloth\w*|crafts?|arts?|silver|restaurants?)\w+)"
    r"(?: (?:people|ethnic\w*|nationality|minority|descent|group))*",
    r"(?:filipin[oa]|vietnamese|burmese|african|indian|russian|korean|japanese|thai|lao|"
    r"indonesian|nepali|pakistani|foreign|chinese|cantonese|hakka|taiwanese)"
    rf"(?= {_SOMEBODY})",
    r"muslims?|islamic|christians?|catholics?|protestants?|buddhists?|taoists?|hindus?",
    r"jewish|religious",
)
_PROVINCES: Final = (
    "beijing|tianjin|shanghai|chongqing|hebei|shanxi|liaoning|jilin|heilongjiang|"
    "jiangsu|zhejiang|anhui|fujian|jiangxi|shandong|henan|hubei|hunan|guangdong|hainan|"
    "sichuan|guizhou|yunnan|shaanxi|gansu|qinghai|taiwan|inner mongolia|guangxi|tibet|"
    "ningxia|xinjiang|hong kong|macao|macau|dongbei|"
    r"(?:the|a) (?:small |little |poor |remote |mountain )*(?:countryside|village|town)"
    r"(?: (?:in|of|near) [a-z']{3,})?"
)
# Any word behind "from" but those that are no place.
_FROM: Final = (
    r"from (?!(?:the|an?|any|home|work|next|last|this|now|scratch|hr|it|my|your|time|"
    r"tomorrow|today|morning|noon|house|office|early|late|factory|factories|school|"
    rf"sales|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTH})(?![a-z]))[a-z']{{3,}}"
    rf"(?: (?:province|city|county|village)|, ?(?:{_PROVINCES})(?![a-z]))?"
)
_HOMES: Final = (
    r"(?:(?:i )?(?:come |originally |originate )*from|natives? of|born in|"
    rf"hometown(?: is| in)?[: ]*) (?:{_PROVINCES}|\w+ (?:province|county|village))"
    r"(?: province)?",
    rf"(?:i'?m|i am|i come|we are|we come|grew up)(?: originally)? {_FROM}",
    rf"(?:(?<=^)|(?<=[,.;] ))(?:originally )?{_FROM}(?=$|[,.;])",
    r"(?:(?:was |were )?born(?: and (?:raised|bred))?|raised|grew up|grown up) in "
    r"(?!the (?!country)|a (?!vill))[a-z']{3,}(?: (?:province|city|county|village))?",
    r"natives? of [a-z']{3,}",
    rf"(?:{_PROVINCES})[- ](?:natives?|born|people|person)",
    rf"(?:local|rural|country|countryside|village)(?= {_SOMEBODY})",
    r"(?:local|native) (?:resident|person)|villagers?|sichuanese|shanghainese",
)
PERSON: Final = re.compile(
    r"(?<![a-z'])(?:(?:i(?:'?m| am| was)|we(?:'re| are)|am)(?: an?| the)? |"
    r"(?:an?|the|as an?|for an?) )?"
    rf"(?:(?:{_PROVINCES}) )?"
    rf"(?:{'|'.join((*_AGES, *_FAMILY, *_SEXES))}|"
    rf"(?:{'|'.join(_PEOPLES)})(?! {_CULTURE})|{'|'.join(_HOMES)})"
    rf"(?![a-z'-]| {_GOODS})(?: of {_NUMBER}(?=$|[,.;]))?"
    r"(?:,? (?:who is |originally |and )?(?:i'?m |i am |i come |coming )?"
    rf"{_FROM})?"
)

# ---- others than the one who writes
# Behind these it is work: who speaks Uyghur, who cooks in a Muslim restaurant.
OF_WORK: Final = re.compile(
    r"(?<![a-z])(?:restaurant|speak(?:s|ing)?(?: \w+,?(?: and| or)?)?|fluent(?: in)?|"
    r"learn\w*|translat\w+|interpret\w+|teach\w*) $"
)
_WHOM: Final = (
    r"(?:the|an?|one|two|three|four|five|[1-9]\d?|some|elderly|old(?:er)?|young|little|"
    r"small|new|newborn|disabled|sick|bedridden|private|rich|busy|foreign|local|single|"
    r"famil(?:y|ies)|household|couples?|with|of|and|or|pregnant|(?:wo)?m[ae]n|"
    rf"lad(?:y|ies)|girls?|boys?|gentlem[ae]n|people|persons?|moms?|mothers?|parents?|"
    rf"{_KIDS}|years?|year-olds?|years-old|grand(?:ma|pa|mother|father)|twins?|pupils?|"
    r"students?)(?![a-z'-])"
)
CARED_FOR: Final = re.compile(
    r"(?<![a-z])(?:(?:tak\w+ )?car(?:e|er|es|ing|egiver) (?:for|of|to)|"
    r"look(?:s|ing)? after|watch(?:ing)?|babysit\w*(?: for)?|"
    r"(?:nann(?:y|ies)|nurses?|cooks?|chefs?|drivers?|tutors?|teachers?|coach(?:es)?|"
    r"companions?|cleaners?|housekeepers?|maids?|helpers?|servants?|ayi|"
    r"photographers?) (?:for|to|of)|"
    r"accompany\w*|teach(?:ing)?|tutor(?:ing)?|coaching|driv(?:e|ing)|"
    rf"pick(?:ing)? up)(?: {_WHOM})+"
)
_RELATIVE: Final = (
    r"(?:husband|wife|spouse|partner|kids?|child(?:ren)?|bab(?:y|ies)|sons?|daughters?|"
    r"twins|(?:parents?|mother|father)(?:[ -]in[ -]law)?|mom|mum|dad|boyfriend|"
    r"girlfriend|family|grandparents|grandma|grandmother|brother|sister|in-laws|"
    r"fianc[eé]e?)"
)
# A clause about relatives, up to where the one who writes goes on about themselves.
RELATIVES: Final = re.compile(
    r"(?:(?<=[,.;!?] )|(?<=[,.;!?])|^)(?:(?:and|because|since|as|now|but) )?"
    rf"(?:(?:both |all )?(?:my|our) (?:{_COUNT} |old(?:er)? |elderly |"
    rf"\d\d?[- ]year[- ]old )*{_RELATIVE}(?: and (?:my )?{_RELATIVE})*"
    r"(?= (?:is|are|was|were|has|have|had|ha[sd]n't|isn't|aren't|do(?:es)?n'?t?|works?|"
    r"working|lives?|living|stays?|goes|go|going|in|at|back|just|also|already|both|all|"
    r"grown|now|still|started|needs?|left|passed|died|came|comes?|runs?|drives?|will|"
    r"can|can't|cannot|takes?|got|grew|moved|wants? me|supports?|helps?|with|"
    r"(?!clothes|shoes|business|toys|goods|skills|classes|games|books|needs)[a-z]{2,}(?:s|ed))"
    r"(?![a-z]))|"
    rf"(?:{_COUNT} )*(?:kids|children|child|husband|wife)(?: and {_RELATIVE})*"
    r"(?= (?:is|are|was|were|has|have|works?|lives?|go(?:es)?|grown|grew|already|now|"
    r"stay|left|passed|died|(?:in (?:school|college|university|kindergarten)|"
    r"at (?:school|home)|back home)(?=$|[,.;!?]| (?:so|now|and)))(?![a-z])))"
    r"[^,.;!?]*?(?=$|[,.;!?]| (?:(?:so|and|but|therefore) )?(?:i(?:'m|'d)?|we) | so )"
)
