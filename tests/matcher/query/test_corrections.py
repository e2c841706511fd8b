"""What was written by its sound."""

from __future__ import annotations

import pytest

from matcher.query.corrections import correct
from matcher.query.sounds import is_pinyin, sounds_of, usual_sound
from matcher.query.spelling import Correction, Spelling
from matcher.text import fold
from tests.matcher.places.conftest import shared_gazetteer
from tests.matcher.query.reader import WUJIANG


def corrected(text: str) -> str:
    return correct(fold(text), shared_gazetteer(), WUJIANG).plain


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("盛择", "盛泽"),
        ("同理 服务员", "同里 服务员"),
        ("八拆 注塑", "八坼 注塑"),
        ("北库", "北厍"),
        ("故始老乡", "固始老乡"),
        ("包注", "包住"),
        ("抱吃住 8000", "包吃住 8000"),
        ("包吃包主", "包吃包住"),
        ("逢纫工", "缝纫工"),
        ("电子长", "电子厂"),
        ("不上夜搬", "不上夜班"),
        ("叉车 有叉车正", "叉车 有叉车证"),
        ("wujiang dianzichang baochizhu", "吴江 电子厂 包吃住"),
        ("bao chi zhu", "包吃住"),
        ("shengzezhen", "盛泽镇"),
        ("henan gushi ren", "河南 固始 人"),
        ("wj pg bcz", "吴江 普工 包吃住"),
        ("8000ys", "8000以上"),
        ("离同理5公里", "离同里5公里"),
        ("同理古镇", "同里古镇"),
        ("bu yao xueli de baoan", "不要学历 的 保安"),
        ("liang nian jingyan", "两年 经验"),
        ("wuqian zuoyou", "五千 左右"),
        ("liangbandao keyi", "两班倒可以"),
        ("taihu xincheng", "太湖新城"),
        ("Taihu New City", "太湖新城"),
        ("Shengze town", "盛泽镇"),
        ("Pinwang", "平望"),
        ("Shenze", "盛泽"),
        ("shengze zhao huo", "盛泽 找活"),
    ],
)
def test_what_was_meant(text: str, meant: str) -> None:
    assert corrected(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *(
            "同理心",
            "保住工作",
            "会计兼出纳",
            "设计间",
            "车窗",
            "排班 织补",
            "拉丝机",
            "基建",
        ),
        *(
            "和工作餐",
            "从事城管",
            "苏北人",
            "美颜主播",
            "铜锣",
            "衡山县",
            "桃园机场接送",
        ),
        *("qc", "cnc", "hr", "bz", "chang", "renting a room", "tailor", "changed"),
        *("盛泽", "八坼", "包住", "有正规合同", "几件", "油气", "中转站"),
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert corrected(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("没得经验", "没有经验"),
        ("木得学历", "没有学历"),
        ("冇经验", "没有经验"),
        ("有冇宿舍", "有没有宿舍"),
        ("呒没文凭", "没有文凭"),
        ("我不得行", "我不行"),
        ("夜班也要得", "夜班也可以"),
        ("莫喊我上夜班", "别喊我上夜班"),
        ("俺是商丘哩", "俺是商丘的"),
        ("哪里都中", "哪里都行"),
        ("夜班不中", "夜班不行"),
        ("夜班勿做", "夜班不做"),
        ("一个号头五千", "一个月五千"),
        ("离屋里厢近", "离家近"),
        ("唔使经验", "不用经验"),
        ("揾工 五千蚊", "找工 五千块"),
        ("做咗八年", "做了八年"),
        ("返夜更", "上夜班"),
        ("廿年", "二十年"),
    ],
)
def test_words_of_dialects_are_common_ones(text: str, meant: str) -> None:
    assert corrected(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("没得到工资", "莫干山", "实木有经验", "非诚勿扰", "吃住都管", "哔哩哔哩"),
        *("阿拉尔", "听日语", "三百度", "标识做图", "搁板", "我系统学过", "人工智能"),
        *("日更小说", "返工返修", "多么有趣", "知识做题", "争取得"),
    ],
)
def test_what_only_looks_like_a_dialect_stays(text: str) -> None:
    assert corrected(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nr Lili", "near 黎里"),
        ("w/ cert.", "with certificate"),
        ("w/o exp.", "without experience"),
        ("meals incl.", "meals included"),
        ("approx 7k", "about 7k"),
        ("accom prov.", "accommodation prov."),
        ("10k pm", "10k per month"),
        ("6.5k p/m", "6.5k per month"),
        ("250 pd", "250 per day"),
        ("25-30 ph", "25-30 per hour"),
        ("300k p.a.", "300k per year"),
        ("flex hrs", "flexible hours"),
        ("6y exp", "6 years exp"),
    ],
)
def test_what_is_short_for_english_words_is_written_out(text: str, meant: str) -> None:
    assert corrected(text) == meant


@pytest.mark.parametrize("text", ["8am-5pm", "pd", "ph 7", "25y", "9 pm", "nr"])
def test_what_only_looks_short_stays(text: str) -> None:
    assert corrected(text) == text


def test_a_county_in_pinyin_stands_behind_its_own_province_alone() -> None:
    assert corrected("henan gushi") == "河南 固始"
    assert corrected("shengze gushi") == "盛泽 gushi"


def test_every_corrected_character_knows_where_it_stood() -> None:
    spelling = correct(fold("ab 盛择 baozhu"), shared_gazetteer(), WUJIANG)
    assert spelling.plain == "ab 盛泽 包住"
    assert spelling.span(3, 5) == (3, 5)
    assert spelling.span(6, 7) == (6, 12)
    assert spelling.whole(6, 7) == (6, 8)


def test_of_overlapping_corrections_the_first_holds() -> None:
    spelling = Spelling.of("abc", [Correction(0, 2, "x"), Correction(1, 3, "y")])
    assert spelling.plain == "xc"
    assert spelling.places == ((0, 2), (2, 3))


def test_sounds() -> None:
    assert usual_sound("盛泽") == ("sheng", "ze")
    assert ("cheng", "ze") in sounds_of("盛泽")
    assert sounds_of("") == sounds_of("盛泽x") == usual_sound("x") == ()
    assert is_pinyin("xian")
    assert not is_pinyin("")
    assert not is_pinyin("welder")


def test_a_small_place_elsewhere_gives_way_to_one_at_home() -> None:
    assert corrected("桃园镇 针织") == "桃源镇 针织"
    assert corrected("木渎镇 针织") == "木渎镇 针织"
