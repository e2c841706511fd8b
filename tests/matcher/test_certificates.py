"""Names of certificates: which are the same, and which includes which."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.certificates import (
    asked_names,
    canonical,
    canonical_names,
    held_names,
    read_asked,
    spelling,
    with_included,
    with_likely,
)
from matcher.text import fold

# Annex 1 of 机动车驾驶证申领和使用规定, as it stands there.
ANNEX = {
    "A1": "A3 B1 B2 C1 C2 C3 C4 M",
    "A2": "B1 B2 C1 C2 C3 C4 C6 M",
    "A3": "C1 C2 C3 C4",
    "B1": "C1 C2 C3 C4 M",
    "B2": "C1 C2 C3 C4 M",
    "C1": "C2 C3 C4",
    "C2": "",
    "C3": "C4",
    "C4": "",
    "C5": "",
    "C6": "",
    "D": "E F",
    "E": "F",
    "F": "",
}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("C1驾照", "驾驶证C1"),
        ("ｃ１", "驾驶证C1"),
        ("驾驶证（C1）", "驾驶证C1"),
        ("C1及以上驾照", "驾驶证C1"),
        ("大货车驾照B2", "驾驶证B2"),
        ("C照", "驾驶证C1"),
        ("机动车驾驶证", "驾驶证"),
        ("叉车驾驶证", "叉车证"),
        ("叉车上岗证", "叉车证"),
        ("N1叉车证", "叉车证"),
        ("特种设备作业人员证N1", "叉车证"),
        ("堆高机证", "叉车证"),
        ("低压电工操作证", "低压电工证"),
        ("特种作业操作证（高压电工作业）", "高压电工证"),
        ("电工证(低压)", "低压电工证"),
        ("维修电工证", "电工证"),
        ("熔化焊接与热切割作业证", "焊工证"),
        ("高级电焊工证", "高级焊工证"),
        ("健康证明", "健康证"),
        ("保安证", "保安员证"),
        ("电梯作业证", "电梯证"),
        ("Q2证", "起重证"),
        ("护士执业证", "护士证"),
        ("育婴师证", "育婴员证"),
        ("月嫂证", "母婴护理证"),
        ("教师证", "教师资格证"),
        ("高级中学教师资格证", "高中教师资格证"),
        ("助理会计师", "初级会计证"),
        ("CET-6", "英语六级"),
        ("大学英语四级", "英语四级"),
        ("JLPT N2", "日语N2"),
        ("西点上岗证书", "西点证"),
        ("有机化学证", "有机化学证"),
        ("无人机驾驶证", "无人机驾驶证"),
        ("高级工程师证", "高级工程师证"),
        ("安全员C证", "安全员C证"),
        ("德语B2", "德语B2"),
        ("退役军人", "退役军人"),
    ],
)
def test_a_certificate_has_one_name(written: str, name: str) -> None:
    assert canonical(written) == name
    assert held_names([written]) == {name}
    assert asked_names([written]) == {name}


def test_several_in_one_word_are_several() -> None:
    assert held_names(["A1A2驾照"]) == {"驾驶证A1", "驾驶证A2"}
    assert asked_names(["A1A2驾照"]) == {"驾驶证A1或驾驶证A2"}
    assert asked_names(["高低压电工证"]) == {"高压电工证", "低压电工证"}


def test_licences_include_what_the_regulation_lets_their_holders_drive() -> None:
    for held, others in ANNEX.items():
        found = {
            name.removeprefix("驾驶证") for name in with_included([f"驾驶证{held}"])
        }
        assert found & (ANNEX.keys() | {"M"}) == {held, *others.split()}


@pytest.mark.parametrize(
    ("held", "included"),
    [
        ("低压电工证", "电工证"),
        ("低压电工证", "特种作业操作证"),
        ("中级焊工证", "焊工证"),
        ("高级焊工证", "中级焊工证"),
        ("压力容器焊工证", "焊工证"),
        ("叉车证", "特种设备作业证"),
        ("日语N1", "日语N5"),
        ("英语六级", "英语四级"),
        ("高中教师资格证", "小学教师资格证"),
        ("小学教师资格证", "教师资格证"),
        ("中级会计证", "初级会计证"),
        ("普通话一级乙等", "普通话二级甲等"),
        ("货运从业资格证", "从业资格证"),
        ("驾驶证B2", "驾驶证"),
        ("驾驶证A2", "驾驶证B"),
        ("西点", "西点证"),
    ],
)
def test_a_higher_or_narrower_one_includes_the_other(held: str, included: str) -> None:
    assert included in with_included([held])
    assert held not in with_included([included]) or included == f"{held}证"


@pytest.mark.parametrize(
    "other", ["日语N1", "叉车证", "特种设备作业证", "电工证", "高压电工证"]
)
def test_unlike_ones_do_not_include_each_other(other: str) -> None:
    assert other not in with_included(["低压电工证"]) or other == "电工证"
    assert with_included(["低压电工证"]).isdisjoint({"高压电工证", "日语N1", "叉车证"})


def test_whoever_names_a_class_as_well_holds_that_one() -> None:
    assert "驾驶证C1" in with_likely(["驾驶证"])
    assert "驾驶证C1" not in with_likely(["驾驶证", "驾驶证C2"])
    assert "低压电工证" in with_likely(["电工证", "健康证"])
    assert "低压电工证" not in with_likely(["电工证", "高压电工证"])
    assert with_likely([]) == frozenset()


def test_n1_alone_may_be_either() -> None:
    assert "N1证" in with_included(["叉车证"]) & with_included(["日语N1"])


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("需要有焊工证和健康证", ["健康证", "焊工证"]),
        ("须持C1及以上驾照，健康证", ["健康证", "驾驶证C1"]),
        ("C1 及以上", ["驾驶证C1"]),
        ("叉车证或者电工证", ["叉车证或电工证"]),
        ("叉车证、电工证、焊工证三选一", ["叉车证或焊工证或电工证"]),
        ("叉车证、电工证均可", ["叉车证或电工证"]),
        ("叉车证、电工证至少一个", ["叉车证或电工证"]),
        ("A1/A2驾照", ["驾驶证A1或驾驶证A2"]),
        ("叉车证（优先）", []),
        ("叉车证、电工证者优先", []),
        ("健康证可入职后办理", []),
        ("不限", []),
        ("持证上岗", []),
        ("大专毕业证、身份证", []),
        ("大专学历", []),
    ],
)
def test_what_is_asked_for_is_read_from_a_list(written: str, names: list[str]) -> None:
    assert sorted(asked_names([written])) == names


def test_what_somebody_still_learns_is_not_held() -> None:
    assert held_names(["正在考叉车证", "想考电工证", "焊工证或健康证"]) == {
        "焊工证",
        "健康证",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("驾驶证C1", "需c1驾照"),
        ("低压电工证", "持低压电工操作证"),
        ("叉车证", "有N1叉车证"),
        ("西点证", "有西点证"),
    ],
)
def test_adverts_may_write_a_name_otherwise(name: str, text: str) -> None:
    found = re.search(spelling(name), fold(text))
    assert found is not None
    assert canonical(found[0]) == name


@given(
    st.text(
        "ABCDN12叉车电工低高压证书驾照有或级、优先者及以上操作作业初学/ ,", max_size=14
    )
)
def test_names_stay_what_they_are(written: str) -> None:
    for name in canonical_names(written):
        assert canonical(name) == name
    asked = asked_names([written])
    assert asked_names(asked) == asked
    held = held_names([written])
    assert held_names(held) == held


@given(st.text(max_size=40))
def test_no_text_makes_it_fail(written: str) -> None:
    assert "" not in read_asked(written).required
    assert "" not in with_included(held_names([written]))
