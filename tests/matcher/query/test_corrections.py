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
