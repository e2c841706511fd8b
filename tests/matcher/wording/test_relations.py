"""Every attribute of a person with every relation, unlawful and harmless."""

from __future__ import annotations

from itertools import product

import pytest

from matcher.wording.checking import check
from matcher.wording.rules import Severity

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 "
    "畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 "
    "锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 "
    "鄂伦春 赫哲 门巴 珞巴 基诺"
)
HOMES = (
    "河北 山西 辽宁 吉林 黑龙江 安徽 福建 江西 山东 河南 湖北 湖南 四川 贵州 "
    "云南 陕西 新疆"
)
TOWNS = "信阳 周口 阜阳 毕节 赫章 固始 驻马店 凉山 莆田 沭阳"

SHUT_OUT = {
    "sex": ["女性", "女工", "男生", "女同志", "男士"],
    "marriage": ["未婚者", "已婚人员", "离异的", "单身人士"],
    "fertility": ["孕妇", "已育女职工", "备孕期员工", "哺乳期妇女", "有小孩的"],
    "ethnicity": ["少数民族", "回民", *(f"{each}族" for each in PEOPLES.split())],
    "religion": ["信教人员", "穆斯林", "佛教徒", "有宗教信仰者"],
    "household": ["外地户口", "农村户籍人员", "安徽户口的"],
    "region": [
        "外地人",
        "外省人员",
        *(f"{each}人" for each in HOMES.split()),
        *(f"{each}籍" for each in TOWNS.split()),
    ],
    "hepatitis": ["乙肝携带者", "小三阳患者", "HBV携带者"],
    "disability": ["残疾人", "聋哑人", "肢体残疾者"],
}
REFUSALS = [
    "不招{}",
    "谢绝{}应聘",
    "暂不接收{}",
    "除{}外均可",
    "{}勿扰",
    "{}请勿投递",
    "{}不予录用",
    "{}，请绕行",
    "{}一律不要",
    "因住宿紧张，{}暂不录用",
    "普工，{}免谈，包吃住",
    "本厂从不用{}",
    "厂里不让招{}",
    "目前不需要{}",
    "{}来了也白来",
    "{}没法安排",
    "{}无法通过面试",
    "{}以外的都可以",
    "本岗不适合{}",
]
WELCOMES = [
    "欢迎{}应聘",
    "{}均可应聘",
    "不歧视{}",
    "不得拒绝录用{}",
    "{}同等对待",
    "不限{}",
    "我们从来不拒绝{}",
    "{}同样对待",
]
PREFERRED = {
    "sex": ["女性", "男生", "女工"],
    "marriage": ["已婚者", "未婚人士"],
    "fertility": ["已育者", "生育过的"],
    "ethnicity": ["汉族", "满族"],
    "religion": ["信佛者", "无宗教信仰者"],
    "household": ["本地户口", "苏州户籍"],
    "region": ["本地人", "江苏人", "盛泽本地人"],
}
PREFERENCES = [
    "{}优先",
    "{}优先考虑",
    "优先录用{}",
    "同等条件下{}优先",
    "仅限{}",
    "只招{}",
    "先考虑{}",
    "非{}不招",
]
ENGLISH = {
    "sex": ["women", "male applicants", "girls"],
    "marriage": ["married women", "divorced people"],
    "fertility": ["pregnant women", "mothers with small children"],
    "ethnicity": ["Uyghurs", "ethnic minorities"],
    "religion": ["Muslims", "religious people"],
    "region": ["people from Henan", "outsiders"],
    "hepatitis": ["hepatitis B carriers", "people with hepatitis B"],
    "infection": ["people with HIV", "AIDS patients"],
    "disability": ["disabled people", "wheelchair users"],
}
ENGLISH_REFUSALS = [
    "No {}",
    "We do not hire {}",
    "{} need not apply",
    "{} will be turned away",
    "Anyone but {}",
    "unable to accept {}",
    "We avoid hiring {}",
    "{} can't do this job",
    "{} keep away",
    "applications from {} will be ignored",
]
ENGLISH_WELCOMES = [
    "We welcome {}",
    "{} may also apply",
    "We do not discriminate against {}",
    "We never refuse {}",
    "equal pay for {}",
]


def blocks(text: str) -> set[str]:
    return {f.ground.value for f in check(text) if f.severity is Severity.BLOCK}


@pytest.mark.parametrize("ground", SHUT_OUT)
def test_whoever_is_shut_out_in_whatever_way_is_found(ground: str) -> None:
    texts = [frame.format(who) for frame, who in product(REFUSALS, SHUT_OUT[ground])]
    assert [text for text in texts if ground not in blocks(text)] == []


@pytest.mark.parametrize("ground", SHUT_OUT)
def test_whoever_is_welcome_is_no_finding(ground: str) -> None:
    texts = [frame.format(who) for frame, who in product(WELCOMES, SHUT_OUT[ground])]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


@pytest.mark.parametrize("ground", PREFERRED)
def test_whoever_is_preferred_is_found(ground: str) -> None:
    texts = [
        frame.format(who) for frame, who in product(PREFERENCES, PREFERRED[ground])
    ]
    assert [text for text in texts if ground not in blocks(text)] == []


@pytest.mark.parametrize("ground", ENGLISH)
def test_whoever_is_shut_out_in_english_is_found(ground: str) -> None:
    texts = [
        frame.format(who) for frame, who in product(ENGLISH_REFUSALS, ENGLISH[ground])
    ]
    assert [text for text in texts if ground not in blocks(text)] == []


@pytest.mark.parametrize("ground", ENGLISH)
def test_whoever_is_welcome_in_english_is_no_finding(ground: str) -> None:
    texts = [
        frame.format(who) for frame, who in product(ENGLISH_WELCOMES, ENGLISH[ground])
    ]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


def test_a_sex_before_a_product_a_place_or_a_customer_is_none() -> None:
    things = (
        "装 鞋 裤 袜 包 式外套 士内衣 士皮鞋 童装 性护肤品 性用品 宿舍 浴室 更衣室 "
        "客户 顾客 会员"
    )
    frames = [
        "招{}车间普工",
        "诚聘{}店店员",
        "{}区保洁",
        "需要懂{}",
        "只做{}",
        "{}经验优先",
        "负责{}服务",
    ]
    texts = [
        frame.format(sex + thing)
        for frame, sex, thing in product(frames, "男女", things.split())
    ]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


def test_a_people_before_a_dish_a_dress_or_a_language_is_none() -> None:
    names = [f"{each}族" for each in PEOPLES.split()]
    things = ["餐厅", "风味菜", "服饰", "歌舞", "文化馆", "自治县", "刺绣", "医药"]
    frames = ["招{}厨师", "{}优先开发", "熟悉{}者优先", "只做{}", "不做{}"]
    texts = [
        frame.format(name + thing)
        for frame, name, thing in product(frames, names, things)
    ]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


def test_a_place_before_a_product_a_branch_or_a_trip_is_none() -> None:
    things = ["分公司", "仓库", "菜馆", "项目", "客户", "棉纺厂", "人民医院", "市场"]
    frames = ["招{}会计", "派驻{}", "不去{}", "只供{}", "{}经验优先", "{}发货"]
    texts = [
        frame.format(place + thing)
        for frame, place, thing in product(
            frames, (HOMES + " " + TOWNS).split(), things
        )
    ]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


MONEY = ["押金", "服装费", "培训费", "体检费", "保证金", "中介费"]


@pytest.mark.parametrize(
    "frame",
    [
        "入职交{}300元",
        "{}200元",
        "需缴纳{}",
        "先付{}",
        "{}从工资里扣",
        "收取{}，离职退还",
        "{}自理",
    ],
)
def test_money_taken_from_workers_is_found(frame: str) -> None:
    texts = [frame.format(money) for money in MONEY]
    assert [text for text in texts if "deposit" not in blocks(text)] == []


@pytest.mark.parametrize(
    "frame",
    [
        "不收{}",
        "无需交{}",
        "免{}",
        "{}公司承担",
        "公司报销{}",
        "严禁收取{}",
        "{}全免",
        "零{}",
    ],
)
def test_money_not_taken_from_workers_is_none(frame: str) -> None:
    texts = [frame.format(money) for money in MONEY]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []


def test_money_and_papers_taken_in_english_are_found() -> None:
    taken = {
        "deposit": [
            "You pay 500 yuan for training",
            "Uniform fee 200 yuan",
            "Uniform cost deducted from first pay",
            "Medical check at your own expense",
            "First month's wages are held back",
            "Agency fee payable by the applicant",
        ],
        "papers": [
            "Hand over your ID card on day one",
            "We hold your original ID",
            "Passports are collected on arrival",
            "Your original diploma must stay with the company",
        ],
    }
    wrong = [
        text
        for ground, texts in taken.items()
        for text in texts
        if ground not in blocks(text)
    ]
    assert wrong == []


def test_money_and_papers_that_stay_with_the_worker_are_none() -> None:
    texts = [
        "Training is paid by the company",
        "We pay for your health certificate",
        "Nothing is deducted for uniforms",
        "Your ID card is returned right after registration",
        "We do not keep your ID",
        "A copy of your ID is enough",
        "凡要求先交钱的都不是我们厂",
    ]
    assert [(text, blocks(text)) for text in texts if blocks(text)] == []
