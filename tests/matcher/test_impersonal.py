"""What a person is does not reach the encoder; what they can do does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.impersonal import impersonal
from matcher.passages import seeker_wordings
from tests.matcher.profiles import seeker

PERSONAL = (
    "女", "男性", "28岁", "今年三十五岁", "45周岁左右", "女28岁", "90后",
    "1988年出生", "已婚", "未婚未育", "离异", "单身", "汉族", "回族", "土家族",
    "民族：苗族", "性别：女", "河南人", "我是贵州人", "河南信阳人", "固始县人",
    "老家固始", "籍贯河南", "户口在农村", "农村户口", "有小孩",
)  # fmt: skip


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("pattern", ["{}，会平车", "会平车，{}", "会平车 {}"])
def test_what_a_person_is_is_left_out(personal: str, pattern: str) -> None:
    left = impersonal(pattern.format(personal))
    assert left == "会平车"


@pytest.mark.parametrize("personal", PERSONAL)
def test_the_same_work_is_encoded_whoever_writes_it(personal: str) -> None:
    plain = seeker_wordings(seeker(skills="会平车、拷边"))
    told = seeker_wordings(seeker(skills=f"会平车、拷边，{personal}"))
    assert told == plain


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("女普工", "普工"),
        ("28岁缝纫工", "缝纫工"),
        ("缝纫工（女）", "缝纫工"),
        ("男装缝制", "男装缝制"),
        ("女鞋车间", "女鞋车间"),
        ("回族餐厅厨师", "回族餐厅厨师"),
        ("5年缝纫经验", "5年缝纫经验"),
        ("男科护士", "男科护士"),
        ("负责人", "负责人"),
        ("工人", "工人"),
        ("机器人操作", "机器人操作"),
        ("主持人", "主持人"),
        ("3D打印，2人小组", "3D打印，2人小组"),
        ("带过10岁儿童", "带过儿童"),
        ("", ""),
    ],
)
def test_work_stays(written: str, left: str) -> None:
    assert impersonal(written) == left


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert len(impersonal(text)) <= len(text)
