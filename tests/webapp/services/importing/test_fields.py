from __future__ import annotations

import datetime as dt

import pytest

from models import PartyStatus, Schooling, Shift
from webapp.services.importing import fields
from webapp.services.importing.fields import RefusedCellError

VALID_ID = "110105194912310" + "02X"


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("13800000003", "13800000003"),
        ("１３８００００００03", "13800000003"),
        ("138 0000 0003", "13800000003"),
        (13800000003.0, "13800000003"),
        ("13800000003.0", "13800000003"),
        (13800000003, "13800000003"),
        ("+86 138-0000-0003", "13800000003"),
        ("0512-63950000", "051263950000"),
        (None, ""),
    ],
)
def test_a_telephone_number_is_read(value: object, digits: str) -> None:
    assert fields.phone(value) == digits  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["1380000", "abc", "138000000031"])
def test_a_wrong_telephone_number_is_refused(value: str) -> None:
    with pytest.raises(RefusedCellError, match="11 digits"):
        fields.phone(value)


@pytest.mark.parametrize("value", [4.1e17, 410000199001011203, "4.10000199001011E+17"])
def test_an_id_number_stored_as_a_number_is_refused(value: float | int | str) -> None:
    with pytest.raises(RefusedCellError, match="last digits are lost"):
        fields.id_number(value)


def test_an_id_number_is_read_and_its_check_digit_tested() -> None:
    assert fields.id_number(f" {VALID_ID.lower()} ") == VALID_ID
    with pytest.raises(RefusedCellError, match="last digit"):
        fields.id_number(VALID_ID[:-1] + "1")
    with pytest.raises(RefusedCellError, match="17 characters"):
        fields.id_number(VALID_ID[:-1])


@pytest.mark.parametrize(
    ("value", "number"), [("５人", 5), (5.0, 5), ("约20人", 20), ("3", 3), ("2名", 2)]
)
def test_a_headcount_is_read(value: str | float, number: int) -> None:
    assert fields.whole(value, "人数", 1, 5000) == number


@pytest.mark.parametrize("value", ["若干", "0", "-3", "5-8", "", "99999"])
def test_what_is_no_headcount_is_refused(value: str) -> None:
    with pytest.raises(RefusedCellError, match="人数 must be a number from 1"):
        fields.whole(value, "人数", 1, 5000)


@pytest.mark.parametrize(
    "value",
    [
        "2027-2-24", "2027/02/24", "2027年2月24日", "2027.2.24", 46077.0 + 365,
        dt.date(2027, 2, 24), dt.datetime(2027, 2, 24, 8, tzinfo=dt.UTC),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(value: object) -> None:
    read = fields.date(value, "日期")  # type: ignore[arg-type]
    assert read == dt.date(2027, 2, 24)


def test_a_date_that_is_none_is_refused_and_an_open_one_is_none() -> None:
    assert fields.date("长期有效", "有效期") is None
    with pytest.raises(RefusedCellError, match="有效期 must be a date"):
        fields.date("2027-2-31", "有效期")


@pytest.mark.parametrize(
    ("words", "both"),
    [
        ("包吃住", (True, True)),
        ("包食宿", (True, True)),
        ("提供住宿", (True, False)),
        ("工作餐", (False, True)),
        ("不包住，餐补15元", (False, True)),
        ("不提供住宿", (False, False)),
        ("", (False, False)),
        ("是", (True, False)),
        ("否", (False, False)),
    ],
)
def test_lodging_and_meals_are_read(words: str, both: tuple[bool, bool]) -> None:
    assert fields.lodging_and_board(words) == both


def test_words_become_values() -> None:
    assert fields.shift("两班倒，12小时") is Shift.TWO
    assert fields.shift("8:00-17:00") is Shift.DAY
    assert fields.shift("") is None
    assert fields.schooling("大专及以上") is Schooling.COLLEGE
    assert fields.schooling("学历不限") is Schooling.ANY
    assert fields.certificates("叉车证、电工证，叉车证") == ["叉车证", "电工证"]
    assert fields.certificates("无") == []
    assert fields.certificates("叉车证/C1驾照 正在考电工证") == ["叉车证", "C1驾照"]
    assert fields.experience_months("两年以上") == 24
    assert fields.experience_months("6个月") == 6
    assert fields.experience_months("不限") == 0
    assert fields.party_state("已确认") is PartyStatus.CONFIRMED
    assert fields.party_state("未确认") is PartyStatus.NEW
    assert fields.party_state("无人接听") is PartyStatus.NO_ANSWER
    assert fields.yes("五险一金")
    assert not fields.yes("无")


@pytest.mark.parametrize(
    ("words", "asked", "wishes"),
    [
        ("叉车证、电工证，叉车证", ["叉车证", "电工证"], []),
        ("C1及以上驾照", ["C1及以上驾照"], []),
        ("有叉车证优先", [], ["有叉车证优先"]),
        ("需要健康证", ["健康证"], []),
        ("叉车证或电工证", ["叉车证或电工证"], []),
        ("叉车证 / 电工证", ["叉车证或电工证"], []),
        ("健康证，叉车证者优先", ["健康证"], ["叉车证者优先"]),
        ("无", [], []),
    ],
)
def test_certificates_that_are_asked_for_are_told_from_those_that_are_welcome(
    words: str, asked: list[str], wishes: list[str]
) -> None:
    assert fields.asked_certificates(words) == asked
    assert fields.wishes(words) == wishes


def test_a_text_too_long_to_store_is_refused() -> None:
    with pytest.raises(RefusedCellError, match="Shorten it"):
        fields.text("长" * 200, 120)


def test_pay_that_cannot_be_understood_is_refused() -> None:
    with pytest.raises(RefusedCellError, match="cannot be understood"):
        fields.pay("看着给")
