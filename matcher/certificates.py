"""
The names of certificates: which are the same, and which includes which.

People, forms, files and adverts write them as they like: C1驾照, 驾驶证C1; N1叉车证,
叉车证. A canonical name is one that is shown and compared. An asked name may leave a
choice (叉车证或电工证): any one of them is enough.

Sources: 机动车驾驶证申领和使用规定 (公安部令第162号), annex 1, for the classes of
driving licences; 特种设备作业人员资格认定分类与项目 (市场监管总局公告 2019年第3号) for
N1, N2, Q1, Q2, T, G and R; 特种作业人员安全技术培训考核管理规定 (安全监管总局令第30号),
annex, for electricians, welders, work at height and cooling; 教师资格条例, art. 5, for
teachers, who may also teach at the lower schools.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from matcher.text import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

OR: Final = "或"
# No certificate has a longer name; what is longer is cut.
LONGEST: Final = 60
_KEPT: Final = 20_000

# Canonical name -> what is left of its names without the words for papers, in capitals.
_DRIVER: Final = "(?:司机|驾驶员?|驾照|工)?"
_KNOWN: Final = {
    "叉车证": f"(?:特种设备|[场厂]+内)?(?:N[12])?(?:电动|内燃)?叉车{_DRIVER}(?:N[12])?"
    f"|特种设备N1|堆高机{_DRIVER}|[场厂]+内(?:专用)?机动车辆?{_DRIVER}(?:N1)?",
    "观光车证": f"(?:特种设备)?(?:N2)?观光车{_DRIVER}(?:N2)?|特种设备N2",
    "行车证": f"(?:行车|天车|桥门?式起重机){_DRIVER}",
    "塔吊证": f"(?:塔吊|塔式起重机){_DRIVER}",
    "吊车证": f"(?:吊车|汽车吊|流动式起重机){_DRIVER}",
    "起重指挥证": "起重机?械?(?:指挥|司索)(?:工|Q1)?|司索(?:指挥)?工?|(?:特种设备)?Q1",
    "起重证": f"起重(?:机械|机|工)?{_DRIVER}(?:Q2)?|(?:特种设备)?Q2(?:起重机司机)?",
    "电梯证": "(?:特种设备)?T?电梯(?:工|修理|维修|安装|安装维修)?T?|特种设备T",
    "锅炉证": "(?:特种设备)?(?:工业|电站)?锅炉(?:司炉)?工?|司炉工?|"
    "(?:特种设备)?G[12](?:锅炉司炉)?",
    "压力容器证": "(?:特种设备)?(?:快开门式?)?压力容器(?:R1)?|特种设备R1",
    "特种设备作业证": "特种设备",
    "低压电工证": "(?:特种)?低压(?:维修)?电?工?|电工低压",
    "高压电工证": "(?:特种)?高压(?:维修)?电?工?|电工高压",
    "电工证": "(?:特种)?(?:维修)?电工",
    "焊工证": "(?:特种)?(?:电焊|氩弧焊|焊接|焊)工?|"
    "(?:特种)?(?:金属|熔化)?焊接(?:与热切割)?",
    "登高证": "(?:特种)?(?:登高|高[空处])(?:架设|安装)?",
    "制冷证": "(?:特种)?制冷(?:与空调)?(?:设备)?(?:运行|安装|修理)*工?",
    "特种作业操作证": "特种",
    "挖机证": f"(?:挖掘?机|钩机){_DRIVER}",
    "铲车证": f"(?:铲车|装载机){_DRIVER}",
    "健康证": "(?:食品|餐饮|公共场所)?(?:行业)?健康明?",
    "保安员证": "保安员?",
    "消防证": "(?:建构筑物)?消防(?:设施)?(?:监控)?员?|(?:消防)?[中监]控室?|消控",
    "网约车证": "网约车(?:驾驶员)?|网络预约出租汽车(?:驾驶员)?",
    "货运从业资格证": f"(?:道路)?(?:普通)?(?:货物?运输?|运输){_DRIVER}",
    "客运从业资格证": f"(?:道路)?(?:旅客运输|客运){_DRIVER}",
    "危货从业资格证": "(?:道路)?危(?:险?[品货]物?|险化学品)(?:道路)?(?:运输)?"
    f"{_DRIVER}",
    "护士证": "护士",
    "养老护理员证": "养老护理员?",
    "护理员证": "护理员?|护工",
    "母婴护理证": "母婴护理[师员]?|月嫂|月子护理",
    "育婴员证": "育婴[员师]?|育儿嫂",
    "保育员证": "保育[员师]?",
    "幼儿园教师资格证": "幼儿园?教师|幼师|幼教",
    "小学教师资格证": "小学教师",
    "初中教师资格证": "(?:初中|初级中学)教师",
    "高中教师资格证": "(?:高中|高级中学)教师",
    "教师资格证": "教师|教资",
    "初级会计证": "初级会计师?(?:职称)?|初会|助理会计师",
    "中级会计证": "中级会计师?(?:职称)?|中会|会计师",
    "高级会计证": "高级会计师?(?:职称)?",
    "会计证": "会计员?",
    "注册会计师证": "注册会计师|CPA|注会",
    "一级建造师证": "一级(?:注册)?建造师|一建",
    "二级建造师证": "二级(?:注册)?建造师|二建",
    "厨师证": "(?:中式|西式)?(?:厨师|烹调师?|烹饪)",
    "食品安全管理员证": "食品安全(?:管理)?员?",
    "英语四级": "(?:全国)?(?:大学)?(?:英语)?(?:CET)?-?[4四]级?",
    "英语六级": "(?:全国)?(?:大学)?(?:英语)?(?:CET)?-?[6六]级?",
    "英语专业四级": "(?:英语)?专业?[4四]级?|TEM-?4",
    "英语专业八级": "(?:英语)?专业?[8八]级?|英语[8八]级|TEM-?8",
    "日语N1": "(?:日语|日本语|JLPT)(?:能力)?(?:N?1级?|一级)",
    "日语N2": "(?:日语|日本语|JLPT)(?:能力)?(?:N?2级?|二级)",
    "日语N3": "(?:日语|日本语|JLPT)(?:能力)?(?:N?3级?|三级)",
    "日语N4": "(?:日语|日本语|JLPT)(?:能力)?(?:N?4级?|四级)",
    "日语N5": "(?:日语|日本语|JLPT)(?:能力)?(?:N?5级?|五级)",
    "普通话一级甲等": "普通话一级?甲等?",
    "普通话一级乙等": "普通话一级?乙等?",
    "普通话二级甲等": "普通话二级?甲等?",
    "普通话二级乙等": "普通话二级?乙等?",
    "普通话三级甲等": "普通话三级?甲等?",
    "普通话三级乙等": "普通话三级?乙等?",
    "普通话证": "普通话(?:水平)?(?:测试)?",
    "计算机一级": "(?:全国)?(?:计算机|NCRE)[1一]级",
    "计算机二级": "(?:全国)?(?:计算机|NCRE)[2二]级",
    "计算机三级": "(?:全国)?(?:计算机|NCRE)[3三]级",
    "计算机四级": "(?:全国)?(?:计算机|NCRE)[4四]级",
    "从业资格证": "从业|道路从业",
    # Of forklift drivers and of Japanese: only what stands beside it tells.
    "N1证": "N1",
    "N2证": "N2",
}
_MATCHES: Final = tuple((name, re.compile(pattern)) for name, pattern in _KNOWN.items())
# A canonical name -> what it includes, beside itself; what these include, it does too.
_INCLUDES: Final = {
    **{
        f"驾驶证{held}": tuple(f"驾驶证{other}" for other in others.split())
        for held, others in {
            # As the annex has them; a letter alone is any of its classes.
            "A1": "A3 B1 B2 C1 C2 C3 C4 M A",
            "A2": "B1 B2 C1 C2 C3 C4 C6 M A",
            "A3": "C1 C2 C3 C4",
            "A": "B C1 C2 C3 C4 M",
            "B1": "C1 C2 C3 C4 M B",
            "B2": "C1 C2 C3 C4 M B",
            "B": "C1 C2 C3 C4 M",
            "C1": "C2 C3 C4",
            "C3": "C4",
            "D": "E F",
            "E": "F",
        }.items()
    },
    "叉车证": ("特种设备作业证", "N1证"),
    "观光车证": ("特种设备作业证", "N2证"),
    "行车证": ("起重证",),
    "塔吊证": ("起重证",),
    "吊车证": ("起重证",),
    "起重证": ("特种设备作业证",),
    "起重指挥证": ("特种设备作业证",),
    "电梯证": ("特种设备作业证",),
    "锅炉证": ("特种设备作业证",),
    "压力容器证": ("特种设备作业证",),
    "电工证": ("特种作业操作证",),
    "焊工证": ("特种作业操作证",),
    "登高证": ("特种作业操作证",),
    "制冷证": ("特种作业操作证",),
    "货运从业资格证": ("从业资格证",),
    "客运从业资格证": ("从业资格证",),
    "危货从业资格证": ("从业资格证",),
    "网约车证": ("从业资格证",),
    "养老护理员证": ("护理员证",),
    "护士证": ("护理员证",),
    "高中教师资格证": ("初中教师资格证",),
    "初中教师资格证": ("小学教师资格证",),
    "注册会计师证": ("会计证",),
    "一级建造师证": ("二级建造师证",),
    "英语六级": ("英语四级",),
    "英语专业八级": ("英语专业四级",),
    "日语N1": ("日语N2", "N1证"),
    "日语N2": ("日语N3", "N2证"),
    "日语N3": ("日语N4",),
    "日语N4": ("日语N5",),
    "普通话一级甲等": ("普通话一级乙等",),
    "普通话一级乙等": ("普通话二级甲等",),
    "普通话二级甲等": ("普通话二级乙等",),
    "普通话二级乙等": ("普通话三级甲等",),
    "普通话三级甲等": ("普通话三级乙等",),
    "普通话三级乙等": ("普通话证",),
    "计算机四级": ("计算机三级",),
    "计算机三级": ("计算机二级",),
    "计算机二级": ("计算机一级",),
}
# What is driven on no road, with a permit of its own.
_MACHINES: Final = frozenset(
    {"叉车证", "观光车证", "行车证", "塔吊证", "吊车证", "挖机证", "铲车证"}
)
# 低压电工证, 初级电工证 and 压力容器焊工证 are what their ends say.
_FAMILIES: Final = ("电工证", "焊工证", "教师资格证", "会计证")
# What somebody mostly holds who names no class; with a rarer one they would say so.
_MOSTLY: Final = {"电工证": "低压电工证", "驾驶证": "驾驶证C1"}
_GRADES: Final = ("初级", "中级", "高级")
_GRADED: Final = re.compile(f"({'|'.join(_GRADES)})(.+)")

_BLANK: Final = re.compile(r"[\s()（）\[\]【】《》“”\"'·:：]+")
_PAPER: Final = "职业|资格|执业|从业|上岗|操作|作业|技能|等级|人员|水平|考试|合格"
_PAPERS: Final = re.compile(f"{_PAPER}|证书|证件|执照|证")
_END: Final = re.compile(f"(?:{_PAPER})*(?:证书|证件|执照|证)$")
_BEFORE: Final = re.compile(
    "^(?:(?:必须|须|需要?|要求?|请|具有|具备|拥有|取得|获得|持有?|有(?![机色限])|本人|"
    "国家|有效|相关|相应|的|提供|办理|考取)(?!证|$))+"
)
_AFTER: Final = re.compile("(?:者|的|等|及?以上|或?同等|齐全|在手|必备|必须)+$")
# Papers that say nothing of the work, or not which; schooling is asked for beside them.
_PLAIN: Final = re.compile(
    "(?:身份|居住|暂住|结婚|毕业|学历|学位|学生|户口|退伍|退役|残疾|离职|工作|无犯罪记录)"
    "(?:证书?|证明|本)?(?:复印件)?|"
    "(?:初中|高中|中专|大专|专科|本科|硕士)(?:学历|毕业证?书?)?|"
    "持?有?(?:相关|相应|专业|岗位|行业|工种|上岗|操作|作业|资格|职业|技能|等级)*"
    "(?:证书?|证件)(?:上岗)?"
)
_NONE: Final = re.compile("无(?!人机|损)|不限|否|-|不需|不要|没有?|暂无|免(?!疫)")
_LACKS: Final = re.compile(
    "(?:正?在|想|准备|打算|要|去|待|未|还没|已报名)+(?:考|学|办)"
)
_PREFERRED: Final = re.compile(
    "优先|优选|更佳|更好|最佳|最好|为佳|加分|尤佳|者佳|可(?:以)?(?:培训|代办|后补|入职后)"
)
_CHOICE: Final = re.compile(
    "(?:[其任](?:意|何|中)?(?:之?[一1](?:项|种|个|本|证)?|均?可)|之一|[二两三]选一|"
    "至少(?:有|持有?|具备)?(?:其中)?[一1][个项种本]?(?:证书?)?|"
    "有?[一1][个项种本](?:证书?)?即可|[均皆都]可以?)(?:即可|以上|者)?"
)
_CLAUSES: Final = re.compile(r"[，,;；。\n]+")
# JLPT N2 is one; 叉车证 C1 are two.
_PARTS: Final = re.compile(r"、|(?<![A-Za-z])\s+|\s+(?![A-Za-z0-9\s])|以?及(?!以上)|和")
_EITHER: Final = re.compile(r"或者?是?|/|\|")

_CLASS: Final = re.compile("A[1-3]|B[12]|C[1-6]|[A-F]")
_LICENCE: Final = re.compile(
    r"[一二两三\d]+年(?:及?以上)?(?:驾龄|经验)?|机动车|汽车|[大小]?[货客轿]车|准驾车型|"
    "驾驶执照|驾驶员?证|驾驶[员本]?|驾照|驾|[手自]动[挡档]|[类型级票牌]|及?以上|"
    "[照本证]|执照|的|含"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a text asks for, in its own words.

    Parameters
    ----------
    required
        Each without 需要 and the like; several of which one is enough are joined by
        或.
    preferred
        The clauses that only wish for something: 有叉车证优先.
    """

    required: tuple[str, ...]
    preferred: tuple[str, ...]


@lru_cache(_KEPT)
def read_asked(written: str) -> Asked:
    """
    Return what a list of certificates asks for.

    >>> read_asked("需要健康证，叉车证或电工证，有焊工证优先")
    Asked(required=('健康证', '叉车证或电工证'), preferred=('有焊工证优先',))
    """
    required: dict[str, None] = {}
    preferred: dict[str, None] = {}
    for clause in _clauses(written):
        if is_wish(clause):
            preferred[clause] = None
            continue
        chosen = _CHOICE.sub("", clause)
        choices = [
            OR.join(dict.fromkeys(each))
            for part in _PARTS.split(chosen)
            if (each := [*filter(None, map(_plain, _EITHER.split(part)))])
        ]
        if chosen != clause:
            choices = [OR.join(choices)] if choices else []
        required |= dict.fromkeys(choices)
    return Asked(tuple(required), tuple(preferred))


@lru_cache(_KEPT)
def read_held(written: str) -> tuple[str, ...]:
    """
    Return the certificates of a person's list, in its own words.

    >>> read_held("叉车证/C1驾照，正在考电工证")
    ('叉车证', 'C1驾照')
    """
    parts = (
        _plain(each)
        for clause in _clauses(written)
        for part in _PARTS.split(clause)
        for each in _EITHER.split(part)
        if not _LACKS.match(each)
    )
    return tuple(dict.fromkeys(filter(None, parts)))


def asked_names(written: Iterable[str]) -> frozenset[str]:
    """
    Return the canonical names of what is asked for; what is only wished is not there.

    >>> sorted(asked_names(["C1及以上驾照", "叉车证或电工证", "有健康证优先"]))
    ['叉车证或电工证', '驾驶证C1']
    """
    return frozenset(
        name
        for each in written
        for required in read_asked(each).required
        for name in _asked(required)
    )


def held_names(written: Iterable[str]) -> frozenset[str]:
    """
    Return the canonical names of what a person holds.

    >>> sorted(held_names(["N1叉车证", "c1驾照"]))
    ['叉车证', '驾驶证C1']
    """
    return frozenset(
        name
        for each in written
        for held in read_held(each)
        for name in canonical_names(held)
    )


def alternatives(asked: str) -> tuple[str, ...]:
    """Return the canonical names of which one is enough for an asked one."""
    return tuple(asked.split(OR))


def with_included(held: Iterable[str]) -> frozenset[str]:
    """
    Return canonical names together with all that they include.

    >>> "驾驶证C1" in with_included(["驾驶证B2"])
    True
    """
    return frozenset().union(*map(_included, held))


def with_likely(held: Iterable[str]) -> frozenset[str]:
    """
    Return the same, with what somebody who names no class mostly holds.

    It has to be checked, but is not known to be missing.

    >>> "驾驶证C1" in with_likely(["驾驶证"]), "驾驶证C1" in with_likely(["驾驶证C2"])
    (True, False)
    """
    own = frozenset(held)
    likely = (
        mostly
        for general, mostly in _MOSTLY.items()
        if general in own and general not in with_included(own - {general})
    )
    return with_included(own.union(likely))


def split_by_held(
    asked: Iterable[str], held: Iterable[str]
) -> tuple[list[str], list[str]]:
    """
    Return which of the asked names are held, and which are missing, each sorted.

    >>> split_by_held(["驾驶证C1", "叉车证或电工证", "健康证"], ["驾驶证B2", "电工证"])
    (['叉车证或电工证', '驾驶证C1'], ['健康证'])
    """
    every = with_included(held)
    there: list[str] = []
    missing: list[str] = []
    for name in sorted(asked):
        (missing if every.isdisjoint(alternatives(name)) else there).append(name)
    return there, missing


def canonical(written: str) -> str:
    """
    Return the canonical name of a certificate, of several the first.

    >>> canonical("低压电工操作证"), canonical("驾驶证（C1）"), canonical("西点证书")
    ('低压电工证', '驾驶证C1', '西点证')
    """
    return canonical_names(written)[0]


@lru_cache(_KEPT)
def canonical_names(written: str) -> tuple[str, ...]:
    """
    Return the canonical names of what is written as one: of A1A2驾照 two.

    What nobody knows stays itself, but for width, case, blanks and the words for
    papers behind it.
    """
    text = _folded(written)
    if classes := _classes(text):
        return tuple(f"驾驶证{each}" for each in classes)
    if text.startswith("高低压"):
        return "高压电工证", "低压电工证"
    bare = _PAPERS.sub("", text)
    if not bare and "从业" in text:
        return ("从业资格证",)
    if name := _known(bare):
        return (name,)
    if graded := _GRADED.fullmatch(bare):
        base = _known(graded[2]) or f"{graded[2]}证"
        return (f"{graded[1]}{base}",)
    return (_END.sub("证", text) or text or written,)


def is_wish(clause: str) -> bool:
    """Return whether a clause only wishes for something: 有叉车证优先."""
    return bool(_PREFERRED.search(clause))


def leaves_choice(clause: str) -> bool:
    """Return whether one of what a clause lists is enough: 叉车证、电工证任一."""
    return bool(_CHOICE.search(clause))


def spelling(name: str) -> str:
    """Return a pattern of how adverts, folded, write a canonical name."""
    own = re.escape(name.lower())
    letter = name.removeprefix("驾驶证").lower()
    if letter != name.lower() and letter:
        word = "(?:驾驶证|驾驶执照|驾照)"
        return f"{word}?(?<![a-z0-9]){letter}(?![a-z0-9])(?:{word}|[照本证])?"
    if letter != name.lower():
        return "驾驶证|驾驶执照|驾照"
    if name not in _KNOWN:
        return own
    return f"(?:{_KNOWN[name].lower()})(?:{_PAPER})*证书?|{own}"


def is_licence(names: Iterable[str]) -> bool:
    """Return whether one of the canonical names is a class of driving licences."""
    return any(name.startswith("驾驶证") and name != "驾驶证" for name in names)


def is_machine_permit(names: Collection[str]) -> bool:
    """Return whether canonical names, any of which will do, all permit a machine."""
    return bool(names) and all(name in _MACHINES for name in names)


def _clauses(written: str) -> Iterator[str]:
    # What belongs together stands together: C1 及以上, 叉车证 / 电工证, 叉车证（优先）.
    text = re.sub(r"[(（]([^()（）]*)[)）]", r"\1", written)
    text = re.sub(r"\s*(?=及以上|以上|者?优先|任一|之一|均可|皆可)", "", text)
    text = re.sub(r"\s*(或者?|/|\|)\s*", r"\1", text)
    yield from (part.strip() for part in _CLAUSES.split(text) if part.strip())


def _plain(part: str) -> str:
    """Return a part without what stands around the name; "" when it asks nothing."""
    part = part.strip(" 、.。!！~～")[:LONGEST]
    if not part or _NONE.match(part):
        return ""
    name = _BEFORE.sub("", part)
    shorter = _AFTER.sub("", name)
    # C1及以上驾照 and C1以上 stay, since they are read as what they say.
    name = name if _classes(_folded(name)) else shorter
    return "" if _PLAIN.fullmatch(name) else name


@lru_cache(_KEPT)
def _asked(required: str) -> tuple[str, ...]:
    """Return a required one's canonical names, its choices joined again."""
    choices = [canonical_names(each) for each in required.split(OR)]
    if len(choices) == 1 and not is_licence(choices[0]):
        return choices[0]
    return (OR.join(sorted({name for names in choices for name in names})),)


def _classes(text: str) -> list[str]:
    """Return the classes of a driving licence, "" for any; nothing for other papers."""
    left = _LICENCE.sub(" ", text)
    found = _CLASS.findall(left)
    if _CLASS.sub("", left).strip():
        return []
    if not found:
        return [""] if "驾" in text else []
    # A letter alone is no licence; who says C照 means cars.
    is_told = left != text or any(len(each) > 1 for each in found)
    return ["C1" if each == "C" else each for each in found] if is_told else []


def _folded(written: str) -> str:
    return _BLANK.sub("", normalise(normalise(written).upper()))


def _known(bare: str) -> str | None:
    return next((name for name, form in _MATCHES if form.fullmatch(bare)), None)


@lru_cache(_KEPT)
def _included(name: str) -> frozenset[str]:
    found = {name}
    todo = [name]
    while todo:
        fresh = set(_directly(todo.pop())) - found
        found |= fresh
        todo += fresh
    return frozenset(found)


def _directly(name: str) -> Iterator[str]:
    yield from _INCLUDES.get(name, ())
    yield from (each for each in _FAMILIES if name.endswith(each))
    if re.match("驾驶证[ABC]", name):
        yield "驾驶证"
    if graded := _GRADED.fullmatch(name):
        yield graded[2]
        lower = _GRADES.index(graded[1]) - 1
        if lower >= 0:
            yield f"{_GRADES[lower]}{graded[2]}"
    elif name not in _KNOWN:
        # 西点 and 西点证, of which nobody knows more.
        yield name.removesuffix("证") if name.endswith("证") else f"{name}证"
