"""The schooling that somebody has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind
from matcher.types import Schooling

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_ANY: Final = re.compile(
    "(?:学历|文凭|文化(?:程度|水平)?)(?:都)?(?:[不唔]限|不论|不计|不问|无所谓|没关系|随便)|"
    "(?:不论|不管|无论|不讲|低)(?:什么|啥)?(?:学历|文凭)|只会写(?:自己)?(?:的)?名字|"
    "不限(?:制)?学历|学历要求(?:低|不高|不严)|(?:不|唔|无|冇|没有?)(?:要求|看|睇|要|问|卡|查|需要?|"
    "讲究?|挑|用|使)(?:什么|"
    "任何)?(?:学历|文凭|文化)|"
    "(?:学历|文凭|文化(?:程度|水平)?)(?:也|都)?(?:没有|没要求|无要求|[不唔]要求|不挑|不看|"
    "不高|太?低|不够)|读书(?:少|不多)|书读得(?:少|不多)|[识认]字(?:不多|少)|斗大的字|"
    "(?:读|念|上)到(?:小学)?[一二三四五]年级|小学[一二三四五]年级(?:文化|水平|没)|"
    "无学历(?:要求)?|"
    "(?:冇|没有?)(?:什么|啥|任何|多少)?(?:学历|文凭|文化)|没(?:有)?(?:怎么)?(?:上|读|念|"
    "进)过?(?:什么|几天|几年|多少)?(?:学(?!过|会)|书(?!法))|"
    "不(?:大)?(?:识字|认字|认识字)|大字不识(?:一个|几个)?|文盲|不会写字|"
    "(?:education(?: level)?|degree|diploma|schooling) (?:is )?"
    "(?:not (?:required|needed|necessary)|does(?:n['’]?t| not) matter)|"
    "illiterate|can(?:['’]?t|not) read(?: (?:or|and) write)?|uneducated|"
    "(?<![a-z])(?:never|not|didn['’]?t|did not|haven['’]?t|don['’]?t)(?: ever)? "
    "(?:finish(?:ed)?|complet(?:e|ed)|go|gone|went|been|attend(?:ed)?)(?: to)?"
    "(?: any| my)? school|(?:very )?little (?:school(?:ing)?|education)|"
    "(?:no|without|don['’]?t (?:have|need))(?: any| an?)?(?: formal)? (?:degree|"
    "diploma|schooling|education|qualifications?)(?: needed| required)?"
)
# A university alone is where people work, too.
_LEAVES: Final = (
    "(?<=finish )|(?<=finished )|(?<=finish my )|(?<=complete )|(?<=completed )|"
    "(?<=graduate from )|(?<=graduated from )|(?<=out of )|(?<=left )|(?<=quit )"
)
_LEVELS: Final = (
    (
        Schooling.MASTER,
        "硕士(?:研究生)?|研究生|博士|(?<!scrum )(?<![a-z])master'?s?(?: degree)?|"
        "(?<![a-z])(?:msc|mba)(?![a-z])|postgraduate|ph\\.?d",
    ),
    (
        Schooling.BACHELOR,
        "(?:大学|全日制|自考|统招|成[教人])?本科|学士|[一二]本(?=毕业|学历|院校|学校|大学|$|"
        "[ ,，])|专升本|(?:985|211)(?=毕业|大学|院校|学历)|大学(?=刚?毕业|"
        "学历|文凭|文化|应届|学的|读的|在读|肄业|辍学|[没未](?:有)?(?:毕业|[念读上]完)|生(?!活)|(?:里)?出来)|"
        "(?<=[读念上]过)大学|(?<![a-z])b(?:sc|eng|a)(?= (?:in|degree)|$|[,)])|"
        "bachelor'?s?(?: degree)?|undergraduate(?: degree)?|university (?:degree|"
        "graduate|diploma)|degree holder|(?<=some )university|"
        f"(?:{_LEAVES})(?:university|uni(?![a-z]))|"
        "university(?= dropout|,? not finished)|"
        "(?<![a-z])(?<!\\d )degree(?! (?:of|not|is|isn|does|required|needed|celsius))",
    ),
    (
        Schooling.COLLEGE,
        "(?:自考|全日制|函授|成人)?大专|电大(?=毕业|学历|文凭|$|[ ,，])|专科(?!医院)|"
        "高职|高专|夜大|职业(?:技术)?学院|(?:community |technical )?college(?: degree|"
        " diploma| graduate)|(?:community|technical) college|polytechnic|"
        "poly(?:technic)?(?: diploma| graduate)|"
        f"(?:{_LEAVES})college(?! degree)|"
        "(?<=some )college|college(?= dropout|,? not finished)|associate(?: degree)|"
        "junior college",
    ),
    (
        Schooling.SENIOR,
        "(?:职业)?高中|高考(?:完|结束|落榜)(?:了)?|高三(?=毕业|读完|念完)|"
        "(?:职业)?中专|职高|(?:高级)?技校|技工(?=毕业)|中技|中职|职校|技工学校|技师学院|"
        "卫校|护校|幼师(?=毕业|专业|学校)|职业学校|"
        "(?<!junior )(?:senior )?high school|vocational school|technical school|"
        "secondary (?:school|education)",
    ),
    (
        Schooling.JUNIOR,
        "初中|初级中学|九年(?:制)?(?:义务)?教育|中考(?:完|结束)(?:了)?|"
        "初三(?=毕业|读完|念完)|junior (?:high|middle)(?: school)?|"
        "middle school|(?:9th|ninth) grade|grade (?:9|nine)",
    ),
    (Schooling.PRIMARY, "小学|(?:primary|elementary)(?: school| education)"),
)
_LEVEL: Final = re.compile(
    "|".join(f"(?P<n{at}>{words})" for at, (_, words) in enumerate(_LEVELS))
)
# The school of somebody else, or one to work at.
_OTHERS_BEFORE: Final = re.compile(
    "(?:孩子?|小孩|娃|宝宝|儿子|女儿|孙子|弟弟|妹妹)(?:.{0,6}?(?:在|读|上|念)|还|要|"
    "是|刚|在|读|上|念)*$|(?:教|给|辅导|接送|带|补)$"
)
_OTHERS_AFTER: Final = re.compile(
    "(?:生)?(?:的)?(?:老师|教师|语文|数学|英语|物理|化学|作业|家教|辅导|补课|托管|"
    "课程?|食堂|门口|附近|旁边|对面|"
    "门卫|保安|保洁|宿管|校区|部)|校(?!毕业)| (?:teacher|tutor|canteen|english|"
    "maths?)|[0-9一二三四五六](?:年级)"
)
_UNFINISHED: Final = re.compile(
    " ?(?:我)?(?:都|也|还|书)?(?:没|未|没有)(?:有)?(?:能)?(?:毕业|读完|念完|上完|学完|"
    "读下来|读好|拿到?(?:毕业)?证)|肄业|辍学|"
    "在读|在校生?|(?:还)?在(?:读|念|上)(?:书|学)?|"
    "(?:就)?(?:只)?(?:读|念|上)了?(?:一半|半年|一年|两年)(?:就)?(?:不读了|没读(?:了)?|"
    "辍学|退学|(?=$|[ ,，。]))|没读完|"
    " dropout|,? (?:was |is )?(?:not (?:finished|completed)|unfinished|incomplete)"
)
_UNFINISHED_BEFORE: Final = re.compile(
    "(?:没(?:有)?(?:读|念|上)完|(?:读|念|上)[过了](?:[一二两几12]年半?|半年)(?:的)?|在校|"
    "(?<![a-z])(?:(?:did|ha(?:ve|s))(?:n['’]?t| not)|never) (?:finish(?:ed)?|"
    "complet(?:e|ed)|graduated?(?: from)?)(?: my| the)?|dropped out of|"
    "(?<![a-z])(?:some|quit)) ?$"
)
# Who just left school has finished it.
_LEFT_BEFORE: Final = re.compile("(?<![a-z])left (?:my )?$")
_EARLY_AFTER: Final = re.compile(
    " (?:early|half ?way|after (?:my |the )?(?:one|two|three|first|second|an?|[123]) "
    "(?:years?|terms?|semesters?)|without (?:an? |my )?(?:degree|diploma|finishing|"
    "graduating|certificate))(?![a-z])"
)
# 读到初二: that school was not finished.
_GRADES: Final = re.compile(
    "(?:只)?(?:读|念|上)?(?:到|了)?(?:(?P<junior>初[一二]|初三(?= ?[没未]))|"
    "(?P<senior>高[一二]|高三(?= ?[没未])))(?=没|就|$|[^\\w]|辍|退|"
    "肄)(?: ?[没未](?:有)?(?:毕业|拿到?(?:毕业)?证|读完|念完|上完)|就(?:辍学|"
    "不读了)|辍学)?"
)
_AROUND_AFTER: Final = re.compile(
    "(?: degree| diploma| graduate| education)+|(?:及|或)?(?:以上|"
    "以下)?(?:应届)?(?:学历|文化(?:水平|程度)?|文凭|毕业生?|生(?![产活意日])|刚毕业)?"
    "(?:以上|以下)?(?:的)?"
)


def read_schooling(reading: Reading) -> None:
    """
    Claim the schooling that somebody has, of several statements each.

    School that was not finished counts as the one before.
    """
    for match in reading.find(_ANY):
        # Adverts say it too: 学历不限.
        any_ = SpanKind.SCHOOLING, Schooling.ANY.value
        reading.take(*match.span(), any_, ranked=True)
    for match in reading.find(_GRADES):
        has = Schooling.PRIMARY if match["junior"] else Schooling.JUNIOR
        reading.take(*match.span(), (SpanKind.SCHOOLING, has.value))
    for match in reading.find(_LEVEL):
        level = _LEVELS[int(str(match.lastgroup)[1:])][0]
        plain, (start, end) = reading.plain, match.span()
        if _OTHERS_BEFORE.search(plain[max(0, start - 12) : start]):
            continue
        if _OTHERS_AFTER.match(plain, end):
            continue
        near = plain[max(0, start - 28) : start]
        before = _UNFINISHED_BEFORE.search(near)
        after = _UNFINISHED.match(plain, end)
        if left := _LEFT_BEFORE.search(near):
            after = after or _EARLY_AFTER.match(plain, end)
            before = left if after else before
        if before or after:
            level = list(Schooling)[max(0, level.rank - 1)]
        else:
            after = _AROUND_AFTER.match(plain, end)
        start = start - len(before[0]) if before else start
        end = after.end() if after else end
        reading.take(start, end, (SpanKind.SCHOOLING, level.value))
