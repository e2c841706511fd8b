"""A pasted advert proposes the fields of a posting, each with its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.adverts import AdvertField, Proposal, read_advert
from tests.matcher.places.conftest import shared_gazetteer
from tests.matcher.texts import texts

POSTER = """盛泽某某纺织招聘缝纫工20名
岗位职责：平车、锁眼，按样衣缝制。
要求：初中及以上学历，有一年以上经验，持叉车证
工资6000-8000元/月，包吃包住，两班倒，交五险
地址：吴江区盛泽镇舜新路1号
有效期至2027年3月31日"""


def read(text: str) -> dict[str, Proposal]:
    return {p.field: p for p in read_advert(text, shared_gazetteer(), "320509")}


def test_a_poster_fills_in_the_form() -> None:
    found = read(POSTER)
    assert {field: proposal.value for field, proposal in found.items()} == {
        "title": "缝纫工",
        "headcount": "20",
        "pay_text": "6000-8000元/月",
        "place_code": "320509103",
        "address": "吴江区盛泽镇舜新路1号",
        "shift": "two",
        "has_lodging": "yes",
        "has_board": "yes",
        "has_insurance": "yes",
        "schooling": "junior",
        "experience_months": "12",
        "certificates": "叉车证",
        "valid_until": "2027-03-31",
    }
    for proposal in found.values():
        assert proposal.words in POSTER
    assert found["valid_until"].words.endswith("31日")


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("【岗位名称】CNC操作工\n人数：8人", AdvertField.TITLE, "CNC操作工"),
        ("【岗位名称】CNC操作工\n人数：8人", AdvertField.HEADCOUNT, "8"),
        ("急招！长白班普工，时薪25元", AdvertField.TITLE, "普工"),
        ("急招！长白班普工，时薪25元", AdvertField.PAY, "时薪25元"),
        ("诚聘：厨师一名，包吃住", AdvertField.TITLE, "厨师"),
        ("诚聘：厨师一名，包吃住", AdvertField.HEADCOUNT, "1"),
        ("某某电子厂招普工30人 250元/天", AdvertField.TITLE, "普工"),
        ("🔥急聘叉车司机（持证）2名！", AdvertField.TITLE, "叉车司机"),
        ("招普工，周薪2000", AdvertField.PAY, "周薪2000"),
        ("招普工，2000元/周", AdvertField.PAY, "2000元/周"),
        ("招普工，七八千，包住", AdvertField.PAY, "七八千"),
        ("招普工 8000月休4天", AdvertField.PAY, "8000"),
        ("招普工，日赚500", AdvertField.PAY, "日赚500"),
        ("招缝纫工，3.5元/件", AdvertField.PAY, "3.5元/件"),
        ("盛\u200b泽招普工，8\u200b000元", AdvertField.PLACE, "320509103"),
        ("盛\u200b泽招普工，8\u200b000元", AdvertField.PAY, "8000元"),
        ("保洁员，食宿全免", AdvertField.BOARD, "yes"),
        ("保洁员 工资面议", AdvertField.TITLE, "保洁员"),
        ("招普工，盛泽镇示例路8号，包住", AdvertField.ADDRESS, "盛泽镇示例路8号"),
        ("招普工，在云创路88号3幢上班", AdvertField.ADDRESS, "云创路88号3幢"),
        ("招普工（松陵镇中山北路1-3号）", AdvertField.ADDRESS, "松陵镇中山北路1-3号"),
    ],
)
def test_adverts_of_all_kinds_are_read(
    text: str, field: AdvertField, value: str
) -> None:
    assert read(text)[field].value == value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("招司机，C1及以上驾照", "驾驶证C1"),
        ("招机修，有叉车证优先，需要健康证", "健康证"),
        ("招机修，持叉车证、电工证者优先", None),
        ("招机修，最好有电工证", None),
        ("招机修，叉车证或电工证", "叉车证或电工证"),
        ("招机修，持有叉车证或者有电工证", "叉车证或电工证"),
        ("招机修，叉车证/电工证", "叉车证或电工证"),
        ("招机修，叉车证、电工证任一", "叉车证或电工证"),
        ("招机修，需低压电工证、焊工操作证", "低压电工证、焊工证"),
    ],
)
def test_only_what_is_asked_for_is_a_condition(text: str, names: str | None) -> None:
    found = read(text).get(AdvertField.CERTIFICATES)
    assert (found and found.value) == names


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("普工，不交五险", AdvertField.INSURANCE),
        ("普工，每车间30人/班", AdvertField.SHIFT),
        ("普工 有效期至2027年13月41日", AdvertField.LAST_DAY),
        ("普工0人", AdvertField.HEADCOUNT),
        ("普工，5000以上", AdvertField.ADDRESS),
        ("", AdvertField.TITLE),
    ],
)
def test_what_is_not_said_is_not_proposed(text: str, field: AdvertField) -> None:
    assert field not in read(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | texts())
def test_no_text_makes_it_fail(text: str) -> None:
    for proposal in read_advert(text, shared_gazetteer(), "320509"):
        assert proposal.value
