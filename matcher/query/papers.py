"""The certificates that somebody holds: 焊工证, 有证 of a trade, B2, 英语四级."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind

if TYPE_CHECKING:
    from matcher.query.reading import Reading

# What stands before 证; the longest that ends there is the name.
_STEMS: Final = (
    "叉车|电?焊工|电焊|焊接|氩弧焊|(?:初级|中级|高级)?(?:维修)?[高低]压电工|(?:初级|"
    "中级|高级|维修|弱电)?电工|登高|高[空处](?:作业)?|健康|"
    "(?:初级|中级|高级)?会计(?:从业|师)?|(?:初中|高中|小学|幼儿园?|幼师)?教师|幼师|"
    "保育员?|育婴[员师]?|月嫂|母婴护理|执?业?护士|护士|"
    "(?:执业)?药师|医师|保安员?|(?:建构筑物)?消防(?:中控|设施操作员?|员|工程师)?|"
    "中控|厨师|面点师?|行车|起重(?:机械?|指挥)?|天车|吊车|"
    "挖掘?机|塔吊|装载机|铲车|压路机|电梯(?:维修|安装|安全员|操作)?|制冷工?|压力容器|"
    "锅炉工?|司炉工?|特种(?:作业|设备)(?:操作)?|特种|"
    "[一二]建|(?:[一二]级)?建造师|安全员|施工员|资料员|造价员|预算员|质检员|检验员|"
    "堆高机|内审员|化验员|驾驶员?|客运(?:从业)?|货运(?:从业)?|从业|"
    "危险?[品货](?:运输)?|"
    "押运员?|导游|美容师?|美发师?|营养师?|心理咨询师?|人力资源(?:管理师?)?|经济师|"
    "助理工程师|工程师|报关员?|报检员?|物流师?|普通话|茶艺师?|"
    "咖啡师?|救生员?|教练|钳工|车工|数控|汽修工?|维修工|无人机|食品安全(?:管理员?)?|"
    "计算机(?:[一二三]级)?|技师|裁判员?|养老护理员?|护理员?|"
    "护工|按摩师?|保健|中医|针灸|兽医|船员|海员|退役军人|司机|公交|网约车|出租车|"
    "大客|货车|油漆工|架子工|机械"
)
_CERTIFICATE: Final = re.compile(
    f"(?P<name>{_STEMS})(?:师|员|工)?(?:职业)?(?:执业|从业|上岗|操作|技能|"
    f"等级)*(?P<kind>资格)?(?:证[书照]?|执照|本(?!地|科|人|身|市))(?!明|券)"
)
_HEALTH: Final = re.compile("健康证明")
# Any other that stands by itself: 西点证, Q2证, 安全员C证.
_OTHER: Final = re.compile(
    r"(?:(?<![a-z0-9一-鿿])|(?<=有)|(?<=持)|(?<=考了)|(?<=、)|(?<=和))"
    r"(?P<name>(?!(?:初|中|高)级证)(?!.{0,6}[没无不要办考想需看问学有持])[a-z0-9一-鿿]{2,6}?(?<!"
    r"[保认凭签公查验论求取见指作例佐三]))证书?"
    r"(?=$|[^a-z0-9一-鿿]|[有的都和])"
)
# Papers that say nothing of the work.
_PLAIN: Final = re.compile(
    "退伍证|退役证|身份证|居住证|暂住证|结婚证|毕业证|学生证|残疾证|老年证|房产证|"
    "工作证|出生证|签证|离职证"
)
_TITLES: Final = re.compile(
    "(?<!考)(?P<name>(?:英语|日语|"
    "大学英语)?(?:专业?)?(?:英语)?(?P<level>[四六八四]级)(?![地台风楼])|(?:cet|"
    "CET)-?[46]|日语n[1-5]|n[123](?![a-z0-9])|日语[一二]级|雅思|托福|"
    "普通话[一二]级?[甲乙]等?|"
    "(?<![a-z])(?:tefl|tesol|celta|toefl|ielts|bec|catti|acca|cfa|pmp|hsk ?[1-6]|"
    "tem-?[48])(?![a-z0-9])|"
    "计算机[一二三]级|[一二]级建造师|注册(?!地|公)[一-鿿]{1,4}师|cpa(?![a-z])|"
    "[初中高]级会计师?职称|[初中高]级会计师|助理工程师|[一二]级造价师|注册安全工程师|"
    "(?:初|中|高)级(?:电工|钳工|焊工|技工|技师|厨师|面点师))(?:证书?)?(?!职位)"
)
# 消防中控证四级, 四级保育员: a grade of that trade, not of English.
_GRADED: Final = (
    "(?:消防(?:中控|设施操作)?|中控|电工|焊工|钳工|车工|铣工|技工|保育|育婴|护理|护工|厨师|"
    "烹饪|面点|保安|美容|美发|茶艺|咖啡|叉车|人力资源管理|营养|心理咨询|家政|月嫂|母婴|物流|"
    "数控|汽修|维修|制冷|无人机|按摩|保健|化验|检验|(?:职业|技能)(?=等级|资格))(?:师|员|工)?"
)
_GRADE_BEFORE: Final = re.compile(
    f"{_GRADED}(?:职业|资格|技能|等级|操作|上岗)*(?:证[书照]? ?)?$"
)
_GRADE_AFTER: Final = re.compile(_GRADED)
# N1 and N2 are Japanese, and the items of 特种设备 in which forklifts are driven.
_FORKLIFT_ITEM: Final = re.compile(
    "(?<![a-z0-9])n[12](?![a-z0-9])(?:作业)?(?:证[书件]?)?|(?<=叉车)n[12](?![a-z0-9])"
)
_FORKLIFT: Final = re.compile("叉车|堆高机|特种设备|[场厂]内机动车|forklift")
_JAPANESE: Final = re.compile("日语|日文|日本|日企|日资|日系|jlpt|japan")
_DRIVING: Final = re.compile(
    r"(?:(?:有|持|考了)?(?:驾照|驾驶证|行驶证|驾驶执照|驾)(?:是|为|:|"
    r" )?)?(?:(?<![a-z0-9员])|(?<=[abc][123]))"
    r"(?P<class>[abc][123](?=$|[^a-z0-9]|[abc][123](?![a-z0-9]))|"
    r"[abcdef](?=[照本证牌]))"
    r"(?:[ -]?(?:的)?(?:驾照|驾驶证|驾驶执照|驾驶本|驾|照|本(?!科|地|人)|证|牌|"
    r"(?:driving |driver'?s? |truck |class )?licen[cs]e))?"
)
_ANY_DRIVING: Final = re.compile(
    "驾照|驾驶证|驾驶执照|(?:driving|driver'?s?|(?<![a-z])car|full|clean) licen[cs]e"
)
_DRIVES: Final = re.compile(
    "司机|驾驶|驾照|有车|自驾|货车|客车|大车|卡车|校车|厂车|开车|班车|公交|大巴|出租|"
    "滴滴|代驾|送货|快递|"
    "外卖|搅拌车|渣土|拉货|跑车|跑长途|长途|驾|面包车|叉车|driv|truck|licen[cs]e|"
    "lorry|bus(?![a-z])|delivery"
)
# B2 is also how well somebody speaks.
_LANGUAGE: Final = re.compile("语|language|german|french|english|goethe|level")
_ENGLISH: Final = (
    ("焊工证", "weld(?:ing|er)'?s?"),
    ("叉车证", "forklift(?: operator| driver)?'?s?"),
    ("电工证", "electric(?:ian|al)'?s?"),
    ("健康证", "health|food handler'?s?"),
    ("教师证", "teach(?:ing|er)'?s?"),
    ("护士证", "nurs(?:e|ing)'?s?"),
    ("会计证", "account(?:ant|ing)'?s?"),
    ("登高证", "(?:work(?:ing)?[- ]at[- ]height|high[- ]altitude)s?"),
    ("保安证", "(?:security(?: guard)?|guard)'?s?"),
    ("行车证", "crane(?: operator)?'?s?"),
    ("厨师证", "(?:chef|cook)'?s?"),
)
_PAPER: Final = (
    "(?:certificates?|certification|licen[cs]es?|cert|permit|card|ticket)(?![a-z])"
)
_ENGLISH_PAPERS: Final = (
    *(
        (name, re.compile(rf"(?<![a-z])(?:{words}) {_PAPER}"))
        for name, words in _ENGLISH
    ),
    *(
        (
            name,
            re.compile(rf"(?<![a-z])(?:certified|licensed)(?= (?:{words})(?![a-z]))"),
        )
        for name, words in _ENGLISH
    ),
)
# 会开叉车有证: whose certificate it is, the work says.
_HELD: Final = re.compile(
    "(?:都|也|并)?(?:有|持|带|考了|拿了|具备)(?:相关|双|多|上岗|操作|资格|特种|正规|"
    "执业|"
    "从业)?(?P<grade>初级|中级|高级)?(?:证书?|本子|本本|本(?=$|[ ,，、。]|的|[都也]))"
    "(?![明据件券]|没)(?:的|上岗)?|"
    "(?:证(?:件|书)?|本子?)(?:都|也)?(?:有|齐全|在手|齐)|双证(?!券)|"
    "(?<![一-鿿])(?P<alone>初级|中级|高级)证书?(?![明据件券])|"
    "(?<![a-z])(?:(?:with|have|has|holding)(?: a| an| my)? (?:certificates?|"
    "certification|cert|permit|ticket|licen[cs]e)|licensed|certified|"
    "(?:licen[cs]e|certificate)s?: ?yes)(?![a-z])"
)
# What people call papers in short, with or without 证 behind.
_SHORT: Final = (
    (("教师证",), re.compile("教资(?!考试|培训|格)证?")),
    (("初级会计证",), re.compile("初会(?!计)证?")),
    (("中级会计证",), re.compile("中会(?=证|过|已)证?")),
    (("一级建造师",), re.compile("一建(?!设|筑|材|立)证?")),
    (("二级建造师",), re.compile("二建(?!设|筑|材|立)证?")),
    (("低压电工证",), re.compile("(?<!高)低压(?:操作|上岗)?证")),
    (("高压电工证",), re.compile("高压(?:操作|上岗)?证")),
    (("高压电工证", "低压电工证"), re.compile("高低压(?:电工)?(?:操作|上岗)?证")),
)
_HELD_PAPER: Final = re.compile(
    "(?:有|持|考了|拿了)(?:上岗|操作|资格|从业)证(?![明据])"
)
_WORKS: Final = (
    ("叉车证", "叉车|forklift"),
    ("焊工证", "weld|电焊|焊工|氩弧焊|烧焊|二保焊|气保焊|焊接|焊"),
    ("高压电工证", "高压电工"),
    ("低压电工证", "低压电工"),
    ("电工证", "电工|electrician"),
    ("行车证", "行车|天车|crane"),
    ("挖机证", "挖机|挖掘机|钩机"),
    ("登高证", "登高|高空"),
    ("塔吊证", "塔吊"),
    ("吊车证", "吊车"),
    ("铲车证", "铲车|装载机"),
    ("教师证", "教师|老师|teacher"),
    ("厨师证", "厨师|chef|cook"),
    ("保安证", "保安|guard"),
    ("会计证", "会计|accountant"),
    ("电梯证", "电梯"),
    ("护士证", "护士|nurse"),
    ("育婴证", "育婴"),
    ("月嫂证", "月嫂"),
    ("锅炉证", "锅炉"),
    ("压路机证", "压路机"),
    ("制冷证", "制冷"),
    ("消防证", "消防"),
    ("健康证", "健康"),
    ("面点师证", "面点"),
    ("网约车证", "网约车"),
    ("美容师证", "美容"),
    ("保育员证", "保育"),
    ("药师证", "药师|药店"),
    ("汽修证", "汽修"),
    ("起重证", "起重"),
    ("安全员证", "安全员"),
    ("钳工证", "钳工"),
    ("车工证", "车工"),
    ("护工证", "护工"),
    ("架子工证", "架子工"),
    ("驾照", "司机|驾驶|开车|driver"),
)
_WORK: Final = re.compile(
    "|".join(f"(?P<w{at}>{words})" for at, (_, words) in enumerate(_WORKS))
)
_LACKS_BEFORE: Final = re.compile(
    "(?:(?<!有)没有?|(?<!有)无|缺|未|不(?:用|要|需要?|要求|看)|免|还没|尚未|(?:想|要|"
    "准备|打算|正在|在|去|需要?|可以|能|帮|包|免费|培训|学)(?:去)?(?:考|办|学|拿|"
    "培训)(?:个|一个|取|下)?|差|"
    "(?<![a-z])(?:no|not|without|don'?t have|do not have|haven'?t got|lack|need|"
    "needs|get|getting)(?: (?:a|an|any|my|the))?)"
    "(?:考|拿|办|有)?(?:到|过|下|出)?(?:个|任何|什么|啥|相关)? ?$"
)
_LACKS_AFTER: Final = re.compile(
    "(?:也|都|还|是)?(?:没有?(?!问题)|没考|没办|未|丢了|过期|正在(?:考|办)|在考|考不|"
    "要(?:现|去)?(?:考|办)|可以?(?:考|办|补|后)|能办|需要(?:考|办)|吗|要吗|待|下个月|"
    "还在)"
)
_HOLDS_BEFORE: Final = re.compile(
    "(?:有|持有?|考了|考过|考到|考出|拿了|拿到|办了|带|具备|取得|有个|我有|with a|"
    "with|have a|have an|have|hold a|got a)(?:个|张|了)? ?$"
)
_HOLDS_AFTER: Final = re.compile(
    "(?:都|也|我)?(?:有(?!限)|在手|已过|过了|齐全|考出来了|考了|已考|已办)(?:的)?"
)
_NONE: Final = re.compile(
    "(?:(?<!有)没有?|(?<!有)无|没有任何|不要|不用|不需要|不要求)(?:什么|任何|啥|操作|"
    "上岗|资格|相关)?证(?:书)?(?![据明件])(?:的)?"
)
_NONE_ENGLISH: Final = re.compile(
    "(?:(?:i )?(?:have )?no|without(?: a| any)?|don'?t have (?:a|any)) "
    "(?:certificates?|licen[cs]es?)"
)


def read_papers(reading: Reading) -> None:
    """
    Claim the certificates that somebody holds, and that somebody has none.

    What is lacking, or still to be got (想考叉车证), is left for the ranking.
    """
    plain = reading.plain
    _read_driving(reading)
    for match in reading.find(_HELD_PAPER):
        name = _by_work(plain, match.start(), match.end())
        if name:
            _take(reading, match, name)
    for names, pattern in _SHORT:
        for match in reading.find(pattern):
            _take(reading, match, *names)
    for match in reading.find(_CERTIFICATE):
        if not _PLAIN.search(plain[max(0, match.start() - 2) : match.end()]):
            _take(reading, match, _named(match[0]))
    if _FORKLIFT.search(plain) and not _JAPANESE.search(plain):
        for match in reading.find(_FORKLIFT_ITEM):
            _take(reading, match, "叉车证")
    for match in reading.find(_TITLES):
        if match[0] == match["level"] and (
            _GRADE_BEFORE.search(plain[: match.start()])
            or _GRADE_AFTER.match(plain, match.end())
        ):
            continue
        if _HOLDS_BEFORE.search(plain[: match.start()]) or (
            match["level"] or match[0][0] not in "初中高助" or match[0].endswith("职称")
        ):
            _take(reading, match, _title(match[0]))
    for name, pattern in _ENGLISH_PAPERS:
        for match in reading.find(pattern):
            _take(reading, match, name)
    for match in reading.find(_HEALTH):
        _take(reading, match, "健康证")
    for match in reading.find(_OTHER):
        if not _PLAIN.search(match[0]):
            _take(
                reading,
                match,
                re.sub("[a-z]", lambda c: c[0].upper(), match["name"]) + "证",
            )
    for pattern in (_NONE, _NONE_ENGLISH):
        for match in reading.find(pattern):
            # Adverts also say 不要证.
            wished = match[0].startswith("不")
            reading.take(*match.span(), (SpanKind.CERTIFICATE, ""), ranked=wished)
    for match in reading.find(_HELD):
        grade = match["grade"] or match["alone"] or ""
        name = _by_work(plain, match.start(), match.end()) or (grade and "证")
        lacks = _LACKS_BEFORE.search(plain[max(0, match.start() - 16) : match.start()])
        if name and not (grade and lacks):
            held = grade + name
            reading.take(*match.span(), (SpanKind.CERTIFICATE, held))


def _read_driving(reading: Reading) -> None:
    plain = reading.plain
    drives = bool(_DRIVES.search(plain))
    found = False
    for match in reading.find(_DRIVING):
        typed = reading.typed(*match.span("class"))
        is_marked = match[0] != match["class"] or (
            typed.isupper() and not _LANGUAGE.search(plain)
        )
        if is_marked or drives:
            found |= _take(reading, match, match["class"].upper())
    for match in reading.find(_ANY_DRIVING):
        if not found:
            _take(reading, match, "驾照")


def _take(reading: Reading, match: re.Match[str], *names: str) -> bool:
    """Claim the certificates of a word if they are held; return whether they are."""
    plain, (start, end) = reading.plain, match.span()
    near = plain[max(0, start - 16) : start]
    if _LACKS_BEFORE.search(near) or _LACKS_AFTER.match(plain, end):
        return False
    before, after = _HOLDS_BEFORE.search(near), _HOLDS_AFTER.match(plain, end)
    if before and reading.is_free(start - len(before[0]), start):
        start -= len(before[0])
    if after and reading.is_free(end, after.end()):
        end = after.end()
    return reading.take(start, end, *((SpanKind.CERTIFICATE, name) for name in names))


def _named(written: str) -> str:
    """Return the everyday name: 焊工操作证书 and 电焊证 are both a 焊工证."""
    name = re.sub("(?:证[书照]?|执照|本)$", "证", written)
    name = re.sub(
        "(?<!^)(?:职业)?(?:执业|从业|上岗|操作|技能|等级)+(?=资格|证)", "", name
    )
    name = re.sub("^堆高机", "叉车", name)
    name = re.sub("^(?:电焊工?|焊接|氩弧焊)(?=证|资格)", "焊工", name)
    return re.sub("^驾驶员?证$", "驾照", name)


def _title(written: str) -> str:
    written = re.sub("证书?$", "", written)
    level = re.fullmatch("(?:大学)?(?:英语)?([四六])级|cet-?([46])", written)
    if level:
        return (
            "英语"
            + {"4": "四", "6": "六"}.get(level[1] or level[2], level[1] or "")
            + "级"
        )
    if written[-1] in "工师" and written[:2] in ("初级", "中级", "高级"):
        return written + "证"
    if re.fullmatch("n[1-5]", written):
        return "日语" + written.upper()
    return re.sub("[a-z]+", lambda found: found[0].upper(), written)


def _by_work(plain: str, start: int, end: int) -> str | None:
    """Return the certificate of the work that stands nearest before 有证, or after."""
    before = list(_WORK.finditer(plain, max(0, start - 20), start))
    after = _WORK.search(plain, end, end + 8)
    found = before[-1] if before else after
    # 叉车司机有证: what is driven says more than that somebody drives.
    if len(before) > 1 and not plain[before[-2].end() : before[-1].start()].strip():
        found = before[-2]
    return _WORKS[int(str(found.lastgroup)[1:])][0] if found else None
